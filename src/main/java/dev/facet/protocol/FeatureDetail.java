package dev.facet.protocol;

import dev.facet.core.Control;
import dev.facet.core.ExplainMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the feature page shows.
 *
 * @param row its line in the list
 * @param labels zero-shot labels, best first
 * @param top images by mean code over patches, best first
 * @param topByMax images by largest code, best first
 * @param quantiles images by quantile of the image score, highest bin first
 * @param histogram of log10 of non-zero codes
 * @param neighbours latents with the most similar decoder rows, by cosine
 * @param coactive latents that fire on the same images, by correlation (phi)
 * @param note the person's note, or empty
 * @param tags the person's tags
 * @param explanations what language models say of it: of the latent itself before the controls, the
 *     newest first
 */
public record FeatureDetail(
    FeatureRow row,
    List<ScoredLabel> labels,
    List<Example> top,
    List<Example> topByMax,
    List<Quantile> quantiles,
    Histogram histogram,
    List<Neighbour> neighbours,
    List<Neighbour> coactive,
    String note,
    List<String> tags,
    List<Explanation> explanations) {

  /** A word and the cosine of its text embedding with the latent's images. */
  public record ScoredLabel(String word, double score) {}

  /**
   * An image that fires the latent.
   *
   * @param image id in the corpus; its address is {@code corpus:ID}
   * @param name file name
   * @param caption from the corpus, or empty
   * @param score mean code over patches
   * @param max largest code
   * @param heat codes by patch in raster order, rows of the study's grid width
   */
  public record Example(
      long image, String name, String caption, double score, double max, List<Float> heat) {}

  /** Images whose score lies between two quantiles of the non-zero scores. */
  public record Quantile(double from, double to, List<Example> examples) {}

  /** Counts between edges; edges has one entry more than counts. */
  public record Histogram(List<Double> edges, List<Long> counts) {}

  /**
   * What a language model says that the latent stands for.
   *
   * @param method of Ferrando et al.'s three
   * @param control what stood in for the latent
   * @param text the explanation
   * @param model name of the explaining model
   * @param coefficient what the direction was multiplied with, raw units; null where nothing was
   *     added
   * @param meanProbability mean probability of its tokens, 0 to 1
   * @param prompt the question that it answers
   * @param clipScore cosine of the text with the latent's masked top images, or null
   * @param auroc how well codes on pictures of the text tell them from others, or null
   * @param iou of the heat maps with what the text names, or null
   * @param created ISO 8601, UTC
   */
  public record Explanation(
      ExplainMethod method,
      Control control,
      String text,
      String model,
      @Nullable Double coefficient,
      double meanProbability,
      String prompt,
      @Nullable Double clipScore,
      @Nullable Double auroc,
      @Nullable Double iou,
      String created) {}

  /** A latent and how close it is. */
  public record Neighbour(int feature, String label, double score) {}

  /** The same with what a person wrote as it now stands. */
  public FeatureDetail withWritten(FeatureRow newRow, String newNote, List<String> newTags) {
    return new FeatureDetail(
        newRow,
        labels,
        top,
        topByMax,
        quantiles,
        histogram,
        neighbours,
        coactive,
        newNote,
        newTags,
        explanations);
  }
}
