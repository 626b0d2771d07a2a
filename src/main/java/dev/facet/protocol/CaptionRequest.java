package dev.facet.protocol;

import dev.facet.core.CaptionSpec;

/**
 * A caption for a panel. Events carry the same {@code id}; it grows with every request of the
 * window.
 */
public record CaptionRequest(long id, String panel, CaptionSpec spec) {}
