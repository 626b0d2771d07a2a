package dev.facet.protocol;

/** Goes on with a job that ended before it was done. */
public record ResumeJobRequest(long job) {}
