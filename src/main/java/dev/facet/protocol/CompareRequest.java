package dev.facet.protocol;

/**
 * Compares the open study with another of the same images.
 *
 * @param other its folder
 * @param limit most matches that come back
 */
public record CompareRequest(String other, int limit) {}
