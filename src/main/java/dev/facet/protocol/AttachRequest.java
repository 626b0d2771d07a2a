package dev.facet.protocol;

/**
 * Takes a language model for captions that has the study's vision tower.
 *
 * @param path its folder, on the worker's machine
 */
public record AttachRequest(String path) {}
