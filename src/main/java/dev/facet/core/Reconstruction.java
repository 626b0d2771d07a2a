package dev.facet.core;

/**
 * How near an SAE's reconstruction comes, over the patches of a corpus: the figures that
 * dictionary_learning and SAELens give beside explained variance, squared error, cosine and L0.
 *
 * @param varianceByFvu 1 - sum of squared residuals / sum of squared distances from the mean: other
 *     than the explained variance it counts a constant offset of the reconstruction as an error
 * @param errorNorm mean norm of what the reconstruction leaves over
 * @param normRatio mean of the reconstruction's norm over the input's; below 1 the SAE shrinks
 * @param l1 mean sum of a patch's codes
 */
public record Reconstruction(double varianceByFvu, double errorNorm, double normRatio, double l1) {}
