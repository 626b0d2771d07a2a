package dev.facet.protocol;

import dev.facet.core.Intervention;
import java.util.List;

/**
 * Measures the steerability of the open study's latents.
 *
 * @param images this many of the study's pictures, evenly spaced; 0 for the white one
 * @param mode the rule
 * @param strengths raw units; empty for 8 R
 * @param latents which ones; empty for all
 */
public record SteerabilityRequest(
    int images, Intervention.Mode mode, List<Double> strengths, List<Integer> latents) {}
