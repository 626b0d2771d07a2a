package dev.facet.core;

/**
 * How an SAE does on the activations of one site, on some images.
 *
 * @param site name of the hook point
 * @param l0 mean number of codes that are not 0, a patch
 * @param explainedVariance 1 - sum of residual variances / sum of variances, over the patches
 * @param dead share of the latents that fire on none of the patches, 0 to 1
 */
public record SiteFit(String site, double l0, double explainedVariance, double dead) {}
