package dev.facet.metrics;

/**
 * Counts of a two-class decision and the ratios read from them. A ratio whose denominator is 0 is
 * 0, as in Delphi's scorers.
 */
public record Confusion(
    long truePositives, long trueNegatives, long falsePositives, long falseNegatives) {

  /** Counts decisions against labels of the same length. */
  public static Confusion of(boolean[] labels, boolean[] predictions) {
    long tp = 0;
    long tn = 0;
    long fp = 0;
    long fn = 0;
    for (int i = 0; i < labels.length; i++) {
      if (labels[i]) {
        if (predictions[i]) {
          tp++;
        } else {
          fn++;
        }
      } else if (predictions[i]) {
        fp++;
      } else {
        tn++;
      }
    }
    return new Confusion(tp, tn, fp, fn);
  }

  public double accuracy() {
    return ratio(
        truePositives + trueNegatives,
        truePositives + trueNegatives + falsePositives + falseNegatives);
  }

  public double precision() {
    return ratio(truePositives, truePositives + falsePositives);
  }

  public double recall() {
    return ratio(truePositives, truePositives + falseNegatives);
  }

  public double specificity() {
    return ratio(trueNegatives, trueNegatives + falsePositives);
  }

  /** Mean of recall and specificity. */
  public double balancedAccuracy() {
    return (recall() + specificity()) / 2;
  }

  /** Harmonic mean of precision and recall. */
  public double f1() {
    return ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives);
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
