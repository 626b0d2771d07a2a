package dev.facet.protocol;

/** A picture as an encoded PNG or JPEG file in base64. */
public record ImageData(int width, int height, String base64) {}
