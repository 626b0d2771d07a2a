package dev.facet.steering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import dev.facet.core.HookPoint.Tower;
import dev.facet.model.Hooks;
import dev.facet.model.KvCache;
import dev.facet.model.LanguageModel;
import dev.facet.model.VisionLanguageModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * KL(steered || unsteered) at every token of an answer: both models read the steered answer
 * (teacher forcing), one with the edits, one without, and the distributions of each next token are
 * compared over the whole vocabulary at temperature 1, in nats. Both passes take the whole answer
 * at once; the unsteered prompt comes from the cache. {@code metrics.KlDivergence} is the
 * reference; here the sums run in double precision in the engine.
 */
final class DivergenceMeter {

  /** Tokens whose logits are in memory at once: a vocabulary can be a quarter of a million. */
  private static final int CHUNK = 16;

  private final LanguageModel language;
  private final VisionLanguageModel model;
  private final Pipeline pipeline;

  DivergenceMeter(VisionLanguageModel model, Pipeline pipeline) {
    this.model = model;
    this.language = model.language();
    this.pipeline = pipeline;
  }

  /**
   * Measures a batch. Call inside an NdScope; the prefill's cache is used up.
   *
   * @param steered the prompt's pass that the answers came from, one row an answer
   * @param decoding edits in decoding steps
   * @param answers tokens of each row, at least one
   * @param caches false computes the unsteered prompt anew
   * @return one divergence a token of each answer
   */
  List<List<Double>> measure(
      Question question,
      Prefill steered,
      Hooks decoding,
      List<List<Integer>> answers,
      boolean caches) {
    int longest = answers.stream().mapToInt(List::size).max().orElse(1);
    steered.cache().rewind(steered.promptLength());
    NDArray after = read(answers, longest - 1, steered.cache(), decoding);
    // Shares the working cache with the steered pass, which is over.
    Prefill plain = pipeline.unedited(question, answers.size(), longest, caches);
    NDArray before = read(answers, longest - 1, plain.cache(), Hooks.NONE);
    List<List<Double>> all = new ArrayList<>();
    for (int r = 0; r < answers.size(); r++) {
      List<Double> row = new ArrayList<>();
      add(row, first(steered.logits(), r), first(plain.logits(), r));
      int rest = answers.get(r).size() - 1;
      for (int at = 0; at < rest; at += CHUNK) {
        NDIndex some = new NDIndex("{}, {}:{}", r, at, Math.min(rest, at + CHUNK));
        add(row, language.logits(after.get(some)), language.logits(before.get(some)));
      }
      all.add(List.copyOf(row));
    }
    return all;
  }

  /** The divergence of an answer that nothing steered. */
  static List<Double> none(int tokens) {
    return Collections.nCopies(tokens, 0.0);
  }

  private static NDArray first(NDArray logits, int row) {
    int known = logits.getShape().get(0) == 1 ? 0 : row;
    return logits.get(new NDIndex("{}, 0:1", known));
  }

  /**
   * The answers' tokens but the last, after the prompt: residual after the last layer [R, T, D].
   */
  private NDArray read(List<List<Integer>> answers, int tokens, KvCache cache, Hooks hooks) {
    if (tokens == 0) {
      return model.manager().zeros(new ai.djl.ndarray.types.Shape(answers.size(), 1, 1));
    }
    long[][] ids = new long[answers.size()][tokens];
    for (int r = 0; r < ids.length; r++) {
      for (int t = 0; t < Math.min(tokens, answers.get(r).size()); t++) {
        ids[r][t] = answers.get(r).get(t);
      }
    }
    NDArray x = language.embed(model.manager().create(ids));
    return language.run(
        hooks.residual(Tower.LANGUAGE, 0, x), cache, 0, language.layers(), hooks, null);
  }

  /** Logits [T, V] of both to T divergences. */
  private static void add(List<Double> into, NDArray steered, NDArray plain) {
    NDArray logP = steered.toType(DataType.FLOAT64, false).logSoftmax(1);
    NDArray logQ = plain.toType(DataType.FLOAT64, false).logSoftmax(1);
    for (double kl : logP.exp().mul(logP.sub(logQ)).sum(new int[] {1}).toDoubleArray()) {
      into.add(Math.max(0, kl)); // rounding can bring equal distributions a hair below 0
    }
  }
}
