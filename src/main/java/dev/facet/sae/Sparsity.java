package dev.facet.sae;

import dev.facet.core.FacetException;
import org.jspecify.annotations.Nullable;

/**
 * The rule that makes codes sparse, for people and for JSON.
 *
 * @param rule what is kept of the pre-activations h
 * @param k how many, for the rules that count; for threshold rules what it was trained with, or
 *     null
 * @param threshold the scalar of {@link Rule#THRESHOLD}, else null
 */
public record Sparsity(Rule rule, @Nullable Integer k, @Nullable Double threshold) {

  /** Encoder rules, named by what they keep. */
  public enum Rule {
    /** max(h, 0). */
    RELU("relu"),
    /** tanh(max(h, 0)). */
    TANH_RELU("tanh-relu"),
    /** The k largest of max(h, 0) in each row. */
    TOPK("topk"),
    /** The k largest of h in each row, negative ones kept. */
    TOPK_RAW("topk-raw"),
    /** The k largest of |h| in each row, with their sign. */
    ABS_TOPK("abs-topk"),
    /** max(h, 0) where it is above one scalar; the value is kept whole. */
    THRESHOLD("threshold"),
    /** max(h, 0) where h is above the latent's own threshold. */
    JUMPRELU("jumprelu"),
    /** max(magnitude, 0) where the gate's pre-activation is above 0. */
    GATED("gated"),
    /** The latents in k runs; the largest of max(h, 0) in each. */
    GROUPMAX("groupmax");

    private final String word;

    Rule(String word) {
      this.word = word;
    }

    /** As inspect prints it. */
    public String word() {
      return word;
    }

    boolean counts() {
      return this == TOPK || this == TOPK_RAW || this == ABS_TOPK || this == GROUPMAX;
    }
  }

  static Sparsity of(Rule rule) {
    return new Sparsity(rule, null, null);
  }

  static Sparsity ofK(Rule rule, int k) {
    return new Sparsity(rule, k, null);
  }

  static Sparsity ofThreshold(double threshold, @Nullable Integer trainedK) {
    return new Sparsity(Rule.THRESHOLD, trainedK, threshold);
  }

  /**
   * The k of a rule that counts.
   *
   * @throws IllegalStateException for the other rules
   */
  int requireK() {
    if (k == null) {
      throw new IllegalStateException(rule + " has no k");
    }
    return k;
  }

  void check(String file, int latents) {
    if (rule.counts() && k != null && (k < 1 || k > latents)) {
      throw FacetException.badInput(
          file + " has k = " + k + ", expected 1 to the number of latents, " + latents);
    }
    if (rule == Rule.GROUPMAX && k != null && latents % k != 0) {
      throw FacetException.badInput(
          file
              + " uses groupmax with k = "
              + k
              + ", which does not divide its "
              + latents
              + " latents");
    }
  }
}
