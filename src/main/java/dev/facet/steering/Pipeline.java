package dev.facet.steering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.model.Hooks;
import dev.facet.model.KvCache;
import dev.facet.model.LanguageModel;
import dev.facet.model.Merge;
import dev.facet.model.Prompt;
import dev.facet.model.VisionLanguageModel;
import dev.facet.model.VisionTower;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Pixels to the logits of the first answer token, with edits on the way, from what {@link
 * UneditedPasses} keeps. Every method must be called inside an {@link dev.facet.tensor.NdScope}.
 */
final class Pipeline implements AutoCloseable {

  private final VisionLanguageModel model;
  private final VisionTower vision;
  private final LanguageModel language;
  private final UneditedPasses unedited;
  private final WorkingCaches working;

  Pipeline(VisionLanguageModel model) {
    this.model = model;
    this.vision = model.vision();
    this.language = model.language();
    this.unedited = new UneditedPasses(model);
    this.working = new WorkingCaches(model);
  }

  /**
   * Runs the prompt, and a draft of the answer after it in the same pass.
   *
   * @param draft tokens whose probabilities are wanted at once; the cache then holds them too
   * @param maxTokens of the answer, for the cache's size
   * @param caches false computes everything anew
   */
  Prefill prefill(Question question, Edits edits, int[] draft, int maxTokens, boolean caches) {
    Prompt prompt = question.prompt();
    int rows = edits.rows();
    KvCache cache = working.of(rows, prompt.length() + Math.max(maxTokens, draft.length + 1));
    cache.restart(prompt.positions());
    Tower first = edits.firstTower();
    if (first == Tower.LANGUAGE && caches) {
      return fromLanguage(question, edits, draft, cache);
    }
    NDArray hidden = null;
    NDArray features;
    if (first == Tower.VISION) {
      FeatureRead read = new FeatureRead(model);
      hidden = steeredVision(question, edits, read, caches);
      features = model.project(read.features(hidden), question.images());
    } else {
      features = repeat(unedited.features(question, caches), rows);
    }
    return fromFeatures(question, edits, draft, cache, features, hidden, caches);
  }

  /**
   * Runs the prompts of rows that have images of their own.
   *
   * @param questions one a row, of one layout: the same tokens, images cut into tiles alike
   */
  Prefill prefill(List<Question> questions, Edits edits, int maxTokens) {
    Question first = questions.getFirst();
    KvCache cache = working.of(questions.size(), first.prompt().length() + maxTokens);
    cache.restart(first.prompt().positions());
    NDArray pixels =
        model.pixelArray(questions.stream().flatMap(q -> q.images().stream()).toList());
    FeatureRead read = new FeatureRead(model);
    Hooks hooks = read.along(edits.hooks(Tower.VISION, vision(first)));
    VisionTower tower = model.vision(first.images());
    NDArray start = hooks.residual(Tower.VISION, 0, tower.embed(pixels));
    NDArray hidden = tower.run(start, 0, model.featureLayer(), hooks);
    NDArray features = model.project(read.features(hidden), first.images());
    return fromFeatures(first, edits, new int[0], cache, features, hidden, true);
  }

  private Prefill fromFeatures(
      Question question,
      Edits edits,
      int[] draft,
      KvCache cache,
      NDArray projected,
      @Nullable NDArray hidden,
      boolean caches) {
    Prompt prompt = question.prompt();
    NDArray features =
        edits
            .hooks(Tower.PROJECTOR, projector(question, projected))
            .apply(HookPoint.projectorOut(), projected);
    // Keys of the text in front are those of the unedited model: with edits in it they would not
    // do.
    int from = caches && !edits.touches(Tower.LANGUAGE) ? prompt.prefix() : 0;
    if (from > 0) {
      cache.copyFrom(unedited.prefix(prompt, from), from, language.layers());
      cache.advance(from);
    }
    NDArray x = withDraft(Merge.tokens(model, prompt, from, features), draft, edits.rows());
    Hooks hooks = edits.hooks(Tower.LANGUAGE, language(question, from, draft.length));
    NDArray start = hooks.residual(Tower.LANGUAGE, 0, x);
    return finish(question, cache, start, 0, from, draft, hooks, hidden);
  }

  /**
   * The prompt without any edit, for so many rows: what an answer is compared with.
   *
   * @param answer tokens that will follow, for the cache's size
   * @param caches false computes everything anew
   * @return logits after the last prompt token [1 or R, 1, V]
   */
  Prefill unedited(Question question, int rows, int answer, boolean caches) {
    if (!caches) {
      return prefill(question, new Edits(rows, List.of()), new int[0], answer, false);
    }
    int length = question.prompt().length();
    KvCache cache = working.of(rows, length + answer);
    cache.rewind(0);
    UneditedPasses.Kept all = unedited.language(question, language.layers());
    cache.copyFrom(all.cache(), length, language.layers());
    cache.advance(length);
    NDArray last = all.array().get(new NDIndex(":, {}:", length - 1));
    return new Prefill(cache, length, language.logits(last), null);
  }

