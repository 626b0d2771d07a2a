package dev.facet.protocol;

/**
 * Who answers. {@code device} is cpu or a GPU's name; {@code arithmetic} is fp32 or the faster mode
 * in use.
 */
public record WorkerInfo(
    String version, long pid, String device, String arithmetic, int threads, String engine) {}
