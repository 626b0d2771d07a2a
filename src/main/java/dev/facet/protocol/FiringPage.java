package dev.facet.protocol;

import java.util.List;

/** What fires, strongest first, and the patch grid that the heat maps follow. */
public record FiringPage(int gridWidth, int gridHeight, List<Firing> latents) {}
