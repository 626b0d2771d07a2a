package dev.facet.protocol;

import dev.facet.core.CaptionSpec;

/** Asks for the command line that gives the same caption. */
public record CommandRequest(CaptionSpec spec) {}
