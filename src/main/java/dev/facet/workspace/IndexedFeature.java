package dev.facet.workspace;

import java.util.List;

/**
 * What the index run found about one latent.
 *
 * @param feature latent index
 * @param frequency share of images on which it fires
 * @param density share of patches on which it fires
 * @param max largest code
 * @param mean mean of the codes above 0, 0 for a dead latent
 * @param histogram of log10 of the codes above 0
 * @param top best images by mean code over patches
 * @param topByMax best images by largest code
 * @param quantiles a sample of firing images, one list a bin, highest bin first
 */
public record IndexedFeature(
    int feature,
    double frequency,
    double density,
    double max,
    double mean,
    Histogram histogram,
    List<PartStore.ImageCodes> top,
    List<PartStore.ImageCodes> topByMax,
    List<List<PartStore.ImageCodes>> quantiles) {

  public IndexedFeature {
    top = List.copyOf(top);
    topByMax = List.copyOf(topByMax);
    quantiles = List.copyOf(quantiles);
  }
}
