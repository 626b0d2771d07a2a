package dev.facet.protocol;

import java.util.List;

/** A window into the matching features; {@code total} counts all that match. */
public record FeaturePage(int total, List<FeatureRow> rows) {}
