package dev.facet.fx.plot;

/** A place on an axis and what is written there. */
public record Tick(double at, String text) {}
