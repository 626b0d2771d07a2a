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
 * @param kl for every generated token KL(steered || unsteered) in nats, at temperature 1 over the
 *     whole vocabulary: both distributions of that token given the picture, the question and the
 *     steered answer before it (teacher forcing on the steered text). Empty where it was not asked
 *     for; zeros where nothing was steered
 * @param cached true when it was answered from an earlier identical run
 */
public record CaptionResult(
    String text,
    List<Integer> tokens,
    double meanLogProb,
    double firstTokenMs,
    double totalMs,
    List<Double> kl,
    boolean cached) {

  /** In the place of a caption where no language model answers. */
  public static final CaptionResult NONE = new CaptionResult("", List.of(), 0, 0, 0, false);

  public CaptionResult {
    tokens = List.copyOf(tokens);
    kl = kl == null ? List.of() : List.copyOf(kl); // results saved before there was one
  }

  public CaptionResult(
      String text,
      List<Integer> tokens,
      double meanLogProb,
      double firstTokenMs,
      double totalMs,
      boolean cached) {
    this(text, tokens, meanLogProb, firstTokenMs, totalMs, List.of(), cached);
  }

  /** Mean of {@link #kl()}: the dose of the edit, nats a token; NaN where it was not measured. */
  public double meanKl() {
    return kl.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  /** The same answer with its divergence. */
  public CaptionResult withKl(List<Double> measured) {
    return new CaptionResult(text, tokens, meanLogProb, firstTokenMs, totalMs, measured, cached);
  }
}
