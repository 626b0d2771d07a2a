package dev.facet.metrics;

/**
 * How two latents fire together, from counts over n places (images or patches).
 *
 * @param n places in all
 * @param first places where the first fires
 * @param second places where the second fires
 * @param both places where both fire
 */
public record CoActivation(long n, long first, long second, long both) {

  /** Counts two columns of codes; a latent is on where its code is above 0. */
  public static CoActivation of(double[] a, double[] b) {
    long first = 0;
    long second = 0;
    long both = 0;
    for (int i = 0; i < a.length; i++) {
      first += a[i] > 0 ? 1 : 0;
      second += b[i] > 0 ? 1 : 0;
      both += a[i] > 0 && b[i] > 0 ? 1 : 0;
    }
    return new CoActivation(a.length, first, second, both);
  }

  /** Correlation of the two on/off variables; NaN when one is never or always on. */
  public double phi() {
    double spread =
        Math.sqrt((double) first * (n - first)) * Math.sqrt((double) second * (n - second));
    return spread == 0 ? Double.NaN : ((double) n * both - (double) first * second) / spread;
  }

  /** Share of the places where one fires in which both do; NaN when both are dead. */
  public double jaccard() {
    long either = first + second - both;
    return either == 0 ? Double.NaN : (double) both / either;
  }

  /**
   * Pointwise mutual information, nats: -infinity when both fire but never together, NaN when one
   * is dead.
   */
  public double pmi() {
    return first == 0 || second == 0
        ? Double.NaN
        : Math.log((double) both * n / ((double) first * second));
  }
}
