package dev.facet.protocol;

/**
 * Asks for what a comparison found.
 *
 * @param job that compared; the last one alone is known
 */
public record ComparisonRequest(long job) {}
