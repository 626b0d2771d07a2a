package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.facet.core.FacetException;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.Weights;
import java.util.List;

/**
 * CLIP's image encoder (Radford et al. 2021; transformers {@code CLIPVisionTransformer}): patches
 * without bias, CLS in front, learned positions, a norm before the first layer; the last norm is
 * applied to the CLS token alone.
 */
public final class ClipVisionTower extends ClsTower {

  /** transformers' defaults, which old configuration files leave out. */
  static final Encoder.Spec DEFAULTS =
      new Encoder.Spec(12, 768, 12, 3072, Activation.QUICK_GELU, 1e-5);

  /** Where the tower lies in the files of the models that use it. */
  static final List<String> PREFIXES =
      List.of(
          "vision_model.",
          "vision_tower.vision_model.",
          "vision_tower.",
          "model.vision_tower.vision_model.",
          "model.vision_tower.",
          "");

  private final ScriptOps ops;
  private final NDArray patches;
  private final NDArray none;
  private final NDArray cls;
  private final NDArray positions;
  private final Norm before;

  ClipVisionTower(ScriptOps ops, ModelConfig config, Weights all) {
    this(ops, config, all, config.square("image_size", 224));
  }

  /**
   * @param pictures side of the pictures; positions are interpolated where it is not the one that
   *     the tower was trained for
   */
  ClipVisionTower(ScriptOps ops, ModelConfig config, Weights all, int pictures) {
    Encoder.Spec spec = Encoder.Spec.read(config, DEFAULTS);
    int patch = config.square("patch_size", 32);
    int side = config.square("image_size", 224) / patch;
    PatchGrid grid = new PatchGrid(pictures / patch, pictures / patch);
    if (side < 1 || grid.patches() < 1) {
      throw FacetException.badInput(
          config.json().file() + ": pictures are smaller than 'patch_size' " + patch);
    }
    Weights w = all.find("CLIP vision tower", "embeddings.class_embedding", PREFIXES);
    long d = spec.width();
    this.ops = ops;
    this.none = w.none();
    this.cls = w.get("embeddings.class_embedding", d);
    this.patches = w.get("embeddings.patch_embedding.weight", d, 3, patch, patch);
    NDArray table = w.get("embeddings.position_embedding.weight", (long) side * side + 1, d);
    this.positions =
        PositionTable.resized(ops, w.manager(), table.expandDims(0), side, grid, false);
    this.before = Norm.read(ops, w, "pre_layrnorm", d, spec.eps());
    Weights layers = w.at("encoder.");
    super(
        new Encoder(ops, spec, l -> ClipLayers.read(layers, spec, l), w),
        1,
        grid,
        pictures,
        Norm.read(ops, w, "post_layernorm", d, spec.eps()));
  }

  @Override
  NDArray embedded(NDArray pixels) {
    NDArray p = ops.call(pixels.getManager(), "patches", pixels, patches, none);
    long batch = p.getShape().get(0);
    NDArray first = cls.broadcast(new Shape(batch, 1, width()));
    return before.apply(NDArrays.concat(new NDList(first, p), 1).add(positions));
  }
}
