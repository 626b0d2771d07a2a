package dev.facet.workspace;

import org.jspecify.annotations.Nullable;

/**
 * A line of the feature list.
 *
 * @param feature latent index
 * @param label the person's own label, else the zero-shot label; empty for a dead latent
 * @param ownLabel whether a person wrote the label
 * @param labelScore score of the zero-shot label, or 0
 * @param frequency share of images on which it fires, 0 to 1
 * @param density share of patches on which it fires, 0 to 1
 * @param max largest code in the corpus
 * @param mean mean of the codes above 0
 * @param monosemanticity MS in [-1, 1], null where it is undefined or was not computed
 * @param steerability largest S of its last sweep, null where none ran
 * @param starred bookmarked
 */
public record FeatureSummary(
    int feature,
    String label,
    boolean ownLabel,
    double labelScore,
    double frequency,
    double density,
    double max,
    double mean,
    @Nullable Double monosemanticity,
    @Nullable Double steerability,
    boolean starred) {}
