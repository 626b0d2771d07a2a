package dev.facet.workspace;

import java.util.List;

/**
 * All that a feature's page shows.
 *
 * @param summary its line in the list
 * @param labels zero-shot labels, best first
 * @param top images by mean code over patches, best first
 * @param topByMax images by largest code, best first
 * @param quantiles a random sample of firing images by quantile of their score, highest first
 * @param histogram of log10 of the codes above 0
 * @param neighbours latents with the most similar decoder rows, best first
 * @param note the person's note, or empty
 * @param tags the person's tags
 * @param explanations what language models say of it, the newest first, controls last
 */
public record FeatureProfile(
    FeatureSummary summary,
    List<ScoredLabel> labels,
    List<Example> top,
    List<Example> topByMax,
    List<Quantile> quantiles,
    Histogram histogram,
    List<Neighbour> neighbours,
    String note,
    List<String> tags,
    List<Explanation> explanations) {

  public FeatureProfile {
    labels = List.copyOf(labels);
    top = List.copyOf(top);
    topByMax = List.copyOf(topByMax);
    quantiles = List.copyOf(quantiles);
    neighbours = List.copyOf(neighbours);
    tags = List.copyOf(tags);
    explanations = List.copyOf(explanations);
  }

  /** A word and how well it fits the latent's images. */
  public record ScoredLabel(String word, double score) {}

  /**
   * Images whose score lies between two quantiles of the scores above 0.
   *
   * @param from lower quantile, 0 to 1
   * @param to upper quantile
   * @param examples highest score first
   */
  public record Quantile(double from, double to, List<Example> examples) {

    public Quantile {
      examples = List.copyOf(examples);
    }
  }

  /** A latent, its label, and the cosine of its decoder row. */
  public record Neighbour(int feature, String label, double cosine) {}
}
