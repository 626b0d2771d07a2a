package dev.facet.metrics;

import java.util.stream.IntStream;

/**
 * The definition that an index run is compared with: figures of one latent's codes over rows
 * (patches or images).
 *
 * @param rows in all
 * @param active rows with a code above 0
 * @param sum of the codes above 0
 * @param max largest code, 0 for a dead latent
 */
public record CodeFigures(long rows, long active, double sum, double max) {

  /** Counts a column of codes; a code of 0 or less does not count as firing. */
  public static CodeFigures of(double[] codes) {
    long active = 0;
    double sum = 0;
    double max = 0;
    for (double code : codes) {
      if (code > 0) {
        active++;
        sum += code;
        max = Math.max(max, code);
      }
    }
    return new CodeFigures(codes.length, active, sum, max);
  }

  public boolean dead() {
    return active == 0;
  }

  /** Share of rows on which it fires. */
  public double frequency() {
    return (double) active / rows;
  }

  /** Mean of the codes above 0, NaN for a dead latent. */
  public double meanOverActive() {
    return dead() ? Double.NaN : sum / active;
  }

  /** How two columns of codes fire together. */
  public static CoActivation together(double[] a, double[] b) {
    long both = IntStream.range(0, a.length).filter(i -> a[i] > 0 && b[i] > 0).count();
    return new CoActivation(a.length, of(a).active(), of(b).active(), both);
  }
}
