package dev.facet.protocol;

/** One feature of the open study; at most {@code examples} top images come back. */
public record FeatureRequest(int feature, int examples) {}