  private Prefill fromLanguage(Question question, Edits edits, int[] draft, KvCache cache) {
    Prompt prompt = question.prompt();
    int index = edits.firstIndex(Tower.LANGUAGE, language.layers());
    UneditedPasses.Kept below = unedited.language(question, index);
    NDArray x = repeat(below.array(), edits.rows());
    if (index > 0) {
      cache.copyFrom(below.cache(), prompt.length(), index);
    }
    if (draft.length > 0) {
      cache.advance(prompt.length());
      try (Masks masks = Masks.of(model, prompt, prompt.length(), draft.length)) {
        NDArray tail =
            language.run(embed(draft, edits.rows()), cache, 0, index, Hooks.NONE, masks.list());
        x = x.concat(tail, 1);
      }
      cache.rewind(0);
    }
    Hooks hooks = edits.hooks(Tower.LANGUAGE, language(question, 0, draft.length));
    NDArray start = hooks.residual(Tower.LANGUAGE, index, x);
    return finish(question, cache, start, index, 0, draft, hooks, null);
  }

  private Prefill finish(
      Question question,
      KvCache cache,
      NDArray start,
      int index,
      int from,
      int[] draft,
      Hooks hooks,
      @Nullable NDArray hidden) {
    Prompt prompt = question.prompt();
    NDArray end;
    try (Masks masks = Masks.of(model, prompt, from, draft.length)) {
      end = language.runToEnd(start, cache, index, hooks, masks.list(), 1 + draft.length);
    }
    cache.advance(prompt.length() - from + draft.length);
    return new Prefill(cache, prompt.length(), language.logits(end), hidden);
  }

  /** The highest vision residual that the projector reads, edits included [R · tiles, T, D]. */
  NDArray steeredVision(Question question, Edits edits, boolean caches) {
    return steeredVision(question, edits, new FeatureRead(model), caches);
  }

  /**
   * The same.
   *
   * @param read gets the lower residuals that the projector reads
   */
  private NDArray steeredVision(Question question, Edits edits, FeatureRead read, boolean caches) {
    int index = visionStart(edits);
    int rows = edits.rows();
    NDArray x = repeat(unedited.vision(question, index, caches), rows);
    read.below(index, layer -> repeat(unedited.vision(question, layer, caches), rows));
    Hooks hooks = read.along(edits.hooks(Tower.VISION, vision(question)));
    VisionTower tower = model.vision(question.images());
    return tower.run(hooks.residual(Tower.VISION, index, x), index, model.featureLayer(), hooks);
  }

  /** Edits above the layer that the projector reads change no caption. */
  private int visionStart(Edits edits) {
    return Math.min(edits.firstIndex(Tower.VISION, vision.layers()), model.featureLayer());
  }

  Placement vision(Question question) {
    return Placement.vision(model.vision(question.images()), question.tiles());
  }

  private Placement projector(Question question, NDArray features) {
    int tokens = (int) features.getShape().get(1);
    return Placement.projector(
        tokens, question.patches(IntStream.range(0, tokens).toArray(), 0, vision.grid()));
  }

  private Placement language(Question question, int from, int draft) {
    int[] places = question.prompt().imagePositions();
    return Placement.prompt(
        question.prompt().length() - from,
        draft,
        question.patches(places, from, vision.grid()),
        IntStream.of(places).map(p -> p - from).toArray());
  }

  private NDArray withDraft(NDArray x, int[] draft, int rows) {
    return draft.length == 0 ? x : x.concat(embed(draft, rows), 1);
  }

  private NDArray embed(int[] ids, int rows) {
    return repeat(unedited.embed(ids), rows);
  }

  /** [N, ..] to [R · N, ..]. */
  private static NDArray repeat(NDArray x, int rows) {
    if (rows == 1) {
      return x;
    }
    long[] repeats = new long[x.getShape().dimension()];
    Arrays.fill(repeats, 1);
    repeats[0] = rows;
    return x.tile(repeats);
  }

  /** What it starts from. */
  UneditedPasses passes() {
    return unedited;
  }

  long bytes() {
    return unedited.bytes() + working.bytes();
  }

  /** Frees what exceeds the budget; between requests only. */
  void trim(long budget) {
    working.trim(Math.max(0, budget - unedited.bytes()));
    unedited.trim(Math.max(0, budget - working.bytes()));
  }

  @Override
  public void close() {
    unedited.close();
    working.close();
  }
}
