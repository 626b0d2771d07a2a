package dev.facet.protocol;

import java.util.List;

/**
 * An image address, and the patches of interest in raster order; an empty list means the whole
 * image.
 */
public record FiringRequest(String address, List<Integer> patches, int limit) {}
