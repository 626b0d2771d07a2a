package dev.facet.core;

import java.util.List;

/**
 * What to caption and how.
 *
 * @param images addresses, in the prompt's order: {@code white}, {@code black}, {@code grey},
 *     {@code noise:SEED}, {@code corpus:ID} (an image of the open study) or a file path
 * @param prompt the question, in words; the chat template is put around it
 * @param interventions edits, applied together; empty for the unsteered caption
 * @param maxTokens token budget
 * @param sampling how tokens are drawn
 * @param caches false recomputes everything: slower, the same tokens
 * @param kl whether the divergence from the unsteered model is measured too: {@link
 *     CaptionResult#kl()}; costs two passes over the answer after its last token
 */
public record CaptionSpec(
    List<String> images,
    String prompt,
    List<Intervention> interventions,
    int maxTokens,
    Sampling sampling,
    boolean caches,
    boolean kl) {

  public CaptionSpec {
    images = List.copyOf(images);
    interventions = List.copyOf(interventions);
    if (maxTokens < 1) {
      throw FacetException.badInput("The token budget must be at least 1, found " + maxTokens);
    }
  }

  public CaptionSpec(
      List<String> images,
      String prompt,
      List<Intervention> interventions,
      int maxTokens,
      Sampling sampling,
      boolean caches) {
    this(images, prompt, interventions, maxTokens, sampling, caches, false);
  }

  /** The same question with the divergence measured. */
  public CaptionSpec withKl() {
    return new CaptionSpec(images, prompt, interventions, maxTokens, sampling, caches, true);
  }

  /** The same question under other edits. */
  public CaptionSpec withInterventions(List<Intervention> others) {
    return new CaptionSpec(images, prompt, others, maxTokens, sampling, caches, kl);
  }

  public static CaptionSpec greedy(
      String image, String prompt, List<Intervention> interventions, int maxTokens) {
    return greedy(List.of(image), prompt, interventions, maxTokens);
  }

  /** A question about several images at once. */
  public static CaptionSpec greedy(
      List<String> images, String prompt, List<Intervention> interventions, int maxTokens) {
    return new CaptionSpec(images, prompt, interventions, maxTokens, Sampling.GREEDY, true);
  }
}
