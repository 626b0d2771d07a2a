package dev.facet.protocol;

import org.jspecify.annotations.Nullable;

/** A study folder, or null for the embedded demo study. */
public record OpenStudyRequest(@Nullable String path) {}
