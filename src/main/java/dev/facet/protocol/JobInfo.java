package dev.facet.protocol;

/** A job that was accepted. */
public record JobInfo(long job, String title) {}
