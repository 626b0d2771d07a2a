package dev.facet.workspace;

import dev.facet.core.Control;
import dev.facet.core.ExplainMethod;
import org.jspecify.annotations.Nullable;

/**
 * What a language model says a latent stands for, and all that is needed to hear it again.
 *
 * @param feature the latent
 * @param text cleaned of lead-ins
 * @param raw what the model wrote; one line an image where the images were shown one by one
 * @param meanProbability mean probability of the generated tokens, 0 to 1
 * @param recipe how it was made
 * @param created ISO 8601, UTC
 * @param scores null until they are measured
 */
public record Explanation(
    int feature,
    String text,
    String raw,
    double meanProbability,
    ExplanationRecipe recipe,
    String created,
    @Nullable Scores scores) {

  /**
   * How well the text fits.
   *
   * @param clip mean cosine of the text with the latent's top images, masked; null without a text
   *     tower
   * @param auroc how well the code on pictures of the text tells them from others, 0 to 1; null
   *     where there are no such pictures
   * @param iou of the heat maps with what the text names, 0 to 1; null where there are no masks
   */
  public record Scores(@Nullable Double clip, @Nullable Double auroc, @Nullable Double iou) {}

  public ExplainMethod method() {
    return recipe.method();
  }

  public Control control() {
    return recipe.control();
  }
}
