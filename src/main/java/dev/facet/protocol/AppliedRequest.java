package dev.facet.protocol;

import dev.facet.core.CaptionSpec;

/** Asks what each intervention of a question changes where it is applied. */
public record AppliedRequest(CaptionSpec spec) {}
