package dev.facet.protocol;

/**
 * An error for a person: kind is a FacetException.Kind name or CANCELLED, message one clear
 * sentence, details a stack trace.
 */
public record Failure(String kind, String message, String details) {}
