package dev.facet.metrics;

import java.util.Arrays;

/**
 * Area under the receiver operating characteristic: the share of (positive, negative) pairs in
 * which the positive scores higher, ties counting half.
 */
public final class Auroc {

  private Auroc() {}

  /**
   * In O(n log n).
   *
   * @return 0 to 1, NaN when a class is empty
   */
  public static double of(double[] positives, double[] negatives) {
    if (positives.length == 0 || negatives.length == 0) {
      return Double.NaN;
    }
    double[] sorted = negatives.clone();
    Arrays.sort(sorted);
    double wins = 0;
    for (double positive : positives) {
      int below = lowerBound(sorted, positive);
      int upTo = lowerBound(sorted, Math.nextUp(positive));
      wins += below + 0.5 * (upTo - below);
    }
    return wins / positives.length / negatives.length;
  }

  /** Number of entries below the value. */
  private static int lowerBound(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
