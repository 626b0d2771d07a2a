package dev.facet.protocol;

/** A command line for a POSIX shell on the worker's machine. */
public record CommandText(String text) {}
