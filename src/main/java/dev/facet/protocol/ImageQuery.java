package dev.facet.protocol;

/**
 * A window into the corpus; a blank text matches all, otherwise names and captions that contain it.
 */
public record ImageQuery(String text, int offset, int limit) {}
