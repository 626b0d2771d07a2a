package dev.facet.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an SAE does on some images of the model that it is attached to.
 *
 * @param dIn width D that it reads
 * @param latents F
 * @param l0 mean number of latents that fire a patch
 * @param explainedVariance 1 at best, below 0 where the SAE belongs elsewhere; null for transcoders
 * @param warnings what does not fit, one sentence each
 */
public record SaeFitFigures(
    int dIn, int latents, double l0, @Nullable Double explainedVariance, List<String> warnings) {

  public SaeFitFigures {
    warnings = List.copyOf(warnings);
  }
}
