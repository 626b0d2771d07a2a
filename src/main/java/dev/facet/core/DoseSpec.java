package dev.facet.core;

/**
 * The search for the strength at which an edit has a given effect, so that latents are compared at
 * the same dose (Delphi's intervention score tunes KL(steered || clean) to 0.5).
 *
 * @param caption the question and its edits. The strength of the first one is searched; of the
 *     given strength only the sign counts. A token budget of 1 doses by the first answer token
 *     alone, as Delphi does by the next token; a larger one by the mean over the answer
 * @param targetKl wanted mean of {@link CaptionResult#kl()}, nats a token, above 0
 */
public record DoseSpec(CaptionSpec caption, double targetKl) {

  /** What Delphi's code aims at. */
  public static final double DELPHI = 0.5;

  public DoseSpec {
    if (!(targetKl > 0) || targetKl == Double.POSITIVE_INFINITY) {
      throw FacetException.badInput(
          "The dose must be a divergence above 0 nats, found " + targetKl);
    }
    if (caption.interventions().isEmpty()) {
      throw FacetException.badInput("A dose needs an intervention whose strength is searched");
    }
  }
}
