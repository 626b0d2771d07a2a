package dev.facet.steering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import dev.facet.core.Cancellation;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Sampling;
import dev.facet.metrics.Softmax;
import dev.facet.model.Hooks;
import dev.facet.model.KvCache;
import dev.facet.model.LanguageModel;
import dev.facet.model.VisionLanguageModel;
import dev.facet.tensor.NdScope;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** From the logits of the first answer token to whole answers. */
final class Captioner {

  private final VisionLanguageModel model;
  private final LanguageModel language;

  Captioner(VisionLanguageModel model) {
    this.model = model;
    this.language = model.language();
  }

  /**
   * Greedy decoding of one answer.
   *
   * @param guessed the draft's tokens that went through the prefill
   * @param hooks edits in decoding steps
   */
  void greedy(
      Prefill prefill,
      Draft draft,
      int[] guessed,
      Hooks hooks,
      int maxTokens,
      Transcript transcript,
      Cancellation cancellation) {
    KvCache cache = prefill.cache();
    LanguageModel.Choice choice = language.pick(prefill.logits());
    int accepted = accept(choice, guessed, transcript);
    cache.rewind(prefill.promptLength() + accepted);
    draft.skip(accepted);
    while (!transcript.done()) {
      cancellation.check();
      int left = maxTokens - transcript.size();
      int[] guess = draft.after(transcript.last(), left - 1);
      try (NdScope scope = new NdScope()) {
        if (guess.length == 0 && hooks.isEmpty()) {
          // Where the draft may be met again each token is looked at.
          int steps = draft.isOver() ? Math.min(left, language.stride()) : 1;
          write(steps, cache, transcript);
        } else {
          int before = cache.length();
          int right = accept(next(transcript.last(), guess, cache, hooks), guess, transcript);
          cache.rewind(before + 1 + right);
        }
      }
    }
  }

  private void write(int steps, KvCache cache, Transcript transcript) {
    NDArray last = model.manager().create(new long[] {transcript.last()});
    LanguageModel.Choice choice = language.greedy(last, steps, model.endTokens(), cache);
    long[] ids = choice.ids().toLongArray();
    float[] logProbs = choice.logProbs().toFloatArray();
    for (int i = 0; i < ids.length; i++) {
      transcript.add((int) ids[i], logProbs[i]);
    }
  }

  /** Takes the choices as far as each follows from a right guess; returns how many were right. */
  private static int accept(LanguageModel.Choice choice, int[] guess, Transcript transcript) {
    long[] ids = choice.ids().toLongArray();
    float[] logProbs = choice.logProbs().toFloatArray();
    for (int i = 0; ; i++) {
      transcript.add((int) ids[i], logProbs[i]);
      if (transcript.done() || i == guess.length || guess[i] != ids[i]) {
        return i;
      }
    }
  }

  private LanguageModel.Choice next(int last, int[] guess, KvCache cache, Hooks hooks) {
    long[] ids = IntStream.concat(IntStream.of(last), IntStream.of(guess)).asLongStream().toArray();
    return language.pick(logits(model.manager().create(ids).expandDims(0), cache, hooks));
  }

  /** ids [R, T] through all layers to logits [R, T, V]. */
  private NDArray logits(NDArray ids, KvCache cache, Hooks hooks) {
    NDArray x = hooks.residual(Tower.LANGUAGE, 0, language.embed(ids));
    NDArray y = language.run(x, cache, 0, language.layers(), hooks, null);
    cache.advance((int) ids.getShape().get(1));
    return language.logits(y);
  }

  /** Greedy decoding of a batch until every row has its answer. */
  void greedy(
      Prefill prefill, Hooks hooks, List<Transcript> transcripts, Cancellation cancellation) {
    KvCache cache = prefill.cache();
    LanguageModel.Choice choice = language.pick(prefill.logits().get(new NDIndex(":, 0")));
    long[] ids = take(choice, transcripts);
    while (!transcripts.stream().allMatch(Transcript::done)) {
      cancellation.check();
      try (NdScope scope = new NdScope()) {
        NDArray last = model.manager().create(ids);
        choice =
            hooks.isEmpty()
                ? language.greedy(last, 1, Set.of(), cache)
                : language.pick(logits(last.expandDims(1), cache, hooks));
        ids = take(choice, transcripts);
      }
    }
  }

  private static long[] take(LanguageModel.Choice choice, List<Transcript> transcripts) {
    long[] ids = choice.ids().toLongArray();
    float[] logProbs = choice.logProbs().toFloatArray();
    for (int r = 0; r < ids.length; r++) {
      if (!transcripts.get(r).done()) {
        transcripts.get(r).add((int) ids[r], logProbs[r]);
      }
    }
    return ids;
  }

  /** One answer, its tokens drawn at random. */
  void sample(
      Prefill prefill,
      Sampling sampling,
      Hooks hooks,
      Transcript transcript,
      Cancellation cancellation) {
    Sampler sampler = new Sampler(sampling);
    float[] logits = prefill.logits().toFloatArray();
    while (true) {
      int token = sampler.draw(logits);
      transcript.add(token, Softmax.log(widen(logits))[token]);
      if (transcript.done()) {
        return;
      }
      cancellation.check();
      try (NdScope scope = new NdScope()) {
        NDArray ids = model.manager().create(new long[] {token}).expandDims(0);
        logits = logits(ids, prefill.cache(), hooks).toFloatArray();
      }
    }
  }

  static double[] widen(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}
