package dev.facet.protocol;

/** An image's address, as in CaptionSpec. */
public record ImageAddress(String address) {}
