package dev.facet.worker;

import java.util.Arrays;
import java.util.List;

/** The strengths of a sweep when nobody names any. */
public final class DefaultStrengths {

  /** Most latents answer to this many R, where nobody names a strength. */
  public static final double STRONG_IN_R = 8;

  private static final double[] IN_UNITS = {0, 0.5, 1, 1.5, 2, 3, 4, 6, STRONG_IN_R};

  private DefaultStrengths() {}

  /**
   * Nine strengths from 0 to 8 R: the demo model turns between 1 and 2 R and stays named beyond,
   * raw units, to two decimals.
   *
   * @param unit R, the mean residual norm at the site
   */
  public static List<Double> of(double unit) {
    return Arrays.stream(IN_UNITS).mapToObj(s -> Math.round(s * unit * 100) / 100.0).toList();
  }
}
