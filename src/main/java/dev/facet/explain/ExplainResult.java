package dev.facet.explain;

import dev.facet.workspace.ExplanationRecipe;

/**
 * What came of a run.
 *
 * @param recipe of every explanation
 * @param made explanations that this run made
 * @param kept explanations of the same recipe that were there before
 * @param silent latents that fire on no image and were left out
 */
public record ExplainResult(ExplanationRecipe recipe, int made, int kept, int silent) {}
