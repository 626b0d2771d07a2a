package dev.facet.protocol;

/** A kept caption by its number. */
public record RunRequest(long id) {}
