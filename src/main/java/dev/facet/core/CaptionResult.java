package dev.facet.core;

import java.util.List;

/**
 * A caption.
 *
 * @param text decoded, special tokens left out
 * @param tokens generated ids, the end token included when it was reached
 * @param meanLogProb mean natural log probability of the generated tokens (end token included) at
 *     temperature 1
 * @param firstTokenMs from the request's start on the engine thread to the first token, ms
 * @param totalMs to the last token, ms
 * @param cached true when it was answered from an earlier identical run
 */
public record CaptionResult(
    String text,
    List<Integer> tokens,
    double meanLogProb,
    double firstTokenMs,
    double totalMs,
    boolean cached) {

  public CaptionResult {
    tokens = List.copyOf(tokens);
  }
}
