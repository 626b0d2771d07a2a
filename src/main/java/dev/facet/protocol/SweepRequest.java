package dev.facet.protocol;

import dev.facet.core.SweepSpec;

/** A sweep for a panel; {@code background} sweeps wait behind captions. */
public record SweepRequest(long id, String panel, SweepSpec spec, boolean background) {}
