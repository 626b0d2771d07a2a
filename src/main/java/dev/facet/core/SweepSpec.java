package dev.facet.core;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run over strengths of one intervention: the data of the concept ruler and of the steerability
 * chart.
 *
 * @param images addresses as in {@link CaptionSpec#images()}
 * @param prompt the question
 * @param intervention its strength is replaced by each of {@code strengths}
 * @param strengths in the intervention's own units; 0 is always measured too
 * @param maxTokens token budget of each caption
 * @param vocabulary file with one word a line, or null for the study's own
 * @param others edits that stay applied at every strength, 0 included; empty for none
 * @param kl whether the divergence from the unsteered model is measured too: {@link
 *     CaptionResult#kl()}; costs two passes over the answers after their last tokens
 */
public record SweepSpec(
    List<String> images,
    String prompt,
    Intervention intervention,
    List<Double> strengths,
    int maxTokens,
    @Nullable String vocabulary,
    List<Intervention> others,
    boolean kl) {

  /** A sweep of one intervention alone, on one image. */
  public SweepSpec(
      String image,
      String prompt,
      Intervention intervention,
      List<Double> strengths,
      int maxTokens,
      @Nullable String vocabulary) {
    this(List.of(image), prompt, intervention, strengths, maxTokens, vocabulary, List.of());
  }

  /** A sweep of captions and steerability, without divergence. */
  public SweepSpec(
      List<String> images,
      String prompt,
      Intervention intervention,
      List<Double> strengths,
      int maxTokens,
      @Nullable String vocabulary,
      List<Intervention> others) {
    this(images, prompt, intervention, strengths, maxTokens, vocabulary, others, false);
  }

  /** The same sweep with the divergence measured. */
  public SweepSpec withKl() {
    return new SweepSpec(
        images, prompt, intervention, strengths, maxTokens, vocabulary, others, true);
  }

  /** All that is applied at a strength: the intervention, and the others after it. */
  public List<Intervention> edits(double strength) {
    return Stream.concat(Stream.of(intervention.withStrength(strength)), others.stream()).toList();
  }

  /** Every strength that is measured, 0 among them, from the lowest to the highest. */
  public List<Double> measured() {
    return Stream.concat(Stream.of(0.0), strengths.stream()).distinct().sorted().toList();
  }

  public SweepSpec {
    strengths = List.copyOf(strengths);
    images = List.copyOf(images);
    others = List.copyOf(others);
    if (strengths.isEmpty()) {
      throw FacetException.badInput("A sweep needs at least one strength");
    }
  }
}
