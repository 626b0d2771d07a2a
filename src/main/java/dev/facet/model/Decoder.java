package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint.Tower;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.ScriptValue;
import dev.facet.tensor.TensorList;
import dev.facet.tensor.Torch;
import dev.facet.tensor.Weights;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A decoder-only language model of the Llama kind: RMS norms, rotary positions, grouped keys and
 * values, gated MLP. Families differ in the {@link Spec} and in which weights a layer has; what a
 * layer computes is {@code lm} in {@code network.torchscript}.
 */
final class Decoder implements LanguageModel {

  /** Tokens that a model too small for threads writes in one call, each in a millisecond or so. */
  private static final int SMALL_STRIDE = 4;

  /**
   * Sizes and constants.
   *
   * @param width D
   * @param heads query heads
   * @param kvHeads key and value heads, dividing the query heads
   * @param headWidth of one head
   * @param vocabulary V
   * @param context positions that the model was made for
   * @param activation of the gated MLP
   * @param eps of the RMS norms
   * @param attentionScale what q·k is multiplied with
   * @param attentionCap soft cap of the attention scores, 0 for none
   * @param logitCap soft cap of the logits, 0 for none
   * @param embeddingScale what token embeddings are multiplied with
   * @param window width of sliding attention
   * @param kinds of the layers: 0 full attention, 1 sliding
   * @param ropes rotary positions of each kind
   */
  record Spec(
      int width,
      int heads,
      int kvHeads,
      int headWidth,
      int vocabulary,
      int context,
      Activation activation,
      double eps,
      double attentionScale,
      double attentionCap,
      double logitCap,
      double embeddingScale,
      int window,
      List<Integer> kinds,
      List<Rope> ropes) {

    int layers() {
      return kinds.size();
    }
  }

  /** Weights of a layer in the order of {@code lm}'s slots. */
  record Layer(
      NDArray norm1,
      NDArray qkv,
      NDArray qkvBias,
      NDArray headNorm,
      NDArray out,
      NDArray outBias,
      NDArray afterAttention,
      NDArray norm2,
      NDArray gateUp,
      NDArray gateUpBias,
      NDArray down,
      NDArray downBias,
      NDArray afterMlp) {

    List<NDArray> slots() {
      return List.of(
          norm1,
          qkv,
          qkvBias,
          headNorm,
          out,
          outBias,
          afterAttention,
          norm2,
          gateUp,
          gateUpBias,
          down,
          downBias,
          afterMlp);
    }
  }

  private final ScriptOps ops;
  private final Spec spec;
  private final TensorList outer;
  private final TensorList weights;
  private final ScriptValue packed;
  private final long largest;
  private final TensorList causal;
  private final long[] kinds;
  private final long[] sizes;
  private final double[] constants;
  private final RotaryTables rotary;

  /**
   * @param w where the weights come from; it names the arithmetic
   * @param embeddings [V, D]
   * @param lastNorm [D]
   * @param head [V, D]; the embeddings where they are tied
   */
  Decoder(
      ScriptOps ops,
      Weights w,
      Spec spec,
      NDArray embeddings,
      NDArray lastNorm,
      NDArray head,
      IntFunction<Layer> layers) {
    this.ops = ops;
    NDManager manager = w.manager();
    this.spec = spec;
    LayerWeights read =
        LayerWeights.read(ops, w, spec.layers(), l -> layers.apply(l).slots(), 1, 4, 8, 10);
    NDArray keptHead = read.keep(head);
    if (keptHead != head && head != embeddings) {
      head.close();
    }
    this.outer = new TensorList(List.of(embeddings, lastNorm, keptHead, w.none())).ownedBy(manager);
    this.causal = new TensorList(List.of()).ownedBy(manager);
    this.weights = read.tensors();
    this.packed = read.packed();
    this.largest = spec.layers() == 0 ? 0 : weights.get(8).size();
    this.rotary = new RotaryTables(manager, spec.ropes, spec.context);
    Torch.attach(manager, rotary);
    this.kinds = spec.kinds.stream().mapToLong(Integer::longValue).toArray();
    this.sizes =
        new long[] {
          spec.heads,
          spec.kvHeads,
          spec.activation.ordinal(),
          spec.kinds.contains(1) ? spec.window : 0
        };
    this.constants =
        new double[] {
          spec.eps, spec.attentionScale, spec.attentionCap, spec.logitCap, spec.embeddingScale
        };
  }

  @Override
  public int layers() {
    return spec.layers();
  }

  @Override
  public int width() {
    return spec.width;
  }

  @Override
  public int vocabulary() {
    return spec.vocabulary;
  }

  @Override
  public int context() {
    return spec.context;
  }

  @Override
  public KvCache newCache(NDManager owner, int batch, int capacity) {
    if (capacity > spec.context) {
      throw FacetException.badInput(
          "The prompt and its answer need "
              + capacity
              + " tokens; this language model was made for "
              + spec.context);
    }
    return new KvCache(ops, owner, layers(), batch, spec.kvHeads, spec.headWidth, capacity);
  }

  @Override
  public NDArray embed(NDArray ids) {
    return ops.call(ids.getManager(), "lm_embed", ids, outer, constants);
  }

