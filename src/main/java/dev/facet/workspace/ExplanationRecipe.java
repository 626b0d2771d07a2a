package dev.facet.workspace;

import dev.facet.core.Control;
import dev.facet.core.ExplainMethod;
import dev.facet.core.Provenance;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides what a language model says of a latent: the same recipe gives the same
 * text.
 *
 * @param method of the three
 * @param control what stands in for the latent
 * @param coefficient what the direction is multiplied with, raw residual units; null where nothing
 *     is added
 * @param prompt the question
 * @param baseImage address of the empty image; null where the latent's own images are shown
 * @param images of the study that are shown, at most
 * @param presentation how they are shown; null where none are
 * @param separately each image in a prompt of its own, the most frequent answer wins
 * @param maxTokens token budget
 * @param provenance model, SAE, site and corpus; the model's fingerprint is that of the explainer
 */
public record ExplanationRecipe(
    ExplainMethod method,
    Control control,
    @Nullable Double coefficient,
    String prompt,
    @Nullable String baseImage,
    int images,
    @Nullable Presentation presentation,
    boolean separately,
    int maxTokens,
    Provenance provenance) {

  /** The same of another coefficient and control. */
  public ExplanationRecipe with(@Nullable Double newCoefficient, Control newControl) {
    return new ExplanationRecipe(
        method,
        newControl,
        newCoefficient,
        prompt,
        baseImage,
        images,
        presentation,
        separately,
        maxTokens,
        provenance);
  }

  /** How an image says where the latent fires. */
  public enum Presentation {
    /** Pixels are black where the nearest-resized heat map is 0. */
    MASKED,
    /** The heat map lies over the image, opacity 0.35. */
    OVERLAY
  }
}
