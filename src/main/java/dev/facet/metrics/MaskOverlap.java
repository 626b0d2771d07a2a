package dev.facet.metrics;

/**
 * How well a predicted mask covers the true one; every ratio whose denominator is 0 is 0, as in
 * Ferrando et al.'s evaluation code, so two empty masks have IoU 0.
 *
 * @param intersection pixels in both
 * @param truth pixels of the true mask
 * @param prediction pixels of the predicted mask
 */
public record MaskOverlap(long intersection, long truth, long prediction) {

  /** Counts two masks of the same length. */
  public static MaskOverlap of(boolean[] truth, boolean[] prediction) {
    if (truth.length != prediction.length) {
      throw new IllegalArgumentException(
          "Masks of " + truth.length + " and " + prediction.length + " pixels do not compare");
    }
    long both = 0;
    long inTruth = 0;
    long inPrediction = 0;
    for (int i = 0; i < truth.length; i++) {
      both += truth[i] && prediction[i] ? 1 : 0;
      inTruth += truth[i] ? 1 : 0;
      inPrediction += prediction[i] ? 1 : 0;
    }
    return new MaskOverlap(both, inTruth, inPrediction);
  }

  /** Intersection over union. */
  public double iou() {
    return ratio(intersection, truth + prediction - intersection);
  }

  public double precision() {
    return ratio(intersection, prediction);
  }

  public double recall() {
    return ratio(intersection, truth);
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
