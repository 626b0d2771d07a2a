package dev.facet.protocol;

import dev.facet.core.Control;
import dev.facet.core.ExplainMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets a language model explain latents of the open study.
 *
 * @param method of Ferrando et al.'s three
 * @param control what stands in for the latents
 * @param latents which ones; empty for all that fire
 * @param coefficient what a latent's direction is multiplied with, raw units; null to have it
 *     chosen
 * @param model folder of another language model on the same vision tower; null for the study's own
 */
public record ExplainRequest(
    ExplainMethod method,
    Control control,
    List<Integer> latents,
    @Nullable Double coefficient,
    @Nullable String model) {}
