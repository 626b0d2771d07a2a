package dev.facet.explain;

import dev.facet.core.Cancellation;
import dev.facet.core.ExplainMethod;
import dev.facet.core.Progress;
import dev.facet.workspace.CoefficientCurve;
import dev.facet.workspace.Explanation;
import dev.facet.workspace.ExplanationRecipe;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the coefficient: the one of a grid, in units of R, whose explanations of the first firing
 * latents score best on average. Where the corpus has masks the score is Ferrando et al.'s IoU,
 * else the CLIP score; a text without a score counts 0. The smaller coefficient wins a tie.
 */
final class CoefficientChoice {

  /** All tokens of an empty image need a strong push. */
  private static final double[] STEERING = {0.5, 1, 1.5, 2, 3, 4, 6, 8, 12};

  /** Shown patches have the latent already (the authors: 50 beside 200). */
  private static final double[] HYBRID = {0.25, 0.5, 1, 1.5, 2, 3, 4};

  private final Answers answers;
  private final Scorer scorer;
  private final double unit;

  /**
   * @param unit R
   */
  CoefficientChoice(Answers answers, Scorer scorer, double unit) {
    this.answers = answers;
    this.scorer = scorer;
    this.unit = unit;
  }

  /**
   * The score of every coefficient.
   *
   * @param latents that the coefficient is chosen on
   * @param recipes the recipe at a coefficient in raw units
   */
  CoefficientCurve run(
      ExplainMethod method,
      List<Integer> latents,
      DoubleFunction<ExplanationRecipe> recipes,
      Progress progress,
      Cancellation cancellation) {
    Function<Explanation.Scores, @Nullable Double> score = scorer.choice();
    double[] grid = method == ExplainMethod.STEERING ? STEERING : HYBRID;
    List<CoefficientCurve.Point> points = new ArrayList<>();
    for (int c = 0; c < grid.length; c++) {
      ExplanationRecipe recipe = recipes.apply(grid[c] * unit);
      double sum = 0;
      int size = answers.batch(recipe);
      for (int at = 0; at < latents.size(); at += size) {
        progress.report(
            "choosing the coefficient",
            (long) c * latents.size() + at,
            (long) grid.length * latents.size());
        cancellation.check();
        List<Integer> part = latents.subList(at, Math.min(latents.size(), at + size));
        List<String> said =
            answers.of(recipe, part, cancellation).stream().map(Answers.Answer::text).toList();
        for (Explanation.Scores scores : scorer.scores(part, said)) {
          Double value = score.apply(scores);
          sum += value == null ? 0 : value;
        }
      }
      points.add(new CoefficientCurve.Point(grid[c] * unit, sum / Math.max(1, latents.size())));
    }
    return new CoefficientCurve(scorer.choiceName(), latents.size(), points);
  }
}