  @Override
  public NDArray embed(NDArray ids, NDArray places, NDArray features) {
    return ops.call(ids.getManager(), "lm_embed_around", ids, places, features, outer, constants);
  }

  @Override
  public NDArray run(
      NDArray x, KvCache cache, int from, int to, Hooks hooks, @Nullable TensorList masks) {
    int tokens = (int) x.getShape().get(1);
    cache.require(tokens);
    TensorList tables = rotary.of(cache, cache.length() + tokens);
    return new Pass(cache, tables, masks == null ? causal : masks)
        .run(Tower.LANGUAGE, x, from, to, hooks);
  }

  @Override
  public NDArray runToEnd(
      NDArray x, KvCache cache, int from, Hooks hooks, @Nullable TensorList masks, int keep) {
    int last = layers() - 1;
    int tokens = (int) x.getShape().get(1);
    if (from > last || hooks.touches(Tower.LANGUAGE, last)) {
      NDArray all = run(x, cache, from, layers(), hooks, masks);
      return all.get(new NDIndex(":, {}:", tokens - keep));
    }
    cache.require(tokens);
    TensorList tables = rotary.of(cache, cache.length() + tokens);
    Pass pass = new Pass(cache, tables, masks == null ? causal : masks);
    int above = hooks.above(Tower.LANGUAGE, from, last);
    NDArray y = pass.run(Tower.LANGUAGE, x, from, above, hooks);
    return pass.layers(y, above, layers(), keep);
  }

  @Override
  public NDArray postNorm(NDArray x) {
    return ops.call(x.getManager(), "lm_norm", x, outer, constants);
  }

  @Override
  public NDArray logits(NDArray x) {
    return Torch.sized(
        x.size() * spec.vocabulary,
        () -> ops.call(x.getManager(), "lm_head", x, outer, packed, constants));
  }

  @Override
  public Choice pick(NDArray logits) {
    NDList picked = ops.callList(logits.getManager(), "lm_pick", logits);
    return new Choice(picked.get(0), picked.get(1));
  }

  @Override
  public int stride() {
    return Torch.deservesThreads(Math.max(largest, (long) spec.vocabulary * spec.width))
        ? 1
        : SMALL_STRIDE;
  }

  @Override
  public Choice greedy(NDArray ids, int steps, Set<Integer> ends, KvCache cache) {
    cache.require(steps);
    long layerSize = ids.size() * largest;
    long headSize = ids.size() * spec.vocabulary * spec.width;
    if (steps == 1 && Torch.deservesThreads(layerSize) != Torch.deservesThreads(headSize)) {
      NDArray y = run(embed(ids.expandDims(1)), cache, 0, layers(), Hooks.NONE, null);
      cache.advance(1);
      return pick(logits(y));
    }
    NDList chosen =
        Torch.sized(
            Math.max(layerSize, headSize),
            () ->
                ops.callList(
                    ids.getManager(),
                    "lm_greedy",
                    ids,
                    steps,
                    ends.stream().mapToLong(Integer::longValue).toArray(),
                    outer,
                    weights,
                    packed,
                    cache.arrays(),
                    rotary.of(cache, cache.length() + steps),
                    kinds,
                    cache.length(),
                    sizes,
                    constants));
    cache.advance((int) chosen.get(0).getShape().get(1));
    return new Choice(chosen.get(0), chosen.get(1));
  }

  /** The layers at one position of one cache. */
  private final class Pass implements LayerStack {
    private final KvCache cache;
    private final TensorList tables;
    private final TensorList masks;

    Pass(KvCache cache, TensorList tables, TensorList masks) {
      this.cache = cache;
      this.tables = tables;
      this.masks = masks;
    }

    @Override
    public NDArray layers(NDArray x, int from, int to) {
      return layers(x, from, to, 0);
    }

    NDArray layers(NDArray x, int from, int to, int keep) {
      if (from == to) {
        return x;
      }
      return call(
          x,
          "lm",
          x,
          weights,
          packed,
          cache.arrays(),
          tables,
          masks,
          kinds,
          cache.length(),
          from,
          to,
          keep,
          sizes,
          constants);
    }

    @Override
    public NDArray attend(NDArray x, int layer) {
      return call(
          x,
          "lm_attend",
          x,
          weights,
          packed,
          cache.arrays(),
          tables,
          masks,
          kinds,
          cache.length(),
          layer,
          sizes,
          constants);
    }

    @Override
    public NDArray mlpIn(NDArray residual, int layer) {
      return call(residual, "lm_mlp_in", residual, weights, layer, constants);
    }

    @Override
    public NDArray mlp(NDArray normed, int layer) {
      return call(normed, "lm_mlp", normed, weights, packed, layer, sizes);
    }

    @Override
    public NDArray mlpAdd(NDArray residual, NDArray mlpOut, int layer) {
      return call(residual, "lm_mlp_add", residual, mlpOut, weights, layer, constants);
    }

    private NDArray call(NDArray x, String method, Object... args) {
      return Torch.sized(
          x.size() / spec.width * largest, () -> ops.call(x.getManager(), method, args));
    }
  }
}
