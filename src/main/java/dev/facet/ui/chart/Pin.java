package dev.facet.ui.chart;

import dev.facet.core.SweepPoint;
import dev.facet.export.SteerabilityChart.Dot;
import java.util.List;
import java.util.Objects;

/**
 * A curve that stays on show while others are looked at.
 *
 * @param feature whose it is
 * @param dots S at each swept strength, ascending
 */
public record Pin(int feature, List<Dot> dots) {

  // A file may lack them.
  public Pin {
    dots = List.copyOf(Objects.requireNonNullElse(dots, List.of()));
  }

  static Pin of(int feature, List<SweepPoint> points) {
    return new Pin(
        feature, points.stream().map(p -> new Dot(p.strength(), p.steerability())).toList());
  }

  /** Whether it can be drawn. */
  public boolean valid() {
    return feature >= 0
        && !dots.isEmpty()
        && dots.stream()
            .allMatch(d -> Double.isFinite(d.strength()) && Double.isFinite(d.figure()));
  }
}
