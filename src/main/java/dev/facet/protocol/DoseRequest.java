package dev.facet.protocol;

import dev.facet.core.DoseSpec;

/** A search for a dose, for a panel. */
public record DoseRequest(long id, String panel, DoseSpec spec) {}
