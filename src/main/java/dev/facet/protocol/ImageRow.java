package dev.facet.protocol;

/** An image of the corpus; the caption is empty where the corpus has none. */
public record ImageRow(long image, String name, String caption) {}
