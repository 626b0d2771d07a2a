package dev.facet.protocol;

/** Cancels a job; finished parts stay. */
public record CancelJobRequest(long job) {}
