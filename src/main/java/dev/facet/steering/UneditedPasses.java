package dev.facet.steering;

import ai.djl.ndarray.NDArray;
import dev.facet.model.Hooks;
import dev.facet.model.KvCache;
import dev.facet.model.LanguageModel;
import dev.facet.model.Merge;
import dev.facet.model.Prompt;
import dev.facet.model.VisionLanguageModel;
import dev.facet.model.VisionTower;
import dev.facet.tensor.NdScope;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What edits cannot change, computed once and kept: vision residuals below the first edit, image
 * features, the text in front of the images, and the language model's layers below its first edit.
 * Every method that computes must be called inside an {@link NdScope}.
 */
final class UneditedPasses implements AutoCloseable {

  private final VisionLanguageModel model;
  private final LanguageModel language;
  private final ByteCache<String, Kept> kept = new ByteCache<>(Kept::bytes);

  UneditedPasses(VisionLanguageModel model) {
    this.model = model;
    this.language = model.language();
  }

  /** Something that later requests start from: an activation, keys and values, or both. */
  record Kept(@Nullable NDArray state, @Nullable KvCache keys) implements AutoCloseable {
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

  /** The vision residual at an index [tiles, T, D]. */
  NDArray vision(Question question, int index, boolean caches) {
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

  /** The image features [1, F, D]. */
  NDArray features(Question question, boolean caches) {
    return keep(
            caches,
            "features|" + question.imagesKey(),
            () -> {
              FeatureRead read =
                  new FeatureRead(model)
                      .below(model.featureLayer(), layer -> vision(question, layer, caches));
              NDArray hidden = read.features(vision(question, model.featureLayer(), caches));
              return new Kept(model.project(hidden, question.images()), null);
            })
        .array();
  }

  /** Keys and values of the first {@code length} tokens of a prompt, all of them text. */
  KvCache prefix(Prompt prompt, int length) {
    int[] ids = Arrays.copyOf(prompt.ids(), length);
    return keep(
            true,
            "prefix|" + Arrays.toString(ids),
            () -> {
              KvCache keys = language.newCache(model.manager(), 1, length);
              language.run(embed(ids), keys, 0, language.layers(), Hooks.NONE, null);
              keys.advance(length);
              return new Kept(null, keys);
            })
        .cache();
  }

  /** The prompt's residual at an index of the language model [1, T, D], and the keys below it. */
  Kept language(Question question, int index) {
    return keep(
        true,
        "language|" + index + "|" + question.key(),
        () -> {
          Prompt prompt = question.prompt();
          KvCache keys = language.newCache(model.manager(), 1, prompt.length());
          keys.restart(prompt.positions());
          NDArray x = Merge.tokens(model, prompt, 0, features(question, true));
          try (Masks masks = Masks.of(model, prompt, 0, 0)) {
            return new Kept(language.run(x, keys, 0, index, Hooks.NONE, masks.list()), keys);
          }
        });
  }

  /** Tokens [1, T, D]; cheap, so not kept. */
  NDArray embed(int[] ids) {
    long[] wide = IntStream.of(ids).asLongStream().toArray();
    return language.embed(model.manager().create(wide).expandDims(0));
  }

  private Kept keep(boolean caches, String key, Supplier<Kept> make) {
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

  long bytes() {
    return kept.bytes();
  }

  /** Frees the oldest until at most {@code budget} bytes are left; between requests only. */
  void trim(long budget) {
    kept.trim(budget);
  }

  @Override
  public void close() {
    kept.close();
  }
}
