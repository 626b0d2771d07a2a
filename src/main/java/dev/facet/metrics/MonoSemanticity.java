package dev.facet.metrics;

import java.util.Arrays;

/**
 * The MonoSemanticity score of Pach et al. (arXiv 2504.02821, eq. 5 to 9): the mean cosine of the
 * images' embeddings E over all pairs, weighted by the product of the latent's min-max scaled
 * activations. A score means nothing without the name of E.
 *
 * <p>With unit embeddings e and scaled activations a the sum over pairs has a closed form, O(N d)
 * instead of O(N² d): {@code (|Σ a e|² - Σ a²) / ((Σ a)² - Σ a²)}.
 */
public final class MonoSemanticity {

  /** Below this share of (Σ a)² the pair weight is rounding noise of a single active image. */
  private static final double NO_WEIGHT = 1e-12;

  private MonoSemanticity() {}

  /**
   * The score of one latent.
   *
   * @param unitEmbeddings of the images, unit norm [N, d]
   * @param activations of the latent, an image each [N]
   * @return MS in [-1, 1], NaN for a constant latent and for one whose pairs have no weight
   */
  public static double score(double[][] unitEmbeddings, double[] activations) {
    double min = Arrays.stream(activations).min().orElse(Double.NaN);
    double range = Arrays.stream(activations).max().orElse(Double.NaN) - min;
    if (!(range > 0)) {
      return Double.NaN;
    }
    double[] weighted = new double[unitEmbeddings[0].length];
    double sum = 0;
    double squares = 0;
    for (int n = 0; n < activations.length; n++) {
      double a = (activations[n] - min) / range;
      sum += a;
      squares += a * a;
      for (int i = 0; i < weighted.length; i++) {
        weighted[i] += a * unitEmbeddings[n][i];
      }
    }
    return closedForm(weighted, sum, squares);
  }

  private static double closedForm(double[] weighted, double sum, double squares) {
    double weight = sum * sum - squares;
    return weight > NO_WEIGHT * sum * sum
        ? (Vectors.dot(weighted, weighted) - squares) / weight
        : Double.NaN;
  }

  /**
   * The sums of every latent at once, fed image by image with the codes above 0; an image that is
   * not named counts as activation 0. Memory F · d, whatever the number of images.
   */
  public static final class Sums {
    private final int latents;
    private final int width;
    private final double[][] weighted;
    private final double[] sum;
    private final double[] squares;
    private final double[] min;
    private final double[] max;
    private final long[] fired;
    private final double[] all;
    private long images;

    /**
     * @param latents F
     * @param width d, of the embeddings
     */
    public Sums(int latents, int width) {
      this.latents = latents;
      this.width = width;
      this.weighted = new double[latents][];
      this.sum = new double[latents];
      this.squares = new double[latents];
      this.min = new double[latents];
      this.max = new double[latents];
      this.fired = new long[latents];
      this.all = new double[width];
    }

    /** Begins an image. @return its unit embedding, for the calls of {@link #fire} */
    public double[] image(float[] embedding) {
      if (embedding.length != width) {
        throw new IllegalArgumentException(
            "An embedding has " + embedding.length + " numbers, expected " + width);
      }
      double[] unit = Vectors.unit(embedding);
      for (int i = 0; i < width; i++) {
        all[i] += unit[i];
      }
      images++;
      return unit;
    }

    /** Adds one latent's activation on an image. */
    public void fire(int latent, double activation, double[] unitEmbedding) {
      double[] w = weighted[latent];
      if (w == null) {
        w = new double[width];
        weighted[latent] = w;
      }
      for (int i = 0; i < width; i++) {
        w[i] += activation * unitEmbedding[i];
      }
      sum[latent] += activation;
      squares[latent] += activation * activation;
      boolean first = fired[latent]++ == 0;
      min[latent] = first ? activation : Math.min(min[latent], activation);
      max[latent] = first ? activation : Math.max(max[latent], activation);
    }

    /** The scores of all latents, NaN where undefined [F]. */
    public double[] scores() {
      double[] scores = new double[latents];
      for (int k = 0; k < latents; k++) {
        scores[k] = score(k);
      }
      return scores;
    }

    private double score(int k) {
      double[] w = weighted[k];
      if (w == null) {
        return Double.NaN;
      }
      // Images that were not named have activation 0.
      double low = fired[k] < images ? Math.min(0, min[k]) : min[k];
      double high = fired[k] < images ? Math.max(0, max[k]) : max[k];
      double range = high - low;
      if (!(range > 0)) {
        return Double.NaN;
      }
      double[] scaled = new double[width];
      for (int i = 0; i < width; i++) {
        scaled[i] = (w[i] - low * all[i]) / range;
      }
      double a = (sum[k] - images * low) / range;
      double aa = (squares[k] - 2 * low * sum[k] + images * low * low) / (range * range);
      return closedForm(scaled, a, aa);
    }
  }
}
