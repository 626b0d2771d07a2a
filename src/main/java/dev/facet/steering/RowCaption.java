package dev.facet.steering;

/**
 * The answer to one row of a batch.
 *
 * @param text decoded, special tokens left out
 * @param meanProbability mean probability of the generated tokens (end token included), 0 to 1
 */
public record RowCaption(String text, double meanProbability) {}
