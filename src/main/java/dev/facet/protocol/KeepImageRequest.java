package dev.facet.protocol;

/**
 * Keeps a picture that is no file on the worker's machine: one from the clipboard, say.
 *
 * @param base64 bytes of an image file of any kind that can be read
 */
public record KeepImageRequest(String base64) {}
