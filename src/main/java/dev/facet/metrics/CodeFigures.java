package dev.facet.metrics;

/**
 * Figures of one latent's codes over rows (patches or images).
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

  /** log10 of the frequency; a dead latent stands at -10, as the field's charts draw it. */
  public double log10Density() {
    return Math.log10(Math.max(frequency(), 1e-10));
  }

  public double meanOverAll() {
    return sum / rows;
  }

  /** Mean of the codes above 0, NaN for a dead latent. */
  public double meanOverActive() {
    return dead() ? Double.NaN : sum / active;
  }

  /** Delphi's shown activation: ceil(10 · code / max), 0 to 10. */
  public int level(double code) {
    return max > 0 && code > 0 ? (int) Math.ceil(10 * code / max) : 0;
  }

  /** Counts of the positive codes in bins (edge i, edge i + 1]; others are not counted. */
  public static long[] histogram(double[] codes, double[] edges) {
    long[] counts = new long[edges.length - 1];
    for (double code : codes) {
      for (int bin = 0; bin < counts.length; bin++) {
        if (code > 0 && code > edges[bin] && code <= edges[bin + 1]) {
          counts[bin]++;
        }
      }
    }
    return counts;
  }
}
