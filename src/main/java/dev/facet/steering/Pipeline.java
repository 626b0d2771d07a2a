package dev.facet.steering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.model.Hooks;
import dev.facet.model.KvCache;
import dev.facet.model.LanguageModel;
import dev.facet.model.Merge;
import dev.facet.model.Prompt;
import dev.facet.model.VisionLanguageModel;
import dev.facet.model.VisionTower;
import dev.facet.tensor.NdScope;
import dev.facet.tensor.TensorList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Pixels to the logits of the first answer token, with edits on the way. What the edits cannot
 * change is computed once and kept: the vision residual below the first edited layer, the image
 * features, the text in front of the images, and the language model's layers below its first edit.
 * Every method must be called inside an {@link NdScope}.
 */
final class Pipeline implements AutoCloseable {

  /** Cache capacities are rounded up, so that prompts of similar length share one cache. */
  private static final int CAPACITY_STEP = 64;

  private final VisionLanguageModel model;
  private final VisionTower vision;
  private final LanguageModel language;
  private final ByteCache<String, Kept> kept = new ByteCache<>(Kept::bytes);
  private final Map<Integer, KvCache> working = new HashMap<>();

  Pipeline(VisionLanguageModel model) {
    this.model = model;
    this.vision = model.vision();
    this.language = model.language();
  }

  /** Something that later requests start from: an activation, keys and values, or both. */
  private record Kept(@Nullable NDArray state, @Nullable KvCache keys) implements AutoCloseable {
    long bytes() {
      return (state == null ? 0 : 4 * state.size()) + (keys == null ? 0 : keys.bytes());
    }

    NDArray array() {
      if (state == null) {
        throw new IllegalStateException("nothing kept");
      }
      return state;
    }

    KvCache cache() {
      if (keys == null) {
        throw new IllegalStateException("no keys kept");
      }
      return keys;
    }

