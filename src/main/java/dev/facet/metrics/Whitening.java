package dev.facet.metrics;

/**
 * Solves {@code (C + λ I) y = x} for a covariance C: what Fisher's linear discriminant does with
 * the difference of two class means. Directions in which everything varies count less, so what is
 * left is what sets the class apart.
 */
public final class Whitening {

  /** Lower triangle of the Cholesky factor, row by row. */
  private final double[][] factor;

  /**
   * @param covariance symmetric, positive semi-definite [d, d]
   * @param ridge λ in units of the mean variance; above 0
   */
  public Whitening(double[][] covariance, double ridge) {
    int d = covariance.length;
    double trace = 0;
    for (int i = 0; i < d; i++) {
      trace += covariance[i][i];
    }
    // Without any variance λ alone remains, and the result is a multiple of x.
    double lambda = trace > 0 ? ridge * trace / d : 1;
    factor = new double[d][];
    for (int i = 0; i < d; i++) {
      factor[i] = new double[i + 1];
      for (int j = 0; j <= i; j++) {
        double sum = covariance[i][j] + (i == j ? lambda : 0);
        for (int k = 0; k < j; k++) {
          sum -= factor[i][k] * factor[j][k];
        }
        factor[i][j] = i == j ? Math.sqrt(sum) : sum / factor[j][j];
      }
    }
  }

  /** The solution y [d]. */
  public double[] apply(double[] x) {
    int d = factor.length;
    double[] y = x.clone();
    for (int i = 0; i < d; i++) {
      for (int k = 0; k < i; k++) {
        y[i] -= factor[i][k] * y[k];
      }
      y[i] /= factor[i][i];
    }
    for (int i = d - 1; i >= 0; i--) {
      for (int k = i + 1; k < d; k++) {
        y[i] -= factor[k][i] * y[k];
      }
      y[i] /= factor[i][i];
    }
    return y;
  }
}
