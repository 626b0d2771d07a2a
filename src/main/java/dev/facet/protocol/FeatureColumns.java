package dev.facet.protocol;

/**
 * Figures of all features that match a query, as columns of one length, by index: what the scatter
 * and the map draw. NaN where a figure is not defined.
 *
 * @param features latent indices, ascending
 * @param frequency share of images on which the latent fires
 * @param density share of patches
 * @param max largest code
 * @param mean of the codes above 0
 * @param labelScore cosine of the zero-shot label
 * @param monosemanticity MS
 * @param steerability largest S of the last sweep
 * @param mapX place on the map of decoder directions; NaN everywhere until the map is made
 * @param mapY likewise
 * @param starred the bookmarked ones among the features
 */
public record FeatureColumns(
    PackedInts features,
    PackedFloats frequency,
    PackedFloats density,
    PackedFloats max,
    PackedFloats mean,
    PackedFloats labelScore,
    PackedFloats monosemanticity,
    PackedFloats steerability,
    PackedFloats mapX,
    PackedFloats mapY,
    PackedInts starred) {}
