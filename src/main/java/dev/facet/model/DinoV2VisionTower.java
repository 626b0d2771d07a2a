package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.facet.checkpoint.Checkpoint;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.Weights;
import java.util.List;

/**
 * DINOv2 (Oquab et al. 2023) with or without registers (Darcet et al. 2024), as transformers lays
 * it out: layer scale, MLP or SwiGLU, positions interpolated to the processor's image size.
 */
final class DinoV2VisionTower extends ClsTower {

  /** A classifier of images names its backbone. */
  private static final List<String> PREFIXES = List.of("", "dinov2.", "dinov2_with_registers.");

  private final ScriptOps ops;
  private final int registers;
  private final NDArray cls;
  private final NDArray registerTokens;
  private final NDArray patches;
  private final NDArray patchBias;
  private final NDArray positions;

  /**
   * @param w all below {@link #prefix}
   * @param pictures side of the pictures
   */
  DinoV2VisionTower(ScriptOps ops, ModelConfig config, Weights w, int pictures) {
    int width = config.size("hidden_size", 768);
    int heads = config.size("num_attention_heads", 12);
    config.divides(width, "'hidden_size'", "num_attention_heads", heads);
    boolean gated = w.has("encoder.layer.0.mlp.weights_in.weight");
    String up = gated ? "mlp.weights_in" : "mlp.fc1";
    String down = gated ? "mlp.weights_out" : "mlp.fc2";
    long[] outer = w.shape("encoder.layer.0." + down + ".weight");
    int hidden = outer.length == 2 ? (int) outer[1] : 1;
    Encoder.Spec spec =
        new Encoder.Spec(
            config.size("num_hidden_layers", 12),
            width,
            heads,
            hidden,
            gated ? Activation.SILU : config.activation("hidden_act", "gelu"),
            config.number("layer_norm_eps", 1e-6));
    int patch = config.square("patch_size", 14);
    int trained = config.square("image_size", 518) / patch;
    PatchGrid grid = new PatchGrid(pictures / patch, pictures / patch);
    int registers = w.has("embeddings.register_tokens") ? config.size("num_register_tokens", 4) : 0;
    this.ops = ops;
    this.registers = registers;
    this.cls = w.get("embeddings.cls_token", 1, 1, width);
    this.registerTokens =
        registers == 0 ? w.none() : w.get("embeddings.register_tokens", 1, registers, width);
    this.patches = w.get("embeddings.patch_embeddings.projection.weight", width, 3, patch, patch);
    this.patchBias = w.get("embeddings.patch_embeddings.projection.bias", width);
    this.positions =
        PositionTable.resized(
            ops,
            w.manager(),
            w.get("embeddings.position_embeddings", 1, (long) trained * trained + 1, width),
            trained,
            grid,
            registers > 0);
    long rows = gated ? 2L * hidden : hidden;
    super(
        new Encoder(
            ops,
            spec,
            l -> layer(w.at("encoder.layer." + l + "."), width, rows, hidden, up, down),
            w),
        1 + registers,
        grid,
        pictures,
        Norm.read(ops, w, "layernorm", width, spec.eps()));
  }

  /** What stands before the backbone's names. */
  static String prefix(Checkpoint c) {
    return PREFIXES.stream()
        .filter(p -> c.has(p + "embeddings.cls_token"))
        .findFirst()
        .orElse(PREFIXES.getFirst());
  }

  private static Encoder.Layer layer(
      Weights w, long d, long rows, long hidden, String up, String down) {
    String a = "attention.attention.";
    return new Encoder.Layer(
        w.get("norm1.weight", d),
        w.get("norm1.bias", d),
        w.rows(new long[] {3 * d, d}, a + "query.weight", a + "key.weight", a + "value.weight"),
        w.has(a + "query.bias")
            ? w.rows(new long[] {3 * d}, a + "query.bias", a + "key.bias", a + "value.bias")
            : w.none(),
        w.none(),
        w.none(),
        w.get("attention.output.dense.weight", d, d),
        w.get("attention.output.dense.bias", d),
        w.get("layer_scale1.lambda1", d),
        w.get("norm2.weight", d),
        w.get("norm2.bias", d),
        w.get(up + ".weight", rows, d),
        w.get(up + ".bias", rows),
        w.get(down + ".weight", d, hidden),
        w.get(down + ".bias", d),
        w.get("layer_scale2.lambda1", d));
  }

  @Override
  NDArray embedded(NDArray pixels) {
    NDArray p = ops.call(pixels.getManager(), "patches", pixels, patches, patchBias);
    long batch = p.getShape().get(0);
    NDArray x =
        NDArrays.concat(new NDList(cls.broadcast(new Shape(batch, 1, width())), p), 1)
            .add(positions);
    if (registers == 0) {
      return x;
    }
    return NDArrays.concat(
        new NDList(
            x.get(new NDIndex(":, :1")),
            registerTokens.broadcast(new Shape(batch, registers, width())),
            x.get(new NDIndex(":, 1:"))),
        1);
  }
}
