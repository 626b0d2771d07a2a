package dev.facet.protocol;

/**
 * Sent about once a second while something changes. Bytes are resident memory of the worker
 * process.
 */
public record WorkerStatus(long residentBytes, int queued, boolean busy, String arithmetic) {}
