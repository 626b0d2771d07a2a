package dev.facet.protocol;

/** Measures MonoSemanticity of the open study with another encoder E, by its folder. */
public record MonosemanticityRequest(String encoder) {}