    @Override
    public void close() {
      if (state != null) {
        state.close();
      }
      if (keys != null) {
        keys.close();
      }
    }
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
    KvCache cache = working(rows, prompt.length() + Math.max(maxTokens, draft.length + 1));
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
      features = repeat(features(question, caches), rows);
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
    KvCache cache = working(questions.size(), first.prompt().length() + maxTokens);
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
      NDArray unedited,
      @Nullable NDArray hidden,
      boolean caches) {
    Prompt prompt = question.prompt();
    NDArray features =
        edits
            .hooks(Tower.PROJECTOR, projector(question, unedited))
            .apply(HookPoint.projectorOut(), unedited);
    // Keys of the text in front are those of the unedited model: with edits in it they would not
    // do.
    int from = caches && !edits.touches(Tower.LANGUAGE) ? prompt.prefix() : 0;
    if (from > 0) {
      cache.copyFrom(prefix(prompt, from), from, language.layers());
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
    KvCache cache = working(rows, length + answer);
    cache.rewind(0);
    Kept all = belowLanguageEdit(question, language.layers());
    cache.copyFrom(all.cache(), length, language.layers());
    cache.advance(length);
    NDArray last = all.array().get(new NDIndex(":, {}:", length - 1));
    return new Prefill(cache, length, language.logits(last), null);
  }

  private Prefill fromLanguage(Question question, Edits edits, int[] draft, KvCache cache) {
    Prompt prompt = question.prompt();
    int index = edits.firstIndex(Tower.LANGUAGE, language.layers());
    Kept below = belowLanguageEdit(question, index);
    NDArray x = repeat(below.array(), edits.rows());
    if (index > 0) {
      cache.copyFrom(below.cache(), prompt.length(), index);
    }
    if (draft.length > 0) {
      cache.advance(prompt.length());
      try (Masks masks = new Masks(model.masks(prompt, prompt.length(), draft.length))) {
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
    try (Masks masks = new Masks(model.masks(prompt, from, draft.length))) {
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
    NDArray x = repeat(below(question, index, caches), rows);
    read.below(index, layer -> repeat(below(question, layer, caches), rows));
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

  /** The unedited vision residual at an index [tiles, T, D]. */
  NDArray below(Question question, int index, boolean caches) {
    return keep(
            caches,
            "vision|" + index + "|" + question.imagesKey(),
            () -> {
              NDArray pixels = model.pixelArray(question.images());
              VisionTower tower = model.vision(question.images());
              return new Kept(tower.run(tower.embed(pixels), 0, index), null);
            })
        .array();
  }

  /** The unedited image features [1, F, D]. */
  private NDArray features(Question question, boolean caches) {
    return keep(
            caches,
            "features|" + question.imagesKey(),
            () -> {
              FeatureRead read =
                  new FeatureRead(model)
                      .below(model.featureLayer(), layer -> below(question, layer, caches));
              NDArray hidden = read.features(below(question, model.featureLayer(), caches));
              return new Kept(model.project(hidden, question.images()), null);
            })
        .array();
  }

  private KvCache prefix(Prompt prompt, int length) {
    int[] ids = Arrays.copyOf(prompt.ids(), length);
    return keep(
            true,
            "prefix|" + Arrays.toString(ids),
            () -> {
              KvCache keys = language.newCache(model.manager(), 1, length);
              language.run(embed(ids, 1), keys, 0, language.layers(), Hooks.NONE, null);
              keys.advance(length);
              return new Kept(null, keys);
            })
        .cache();
  }

  /** The prompt's residual below the language model's first edit, and the keys of those layers. */
  private Kept belowLanguageEdit(Question question, int index) {
    return keep(
        true,
        "language|" + index + "|" + question.key(),
        () -> {
          Prompt prompt = question.prompt();
          KvCache keys = language.newCache(model.manager(), 1, prompt.length());
          keys.restart(prompt.positions());
          NDArray x = Merge.tokens(model, prompt, 0, features(question, true));
          try (Masks masks = new Masks(model.masks(prompt, 0, 0))) {
            return new Kept(language.run(x, keys, 0, index, Hooks.NONE, masks.list()), keys);
          }
        });
  }

  private Kept keep(boolean caches, String key, java.util.function.Supplier<Kept> make) {
    if (!caches) {
      return make.get();
    }
    return kept.get(
        key,
        () -> {
          try (NdScope scope = new NdScope()) {
            Kept value = make.get();
            if (value.state() != null) {
              scope.release(value.state());
            }
            return value;
          }
        });
  }

  Placement projector(Question question, NDArray features) {
    int tokens = (int) features.getShape().get(1);
    return Placement.projector(
        tokens, question.patches(IntStream.range(0, tokens).toArray(), 0, vision.grid()));
  }

  Placement language(Question question, int from, int draft) {
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
    long[] wide = IntStream.of(ids).asLongStream().toArray();
    NDManager manager = model.manager();
    return repeat(language.embed(manager.create(wide).expandDims(0)), rows);
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

  private KvCache working(int rows, int needed) {
    KvCache cache = working.get(rows);
    if (cache == null || cache.capacity() < needed) {
      if (needed > language.context()) {
        throw FacetException.badInput(
            "The prompt and its answer need "
                + needed
                + " tokens; this language model was made for "
                + language.context());
      }
      if (cache != null) {
        cache.close();
      }
      int capacity =
          Math.min(language.context(), Math.ceilDiv(needed, CAPACITY_STEP) * CAPACITY_STEP);
      cache = language.newCache(model.manager(), rows, capacity);
      working.put(rows, cache);
    }
    return cache;
  }

  long bytes() {
    return kept.bytes() + working.values().stream().mapToLong(KvCache::bytes).sum();
  }

  /** Frees what exceeds the budget; between requests only. */
  void trim(long budget) {
    for (int rows : List.copyOf(working.keySet())) {
      if (rows > 1 && bytes() > budget) {
        working.remove(rows).close();
      }
    }
    kept.trim(Math.max(0, budget - (bytes() - kept.bytes())));
  }

  @Override
  public void close() {
    kept.close();
    working.values().forEach(KvCache::close);
    working.clear();
  }

  /** Masks that live as long as one pass. */
  private record Masks(@Nullable TensorList list) implements AutoCloseable {
    @Override
    public void close() {
      if (list != null) {
        list.close();
      }
    }
  }
}
