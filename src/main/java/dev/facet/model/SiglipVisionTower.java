package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import dev.facet.core.FacetException;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.Weights;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SigLIP's image encoder (Zhai et al. 2023; transformers {@code SiglipVisionTransformer}), also
 * that of Gemma 3, PaliGemma and Idefics3: patches with bias, no CLS, a norm after the last layer,
 * and in SigLIP itself a head that pools by attention.
 */
public final class SiglipVisionTower extends EncoderTower {

  static final Encoder.Spec DEFAULTS =
      new Encoder.Spec(12, 768, 12, 3072, Activation.GELU_TANH, 1e-6);

  static final List<String> PREFIXES =
      List.of(
          "vision_model.",
          "vision_tower.vision_model.",
          "vision_tower.",
          "model.vision_tower.vision_model.",
          "model.vision_tower.",
          "model.vision_model.",
          "");

  private final ScriptOps ops;
  private final NDArray patches;
  private final NDArray patchBias;
  private final NDArray positions;
  private final Norm last;
  private final @Nullable Head head;

  /** The pooling head: one learned query, an MLP behind it. */
  private record Head(
      NDArray probe, NDArray in, NDArray inBias, Linear out, Norm norm, Linear up, Linear down) {

    static Head read(ScriptOps ops, Weights w, Encoder.Spec s) {
      long d = s.width();
      return new Head(
          w.get("probe", 1, 1, d),
          w.get("attention.in_proj_weight", 3 * d, d),
          w.get("attention.in_proj_bias", 3 * d),
          Linear.read(ops, w, "attention.out_proj", d, d),
          Norm.read(ops, w, "layernorm", d, s.eps()),
          Linear.read(ops, w, "mlp.fc1", d, s.hidden()),
          Linear.read(ops, w, "mlp.fc2", s.hidden(), d));
    }
  }

  SiglipVisionTower(ScriptOps ops, ModelConfig config, Weights all) {
    this(ops, config, all, config.square("image_size", 224), false);
  }

  /**
   * @param tile side of the pictures
   * @param bucketed whether a patch has the position of the bucket that its place falls into, as in
   *     Idefics3, not the next position; that allows for pictures of another size
   */
  SiglipVisionTower(ScriptOps ops, ModelConfig config, Weights all, int tile, boolean bucketed) {
    Encoder.Spec spec = Encoder.Spec.read(config, DEFAULTS);
    int patch = config.square("patch_size", 16);
    int side = config.square("image_size", 224) / patch;
    PatchGrid grid = new PatchGrid(tile / patch, tile / patch);
    if (side < 1 || grid.patches() < 1) {
      throw FacetException.badInput(
          config.json().file() + ": pictures are smaller than 'patch_size' " + patch);
    }
    Weights w = all.find("SigLIP vision tower", "embeddings.patch_embedding.bias", PREFIXES);
    long d = spec.width();
    this.ops = ops;
    this.patches = w.get("embeddings.patch_embedding.weight", d, 3, patch, patch);
    this.patchBias = w.get("embeddings.patch_embedding.bias", d);
    NDArray table = w.get("embeddings.position_embedding.weight", (long) side * side, d);
    this.positions =
        bucketed
            ? ops.call(w.manager(), "bucketed", table, side, grid.rows(), grid.columns())
            : table;
    this.last = Norm.read(ops, w, "post_layernorm", d, spec.eps());
    this.head = w.has("head.probe") ? Head.read(ops, w.at("head."), spec) : null;
    Weights layers = w.at("encoder.");
    super(new Encoder(ops, spec, l -> ClipLayers.read(layers, spec, l), w), 0, grid, tile);
  }

  @Override
  NDArray embedded(NDArray pixels) {
    return ops.call(pixels.getManager(), "patches", pixels, patches, patchBias).add(positions);
  }

  @Override
  public NDArray postNorm(NDArray hidden) {
    return last.apply(hidden);
  }

  /**
   * @throws FacetException when the model has no pooling head
   */
  @Override
  public NDArray pooled(NDArray hidden) {
    if (head == null) {
      throw FacetException.notFound("This vision tower has no pooling head: no vision.pooled");
    }
    NDArray asked =
        ops.call(
            hidden.getManager(),
            "attention_pool",
            postNorm(hidden),
            head.probe(),
            head.in(),
            head.inBias(),
            encoder.spec().heads());
    NDArray x = head.out().apply(asked);
    NDArray mlp =
        ops.call(
            hidden.getManager(),
            "mlp",
            head.norm().apply(x),
            head.up().weight(),
            head.up().bias(),
            head.down().weight(),
            head.down().bias(),
            encoder.spec().activation().ordinal());
    return x.add(mlp).get(new NDIndex(":, 0"));
  }
}
