package dev.facet.worker;

import java.util.Arrays;
import java.util.List;

/** The strengths of a sweep when nobody names any. */
public final class DefaultStrengths {
  private static final double[] IN_UNITS = {0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.5};

  private DefaultStrengths() {}

  /**
   * Nine strengths from 0 to 2.5 R, raw units, to two decimals.
   *
   * @param unit R, the mean residual norm at the site
   */
  public static List<Double> of(double unit) {
    return Arrays.stream(IN_UNITS).mapToObj(s -> Math.round(s * unit * 100) / 100.0).toList();
  }
}
