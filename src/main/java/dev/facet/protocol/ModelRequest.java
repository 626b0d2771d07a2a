package dev.facet.protocol;

/** Takes another of the study's models for captions; see {@link SteeringOptions#models()}. */
public record ModelRequest(String model) {}
