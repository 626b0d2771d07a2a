package dev.facet.protocol;

/** A place in the model that captions, by canonical name. */
public record SiteRequest(String site) {}
