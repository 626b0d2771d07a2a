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

  /** Correlation of the two on/off variables; NaN when one is never or always on. */
  public double phi() {
    double spread =
        Math.sqrt((double) first * (n - first)) * Math.sqrt((double) second * (n - second));
    return spread == 0 ? Double.NaN : ((double) n * both - (double) first * second) / spread;
  }
}
