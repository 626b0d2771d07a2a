package dev.facet.protocol;

/**
 * Asks for an image by address (as in CaptionSpec) scaled so that its longer side is at most {@code
 * side} pixels.
 */
public record PixelsRequest(String address, int side) {}
