package dev.facet.core;

import java.util.List;

/**
 * What a search for a dose came to.
 *
 * @param strength in the intervention's own units; the closest that was found
 * @param inR norm of what that adds, in units of R, the mean residual norm at the site
 * @param kl mean divergence at that strength, nats a token
 * @param reached whether it lies within 10 % of the target; when not, the dose must not be passed
 *     off as one
 * @param steps strengths that were tried, in order
 * @param caption what the model says at that strength
 * @param provenance what it was made with
 */
public record DoseResult(
    double strength,
    double inR,
    double kl,
    boolean reached,
    List<Step> steps,
    CaptionResult caption,
    Provenance provenance) {

  /** A strength that was tried and the mean divergence that it made. */
  public record Step(double strength, double kl) {}

  public DoseResult {
    steps = List.copyOf(steps);
  }
}
