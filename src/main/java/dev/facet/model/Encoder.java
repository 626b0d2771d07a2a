package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.ScriptValue;
import dev.facet.tensor.TensorList;
import dev.facet.tensor.Torch;
import dev.facet.tensor.Weights;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Pre-norm transformer layers without a cache: image encoders, and CLIP's and SigLIP's text
 * encoders. What a layer computes is {@code vit} in {@code network.torchscript}.
 */
final class Encoder implements LayerStack {

  /**
   * Sizes.
   *
   * @param layers their number
   * @param width D
   * @param heads of the attention, dividing D
   * @param hidden width of the MLP
   * @param activation of the MLP
   * @param eps of the norms
   */
  record Spec(int layers, int width, int heads, int hidden, Activation activation, double eps) {

    /** Reads the names that transformers uses in CLIP-like configurations. */
    static Spec read(ModelConfig c, Spec otherwise) {
      int width = c.size("hidden_size", otherwise.width);
      return new Spec(
          c.size("num_hidden_layers", otherwise.layers),
          width,
          c.divides(
              width,
              "'hidden_size'",
              "num_attention_heads",
              c.size("num_attention_heads", otherwise.heads)),
          c.size("intermediate_size", otherwise.hidden),
          c.has("hidden_act") ? c.activation("hidden_act", "gelu") : otherwise.activation,
          c.number("layer_norm_eps", otherwise.eps));
    }
  }

  /** Weights of a layer in the order of {@code vit}'s slots. */
  record Layer(
      NDArray norm1,
      NDArray norm1Bias,
      NDArray qkv,
      NDArray qkvBias,
      NDArray queryNorm,
      NDArray keyNorm,
      NDArray out,
      NDArray outBias,
      NDArray scale1,
      NDArray norm2,
      NDArray norm2Bias,
      NDArray up,
      NDArray upBias,
      NDArray down,
      NDArray downBias,
      NDArray scale2) {

    List<NDArray> slots() {
      return List.of(
          norm1, norm1Bias, qkv, qkvBias, queryNorm, keyNorm, out, outBias, scale1, norm2,
          norm2Bias, up, upBias, down, downBias, scale2);
    }
  }

  private final ScriptOps ops;
  private final Spec spec;
  private final TensorList weights;
  private final ScriptValue packed;
  private final NDArray mask;
  private final NDArray cos;
  private final NDArray sin;
  private final Spans spans;

  /**
   * Which tokens of a sequence see each other: those of one span.
   *
   * @param kinds of the layers: 0 whole, 1 windows; empty where all are 0
   * @param whole edges of the spans of kind 0, ascending from 0 to T; empty for one span
   * @param windows edges of the spans of kind 1
   */
  record Spans(long[] kinds, long[] whole, long[] windows) {
    static final Spans ONE = new Spans(new long[0], new long[0], new long[0]);
  }

  private Encoder(
      ScriptOps ops,
      Spec spec,
      TensorList weights,
      ScriptValue packed,
      NDArray mask,
      NDArray cos,
      NDArray sin,
      Spans spans) {
    this.ops = ops;
    this.spec = spec;
    this.weights = weights;
    this.packed = packed;
    this.mask = mask;
    this.cos = cos;
    this.sin = sin;
    this.spans = spans;
  }

  /**
   * @param w names the arithmetic
   */
  Encoder(ScriptOps ops, Spec spec, IntFunction<Layer> layers, Weights w) {
    this(
        ops,
        spec,
        LayerWeights.read(ops, w, spec.layers, l -> layers.apply(l).slots(), 2, 6, 11, 13),
        w.none());
  }

  private Encoder(ScriptOps ops, Spec spec, LayerWeights read, NDArray none) {
    this(ops, spec, read.tensors(), read.packed(), none, none, none, Spans.ONE);
  }

  /** The same layers with an attention mask [.., T, T] of 0 and -infinity. */
  Encoder masked(NDArray newMask) {
    return new Encoder(ops, spec, weights, packed, newMask, cos, sin, spans);
  }

  /** The same layers with rotary positions, cos and signed sin [T, head width], within spans. */
  Encoder rotated(NDArray newCos, NDArray newSin, Spans newSpans) {
    return new Encoder(ops, spec, weights, packed, mask, newCos, newSin, newSpans);
  }

  Spec spec() {
    return spec;
  }

  @Override
  public NDArray layers(NDArray x, int from, int to) {
    if (from == to) {
      return x;
    }
    return call(
        x,
        "vit",
        x,
        weights,
        packed,
        from,
        to,
        spec.heads,
        spec.activation.ordinal(),
        spec.eps,
        mask,
        cos,
        sin,
        spans.kinds,
        spans.whole,
        spans.windows);
  }

  @Override
  public NDArray attend(NDArray x, int layer) {
    return attend(x, layer, x.getShape().get(1));
  }

  /** Of the first {@code wanted} tokens alone, which look at all. */
  private NDArray attend(NDArray x, int layer, long wanted) {
    return call(
        x,
        "vit_attend",
        x,
        weights,
        packed,
        layer,
        spec.heads,
        spec.eps,
        mask,
        cos,
        sin,
        spans.kinds,
        spans.whole,
        spans.windows,
        wanted);
  }

  /**
   * Layers from {@code from} to the last, of which only the first token is read: the last layer
   * works for it alone. Without mask and spans.
   *
   * @return [B, 1, D]
   */
  NDArray firstToken(NDArray hidden, int from) {
    if (from == spec.layers) {
      return hidden.get(new NDIndex(":, 0:1"));
    }
    int last = spec.layers - 1;
    NDArray first = attend(layers(hidden, from, last), last, 1);
    return mlpAdd(first, mlp(mlpIn(first, last), last), last);
  }

  @Override
  public NDArray mlpIn(NDArray residual, int layer) {
    return call(residual, "vit_mlp_in", residual, weights, layer, spec.eps);
  }

  @Override
  public NDArray mlp(NDArray normed, int layer) {
    return call(normed, "vit_mlp", normed, weights, packed, layer, spec.activation.ordinal());
  }

  @Override
  public NDArray mlpAdd(NDArray residual, NDArray mlpOut, int layer) {
    return call(residual, "vit_mlp_add", residual, mlpOut, weights, layer);
  }

  /** The largest product is that with the MLP's matrix: x.size() times its other side. */
  private NDArray call(NDArray x, String method, Object... args) {
    return Torch.sized(x.size() * spec.hidden, () -> ops.call(x.getManager(), method, args));
  }
}
