package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.tensor.NdScope;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.Weights;
import dev.facet.text.Tokenizer;
import java.util.Arrays;
import java.util.List;

/**
 * CLIP's text encoder: causal attention, pooled at the end token. Texts of a batch are filled up at
 * the end, where a causal model cannot see it.
 */
final class ClipTextTower {

  static final Encoder.Spec DEFAULTS =
      new Encoder.Spec(12, 512, 8, 2048, Activation.QUICK_GELU, 1e-5);

  /** With this {@code eos_token_id} the first CLIP files mean: pool at the largest id. */
  private static final int OLD_END = 2;

  private final Encoder encoder;
  private final Tokenizer tokenizer;
  private final NDArray tokens;
  private final NDArray positions;
  private final NDArray causal;
  private final Norm last;
  private final int context;
  private final int endToken;

  ClipTextTower(ScriptOps ops, ModelConfig config, Weights w, Tokenizer tokenizer) {
    Encoder.Spec spec = Encoder.Spec.read(config, DEFAULTS);
    long d = spec.width();
    this.tokenizer = tokenizer;
    this.context = config.size("max_position_embeddings", 77);
    this.endToken = config.integer("eos_token_id", OLD_END);
    this.tokens = w.get("embeddings.token_embedding.weight", config.size("vocab_size", 49408), d);
    this.positions = w.get("embeddings.position_embedding.weight", context, d);
    this.last = Norm.read(ops, w, "final_layer_norm", d, spec.eps());
    this.causal = causal(w.manager(), context);
    Weights layers = w.at("encoder.");
    this.encoder = new Encoder(ops, spec, l -> ClipLayers.read(layers, spec, l), w);
  }

  private static NDArray causal(NDManager manager, int size) {
    float[] mask = new float[size * size];
    for (int row = 0; row < size; row++) {
      Arrays.fill(mask, row * size + row + 1, (row + 1) * size, Float.NEGATIVE_INFINITY);
    }
    return manager.create(mask, new ai.djl.ndarray.types.Shape(size, size));
  }

  int layers() {
    return encoder.spec().layers();
  }

  int width() {
    return encoder.spec().width();
  }

  /** Texts to one vector each [B, D], before the projection. */
  NDArray pooled(List<String> texts) {
    int[][] ids = texts.stream().map(this::encode).toArray(int[][]::new);
    long[] ends = Arrays.stream(ids).mapToLong(this::end).toArray();
    NDManager manager = tokens.getManager();
    try (NdScope scope = new NdScope()) {
      NDArray batch = batch(ids);
      NDArray x = hidden(batch, layers(), Hooks.NONE);
      NDArray rows = manager.arange(ids.length);
      NDArray pooled = x.get(new NDIndex("{}, {}", rows, manager.create(ends)));
      return scope.pass(last.apply(pooled));
    }
  }

  /** Rows of token ids as int64 [B, T], shorter ones filled up with their last token. */
  private NDArray batch(int[][] ids) {
    int length = Arrays.stream(ids).mapToInt(row -> row.length).max().orElse(0);
    long[] padded = new long[ids.length * length];
    for (int b = 0; b < ids.length; b++) {
      for (int t = 0; t < length; t++) {
        padded[b * length + t] = ids[b][Math.min(t, ids[b].length - 1)];
      }
    }
    return tokens.getManager().create(padded).reshape(ids.length, length);
  }

  /**
   * The activation at a site of this tower [B, T, D], or [B, D] for {@code text.pooled}.
   *
   * @throws FacetException when there is no such site
   */
  NDArray activation(List<String> texts, HookPoint site) {
    if (site.tower() != Tower.TEXT || site.layer() >= layers()) {
      throw FacetException.notFound(
          "The text tower has no "
              + site
              + "; it has text.layers.0 to text.layers."
              + (layers() - 1)
              + " (in, out, mlp_in, mlp_out), text.embeddings, text.post_norm, text.pooled and"
              + " text.projection");
    }
    if (site.site() == HookPoint.Site.POOLED) {
      return pooled(texts);
    }
    NDArray ids = batch(texts.stream().map(this::encode).toArray(int[][]::new));
    int index = Hooks.residualIndex(site, layers());
    return switch (site.site()) {
      case MLP_IN, MLP_OUT -> {
        NDArray[] tapped = new NDArray[1];
        hidden(ids, index + 1, Hooks.NONE.tap(site, x -> tapped[0] = x));
        yield tapped[0];
      }
      case POST_NORM -> last.apply(hidden(ids, index, Hooks.NONE));
      default -> hidden(ids, index, Hooks.NONE);
    };
  }

  /** Token ids int64 [B, T] to the residual at an index [B, T, D]. */
  private NDArray hidden(NDArray ids, int index, Hooks hooks) {
    int length = (int) ids.getShape().get(1);
    NDArray start =
        tokens
            .get(ids.flatten())
            .reshape(ids.getShape().get(0), length, width())
            .add(positions.get(new NDIndex(":{}", length)));
    return encoder
        .masked(causal.get(new NDIndex(":{}, :{}", length, length)))
        .run(Tower.TEXT, start, 0, index, hooks);
  }

  int[] encode(String text) {
    int[] ids = tokenizer.encode(text, true);
    if (ids.length > context) {
      int end = ids[ids.length - 1];
      ids = Arrays.copyOf(ids, context);
      ids[context - 1] = end;
    }
    return ids;
  }

  private int end(int[] ids) {
    int best = 0;
    for (int t = 0; t < ids.length; t++) {
      if (endToken == OLD_END) {
        best = ids[t] > ids[best] ? t : best;
      } else if (ids[t] == endToken) {
        return t;
      }
    }
    return best;
  }
}
