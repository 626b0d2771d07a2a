package dev.facet.metrics;

/** The harmonic mean of precision and recall of a two-class decision. */
public final class F1 {

  private F1() {}

  /**
   * @param right labelled and decided so
   * @param wrong decided so without the label
   * @param missed labelled, but not decided so
   * @return 0 to 1; 0 where there is nothing to decide, as in Delphi's scorers
   */
  public static double of(long right, long wrong, long missed) {
    long whole = 2 * right + wrong + missed;
    return whole == 0 ? 0 : 2.0 * right / whole;
  }
}
