package dev.facet.workspace;

/**
 * An image that fires a latent.
 *
 * @param image which one
 * @param score mean code over all its patches
 * @param max largest code
 * @param codes the codes above 0, by patch
 */
public record Example(ImageRecord image, double score, double max, PatchCodes codes) {}
