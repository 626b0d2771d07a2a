package dev.facet.explain;

import dev.facet.core.Cancellation;
import dev.facet.core.ExplainMethod;
import dev.facet.core.FacetException;
import dev.facet.core.Progress;
import dev.facet.workspace.CoefficientCurve;
import dev.facet.workspace.Explanation;
import dev.facet.workspace.ExplanationRecipe;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * Chooses the coefficient: the one of a grid, in units of R, whose explanations of the first firing
 * latents score best on average, by the score that {@link CoefficientTrials} names. The smaller
 * coefficient wins a tie.
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
   * @throws FacetException when the texts cannot be scored
   */
  CoefficientCurve run(
      ExplainMethod method,
      List<Integer> latents,
      DoubleFunction<ExplanationRecipe> recipes,
      Progress progress,
      Cancellation cancellation) {
    scorer.requireScores();
    double[] grid = method == ExplainMethod.STEERING ? STEERING : HYBRID;
    CoefficientTrials trials = new CoefficientTrials();
    for (int c = 0; c < grid.length; c++) {
      double coefficient = grid[c] * unit;
      ExplanationRecipe recipe = recipes.apply(coefficient);
      List<Explanation.Scores> scores = new ArrayList<>();
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
        scores.addAll(scorer.scores(part, said));
      }
      trials.add(coefficient, scores);
      // Whether a latent can be scored does not depend on the text: the first coefficient tells.
      if (trials.curve(latents.size()).isEmpty()) {
        throw scorer.unscored();
      }
    }
    return trials.curve(latents.size()).orElseThrow(scorer::unscored);
  }
}
