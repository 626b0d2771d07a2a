package dev.facet.explain;

import dev.facet.core.Control;
import dev.facet.core.ExplainMethod;
import dev.facet.core.FacetException;
import dev.facet.workspace.ExplanationRecipe.Presentation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to explain and how.
 *
 * @param method of the three
 * @param control what stands in for the latents
 * @param latents which ones; empty for all that fire
 * @param coefficient what a latent's unit direction is multiplied with, raw residual units; null to
 *     have it chosen on a validation part
 * @param prompts the questions
 * @param baseImage address of the empty image
 * @param images k, how many of a latent's images are shown
 * @param presentation how they are shown
 * @param separately each image in a prompt of its own: for models that were trained on one image
 * @param maxTokens token budget of an answer
 * @param validation how many latents a coefficient is chosen on: the first that fire
 */
public record ExplainSpec(
    ExplainMethod method,
    Control control,
    List<Integer> latents,
    @Nullable Double coefficient,
    ExplainPrompts prompts,
    String baseImage,
    int images,
    Presentation presentation,
    boolean separately,
    int maxTokens,
    int validation) {

  /** k of Ferrando et al. */
  public static final int IMAGES = 5;

  /** Their token budget. */
  public static final int MAX_TOKENS = 50;

  public ExplainSpec {
    latents = List.copyOf(latents);
    if (images < 1 || images > 16) {
      throw FacetException.badInput(
          "A latent is shown by 1 to 16 images (the study keeps 16), found " + images);
    }
    if (maxTokens < 1) {
      throw FacetException.badInput("The token budget must be at least 1, found " + maxTokens);
    }
    if (validation < 1) {
      throw FacetException.badInput(
          "A coefficient is chosen on at least 1 latent, found " + validation);
    }
    if (coefficient != null && !Double.isFinite(coefficient)) {
      throw FacetException.badInput(
          "The coefficient must be a finite number, found " + coefficient);
    }
  }

  /** The authors' settings: white image, five masked images in one prompt, 50 tokens. */
  public static ExplainSpec of(ExplainMethod method, ExplainPrompts prompts) {
    return new ExplainSpec(
        method,
        Control.NONE,
        List.of(),
        null,
        prompts,
        "white",
        IMAGES,
        Presentation.MASKED,
        false,
        MAX_TOKENS,
        100);
  }

  public ExplainSpec withControl(Control newControl) {
    return with(newControl, latents, coefficient);
  }

  /** The same for other latents. */
  public ExplainSpec withLatents(List<Integer> newLatents) {
    return with(control, newLatents, coefficient);
  }

  public ExplainSpec withCoefficient(@Nullable Double newCoefficient) {
    return with(control, latents, newCoefficient);
  }

  private ExplainSpec with(
      Control newControl, List<Integer> newLatents, @Nullable Double newCoefficient) {
    return new ExplainSpec(
        method,
        newControl,
        newLatents,
        newCoefficient,
        prompts,
        baseImage,
        images,
        presentation,
        separately,
        maxTokens,
        validation);
  }

  /** The question that this method asks. */
  String prompt() {
    return prompts.of(method, presentation, separately, baseImage);
  }
}
