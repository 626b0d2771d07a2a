package dev.facet.steering;

import dev.facet.model.PatchGrid;

/**
 * Codes of one image's patches.
 *
 * @param grid where the patches lie
 * @param latents F
 * @param codes [patches, F], patches in raster order
 */
public record PatchCodes(PatchGrid grid, int latents, float[] codes) {

  public float code(int patch, int latent) {
    return codes[patch * latents + latent];
  }
}
