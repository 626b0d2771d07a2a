package dev.facet.ui.steering;

import dev.facet.core.SteerabilityResult;
import dev.facet.core.SweepPoint;
import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of the ruler in which the caption says the same; without a language model one in which
 * the image embedding has moved towards the same word.
 *
 * @param from raw strength where it begins, halfway to the swept strength before
 * @param to raw strength where it ends
 * @param word the top promoted concept; empty where the caption is the unsteered one, or S says
 *     that nothing was steered
 * @param power the largest power within, 0 to 1
 */
public record Segment(double from, double to, String word, double power) {

  /** The stretches between swept points, which are ordered by strength. */
  public static List<Segment> of(List<SweepPoint> points) {
    String unsteered =
        points.stream()
            .filter(p -> p.strength() == 0)
            .map(p -> p.caption().text())
            .findFirst()
            .orElse("");
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      SweepPoint point = points.get(i);
      boolean changed =
          point.captioned()
              ? !point.caption().text().equals(unsteered)
              : point.steerability() > SteerabilityResult.STEERABLE;
      String word = changed ? point.topWord() : "";
      double from = i == 0 ? point.strength() : middle(points.get(i - 1), point);
      double to = i == points.size() - 1 ? point.strength() : middle(point, points.get(i + 1));
      Segment last = segments.isEmpty() ? null : segments.getLast();
      if (last != null && last.word.equals(word)) {
        segments.set(
            segments.size() - 1,
            new Segment(last.from, to, word, Math.max(last.power, point.power())));
      } else {
        segments.add(new Segment(from, to, word, Math.max(0, point.power())));
      }
    }
    return segments;
  }

  private static double middle(SweepPoint a, SweepPoint b) {
    return (a.strength() + b.strength()) / 2;
  }
}
