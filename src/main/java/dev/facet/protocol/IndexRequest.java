package dev.facet.protocol;

/** Makes a study of a folder of images in a new folder. */
public record IndexRequest(String model, String sae, String images, String site, String out) {}
