package dev.facet.workspace;

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
 */
public record CorpusFigures(
    long images,
    long skipped,
    int alive,
    double residualNorm,
    double explainedVariance,
    double meanSquaredError,
    double cosine,
    double l0) {}
