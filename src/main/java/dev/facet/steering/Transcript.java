package dev.facet.steering;

import dev.facet.core.CaptionResult;
import dev.facet.text.StreamingDecoder;
import dev.facet.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** An answer as it grows. */
final class Transcript {

  private final Tokenizer tokenizer;
  private final Set<Integer> endTokens;
  private final int maxTokens;
  private final Consumer<String> listener;
  private final long started;
  private final StreamingDecoder decoder;
  private final StringBuilder text = new StringBuilder();
  private final List<Integer> tokens = new ArrayList<>();
  private double logProbs;
  private double probabilities;
  private double firstTokenMs;

  /**
   * @param listener told the text so far, whole, whenever it grew
   * @param started nanoseconds at the request's start
   */
  Transcript(
      Tokenizer tokenizer,
      Set<Integer> endTokens,
      int maxTokens,
      Consumer<String> listener,
      long started) {
    this.tokenizer = tokenizer;
    this.endTokens = endTokens;
    this.maxTokens = maxTokens;
    this.listener = listener;
    this.started = started;
    this.decoder = tokenizer.stream();
  }

  void add(int token, double logProb) {
    if (tokens.isEmpty()) {
      firstTokenMs = millis();
    }
    tokens.add(token);
    logProbs += logProb;
    probabilities += Math.exp(logProb);
    tell(decoder.add(token));
  }

  private void tell(String part) {
    if (!part.isEmpty()) {
      text.append(part);
      listener.accept(text.toString());
    }
  }

  boolean done() {
    return tokens.size() >= maxTokens || !tokens.isEmpty() && endTokens.contains(tokens.getLast());
  }

  int size() {
    return tokens.size();
  }

  int last() {
    return tokens.getLast();
  }

  /** Mean probability of the tokens, 0 to 1. */
  double meanProbability() {
    return probabilities / tokens.size();
  }

  CaptionResult result() {
    tell(decoder.finish());
    int[] ids = tokens.stream().mapToInt(Integer::intValue).toArray();
    return new CaptionResult(
        tokenizer.decode(ids, true),
        tokens,
        logProbs / tokens.size(),
        firstTokenMs,
        millis(),
        false);
  }

  private double millis() {
    return (System.nanoTime() - started) / 1e6;
  }
}
