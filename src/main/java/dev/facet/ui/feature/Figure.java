package dev.facet.ui.feature;

/** A number of a feature with its name; the hint says what it means. */
public record Figure(String name, String value, String hint) {}
