package dev.facet.protocol;

/** R at a place: the mean norm of what passes there, the unit of strengths. */
public record SiteNorm(String site, double residualNorm) {}
