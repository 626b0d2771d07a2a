package dev.facet.explain;

import dev.facet.workspace.CoefficientCurve;
import dev.facet.workspace.Explanation.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Scores of explanations by coefficient, and the one that decides: Ferrando et al.'s IoU, or the
 * CLIP score where no image of the latents has masks, or where no coefficient has a better IoU than
 * another. What a latent has no score in does not count there.
 */
final class CoefficientTrials {

  /** A score that may decide, the first one first. */
  private enum Measure {
    IOU("IoU", Scores::iou),
    CLIP("CLIP score", Scores::clip);

    private final String words;
    private final Function<Scores, @Nullable Double> of;

    Measure(String words, Function<Scores, @Nullable Double> of) {
      this.words = words;
      this.of = of;
    }
  }

  /** What one coefficient came to. */
  private record Trial(double coefficient, List<Scores> scores) {}

  private final List<Trial> trials = new ArrayList<>();

  /** Adds what the texts of one coefficient scored, each latent once. */
  void add(double coefficient, List<Scores> scores) {
    trials.add(new Trial(coefficient, List.copyOf(scores)));
  }

  /**
   * Mean scores by coefficient, of the score that decides; empty where no text has a score.
   *
   * @param latents on how many they were tried
   */
  Optional<CoefficientCurve> curve(int latents) {
    List<CoefficientCurve> measured = new ArrayList<>();
    for (Measure measure : Measure.values()) {
      List<CoefficientCurve.Point> points = points(measure);
      if (!points.isEmpty()) {
        measured.add(new CoefficientCurve(measure.words, latents, points));
      }
    }
    return measured.stream()
        .filter(CoefficientTrials::decides)
        .findFirst()
        .or(() -> measured.stream().findFirst());
  }

  private List<CoefficientCurve.Point> points(Measure measure) {
    List<CoefficientCurve.Point> points = new ArrayList<>();
    for (Trial trial : trials) {
      trial.scores().stream()
          .map(measure.of)
          .filter(Objects::nonNull)
          .mapToDouble(Double::doubleValue)
          .average()
          .ifPresent(mean -> points.add(new CoefficientCurve.Point(trial.coefficient(), mean)));
    }
    return points;
  }

  private static boolean decides(CoefficientCurve curve) {
    return curve.points().stream().mapToDouble(CoefficientCurve.Point::score).distinct().count()
        > 1;
  }
}
