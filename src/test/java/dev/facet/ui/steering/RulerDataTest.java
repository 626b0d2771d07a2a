package dev.facet.ui.steering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.core.CaptionResult;
import dev.facet.core.SweepPoint;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RulerDataTest {

  private static SweepPoint point(double strength, String caption, String word, double power) {
    return new SweepPoint(
        strength,
        new CaptionResult(caption, List.of(1), -0.1, 1, 2, false),
        power,
        power,
        power,
        List.of(new SweepPoint.Promoted(word, power)));
  }

  @Test
  void segments_meet_halfway_and_unchanged_captions_have_no_word() {
    List<Segment> segments =
        Segment.of(
            List.of(
                point(-2, "blank", "x", 0.1),
                point(0, "blank", "x", 0),
                point(2, "milk", "milk", 0.2),
                point(4, "avocado", "avocado", 0.5),
                point(6, "an avocado", "avocado", 0.7)));
    assertEquals(
        List.of(
            new Segment(-2, 1, "", 0.1),
            new Segment(1, 3, "milk", 0.2),
            new Segment(3, 6, "avocado", 0.7)),
        segments);
    assertEquals(List.of(), Segment.of(List.of()));
  }

  @Test
  void captions_fall_apart_where_words_repeat() {
    assertTrue(Degeneration.degenerate("cow cow cow"));
    assertTrue(Degeneration.degenerate("a cow a cow a cow"));
    assertTrue(Degeneration.degenerate(" "));
    assertFalse(Degeneration.degenerate("a cow and a cow and a pig"));
    assertFalse(Degeneration.degenerate("very very good"));
    assertEquals(
        OptionalDouble.of(4),
        Degeneration.begins(
            List.of(
                point(0, "blank", "x", 0),
                point(2, "a a a", "a", 0),
                point(3, "good", "a", 0),
                point(4, "a a a", "a", 0),
                point(6, "b b b b", "b", 0))));
    assertEquals(OptionalDouble.empty(), Degeneration.begins(List.of(point(0, "a a a", "x", 0))));
  }
}
