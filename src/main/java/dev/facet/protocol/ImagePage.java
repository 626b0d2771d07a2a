package dev.facet.protocol;

import java.util.List;

/** A window into the corpus; {@code total} counts all that match. */
public record ImagePage(int total, List<ImageRow> rows) {}
