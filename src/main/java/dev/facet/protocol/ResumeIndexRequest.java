package dev.facet.protocol;

/** Goes on with a study whose images were not all indexed. */
public record ResumeIndexRequest(String path) {}
