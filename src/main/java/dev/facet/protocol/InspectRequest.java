package dev.facet.protocol;

/**
 * Asks what a file or folder is.
 *
 * @param path on the worker's machine
 */
public record InspectRequest(String path) {}
