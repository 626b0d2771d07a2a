package dev.facet.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.facet.workspace.CoefficientCurve;
import dev.facet.workspace.CoefficientCurve.Point;
import dev.facet.workspace.Explanation.Scores;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which score a coefficient is chosen by. */
class CoefficientTrialsTest {

  private static Scores scores(@Nullable Double clip, @Nullable Double iou) {
    return new Scores(clip, null, iou);
  }

  private static CoefficientTrials trials(List<Scores> atOne, List<Scores> atTwo) {
    CoefficientTrials trials = new CoefficientTrials();
    trials.add(1, atOne);
    trials.add(2, atTwo);
    return trials;
  }

  @Test
  void masks_decide_where_there_are_any() {
    assertEquals(
        Optional.of(
            new CoefficientCurve("IoU", 2, List.of(new Point(1, 0.25), new Point(2, 0.125)))),
        trials(
                List.of(scores(0.1, 0.25), scores(0.1, null)),
                List.of(scores(0.9, 0.125), scores(0.9, null)))
            .curve(2),
        "a latent without masks does not count");
  }

  @Test
  void the_clip_score_decides_where_masks_describe_none_of_the_images() {
    CoefficientCurve curve =
        trials(List.of(scores(0.2, null)), List.of(scores(0.3, null))).curve(1).orElseThrow();
    assertEquals("CLIP score", curve.score());
    assertEquals(2, curve.best());
  }

  @Test
  void the_clip_score_decides_where_no_text_names_what_masks_show() {
    CoefficientCurve curve =
        trials(List.of(scores(0.2, 0.0)), List.of(scores(0.3, 0.0))).curve(1).orElseThrow();
    assertEquals("CLIP score", curve.score());
    assertEquals(2, curve.best());
  }

  @Test
  void masks_alone_that_decide_nothing_leave_the_smallest() {
    CoefficientCurve curve =
        trials(List.of(scores(null, 0.0)), List.of(scores(null, 0.0))).curve(1).orElseThrow();
    assertEquals("IoU", curve.score());
    assertEquals(1, curve.best());
  }

  @Test
  void nothing_decides_where_nothing_is_scored() {
    assertEquals(
        Optional.empty(),
        trials(List.of(scores(null, null)), List.of(scores(null, null))).curve(1));
  }
}
