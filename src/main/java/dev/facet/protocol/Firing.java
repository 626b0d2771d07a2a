package dev.facet.protocol;

import java.util.List;

/**
 * A latent that fires: its largest code in the region, and its code at every patch (heat map, rows
 * of gridWidth).
 */
public record Firing(int feature, String label, double code, List<Float> heat) {}
