package dev.facet.workspace;

import dev.facet.core.Reconstruction;
import dev.facet.core.SiteFit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Figures over the whole corpus.
 *
 * @param images that were indexed
 * @param skipped files that could not be read as images
 * @param alive latents that fire at least once
 * @param residualNorm R, mean norm of the patch residuals at the site: the unit of strengths
 * @param explainedVariance 1 - sum of residual variances / sum of variances, over patches
 * @param meanSquaredError of the reconstruction, a coordinate
 * @param cosine mean cosine of a residual and its reconstruction
 * @param l0 mean number of codes above 0 a patch
 * @param reconstruction further figures of the SAE; null where an older Facet did not keep them
 * @param sites how the SAE does on some images at its own site, and after the first and the last
 *     layer; empty while that is not measured, and where an older Facet did not
 */
public record CorpusFigures(
    long images,
    long skipped,
    int alive,
    double residualNorm,
    double explainedVariance,
    double meanSquaredError,
    double cosine,
    double l0,
    @Nullable Reconstruction reconstruction,
    List<SiteFit> sites) {

  // Studies of older Facets do not name sites.
  public CorpusFigures {
    sites = List.copyOf(Objects.requireNonNullElse(sites, List.of()));
  }

  /** The same with a look at other sites. */
  public CorpusFigures withSites(List<SiteFit> measured) {
    return new CorpusFigures(
        images,
        skipped,
        alive,
        residualNorm,
        explainedVariance,
        meanSquaredError,
        cosine,
        l0,
        reconstruction,
        measured);
  }
}
