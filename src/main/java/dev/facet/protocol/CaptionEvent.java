package dev.facet.protocol;

/** The caption so far, whole: a lost event does no harm. */
public record CaptionEvent(long id, String text, int tokens) {}
