package dev.facet.protocol;

import dev.facet.core.SweepPoint;

/** One finished strength of a running sweep. */
public record SweepEvent(long id, double residualNorm, SweepPoint point) {}
