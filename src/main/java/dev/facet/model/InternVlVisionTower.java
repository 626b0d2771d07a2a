package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.Weights;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** InternViT as transformers lays it out for InternVL 2.5 and 3: CLS, layer scale. */
final class InternVlVisionTower extends EncoderTower {

  static final Encoder.Spec DEFAULTS = new Encoder.Spec(24, 1024, 16, 4096, Activation.GELU, 1e-6);

  private final ScriptOps ops;
  private final NDArray cls;
  private final NDArray patches;
  private final NDArray patchBias;
  private final NDArray positions;
  private final @Nullable Norm last;

  InternVlVisionTower(ScriptOps ops, ModelConfig config, Weights all) {
    Encoder.Spec spec = Encoder.Spec.read(config, DEFAULTS);
    this.ops = ops;
    int imageSize = config.square("image_size", 448);
    int patch = config.square("patch_size", 14);
    PatchGrid grid = new PatchGrid(imageSize / patch, imageSize / patch);
    Weights w =
        all.find(
            "InternVL vision tower",
            "embeddings.cls_token",
            List.of("vision_tower.", "model.vision_tower."));
    long d = spec.width();
    this.cls = w.get("embeddings.cls_token", 1, 1, d);
    this.patches = w.get("embeddings.patch_embeddings.projection.weight", d, 3, patch, patch);
    this.patchBias = w.get("embeddings.patch_embeddings.projection.bias", d);
    this.positions =
        w.has("embeddings.position_embeddings")
            ? w.get("embeddings.position_embeddings", 1, grid.patches() + 1, d)
            : w.none();
    this.last = w.has("layernorm.weight") ? Norm.read(ops, w, "layernorm", d, spec.eps()) : null;
    boolean rms = config.string("norm_type", "layer_norm").equals("rms_norm");
    Weights layers = w.at("encoder.layer.");
    super(new Encoder(ops, spec, l -> layer(layers.at(l + "."), spec, rms), w), 1, grid, imageSize);
  }

  private static Encoder.Layer layer(Weights w, Encoder.Spec s, boolean rms) {
    long d = s.width();
    String[] weight = {
      "attention.q_proj.weight", "attention.k_proj.weight", "attention.v_proj.weight"
    };
    String[] bias = {"attention.q_proj.bias", "attention.k_proj.bias", "attention.v_proj.bias"};
    return new Encoder.Layer(
        w.get("layernorm_before.weight", d),
        rms ? w.none() : w.get("layernorm_before.bias", d),
        w.rows(new long[] {3 * d, d}, weight),
        w.has(bias[0]) ? w.rows(new long[] {3 * d}, bias) : w.none(),
        w.optional("attention.q_norm.weight", d),
        w.optional("attention.k_norm.weight", d),
        w.get("attention.projection_layer.weight", d, d),
        w.optional("attention.projection_layer.bias", d),
        w.get("lambda_1", d),
        w.get("layernorm_after.weight", d),
        rms ? w.none() : w.get("layernorm_after.bias", d),
        w.get("mlp.fc1.weight", s.hidden(), d),
        w.get("mlp.fc1.bias", s.hidden()),
        w.get("mlp.fc2.weight", d, s.hidden()),
        w.get("mlp.fc2.bias", d),
        w.get("lambda_2", d));
  }

  @Override
  NDArray embedded(NDArray pixels) {
    NDArray p = ops.call(pixels.getManager(), "patches", pixels, patches, patchBias);
    NDArray first = cls.broadcast(new Shape(p.getShape().get(0), 1, width()));
    NDArray x = NDArrays.concat(new NDList(first, p), 1);
    return positions.size() == 0 ? x : x.add(positions);
  }

  /** Without a last norm (mean pooling) the residual itself. */
  @Override
  public NDArray postNorm(NDArray hidden) {
    return last == null ? hidden : last.apply(hidden);
  }

  @Override
  public NDArray pooled(NDArray hidden) {
    return last == null
        ? hidden.get(new NDIndex(":, 1:")).mean(new int[] {1})
        : postNorm(hidden).get(new NDIndex(":, 0"));
  }
}
