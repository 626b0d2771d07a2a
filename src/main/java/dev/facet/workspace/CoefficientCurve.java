package dev.facet.workspace;

import java.util.Comparator;
import java.util.List;

/**
 * How well explanations fit by coefficient, and with it which one to take.
 *
 * @param score what was measured, in words
 * @param latents on how many
 * @param points by coefficient, ascending
 */
public record CoefficientCurve(String score, int latents, List<Point> points) {

  /**
   * One coefficient.
   *
   * @param coefficient raw residual units
   * @param score mean over the latents
   */
  public record Point(double coefficient, double score) {}

  public CoefficientCurve {
    points = List.copyOf(points);
  }

  /** The coefficient of the best score, the smaller one where two are equal. */
  public double best() {
    return points.stream()
        .max(Comparator.comparingDouble(Point::score).thenComparing(p -> -p.coefficient()))
        .orElseThrow()
        .coefficient();
  }
}
