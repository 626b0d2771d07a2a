package dev.facet.metrics;

import java.util.Arrays;

/**
 * The definition that the closed form is compared with: Pach et al. (arXiv 2504.02821), eq. 5 to 9,
 * a loop over pairs of images.
 */
public final class PairwiseMonoSemanticity {

  private PairwiseMonoSemanticity() {}

  /**
   * The score of one latent.
   *
   * @param embeddings of the images; any norm [N, d]
   * @param activations of the latent, an image each [N]
   * @return NaN for a constant latent and for one whose pairs have no weight
   */
  public static double score(float[][] embeddings, double[] activations) {
    double[][] units = Arrays.stream(embeddings).map(Vectors::unit).toArray(double[][]::new);
    double low = Arrays.stream(activations).min().orElseThrow();
    double range = Arrays.stream(activations).max().orElseThrow() - low;
    double sum = 0;
    double weights = 0;
    for (int n = 0; n < units.length; n++) {
      for (int m = n + 1; m < units.length; m++) {
        double weight = (activations[n] - low) / range * ((activations[m] - low) / range);
        sum += weight * Vectors.dot(units[n], units[m]);
        weights += weight;
      }
    }
    return sum / weights;
  }
}
