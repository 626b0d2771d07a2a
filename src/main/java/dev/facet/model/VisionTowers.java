package dev.facet.model;

import dev.facet.core.FacetException;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.Weights;

/** Reads the vision tower of a LLaVA, which may be CLIP's or SigLIP's. */
final class VisionTowers {

  private VisionTowers() {}

  /**
   * The tower that {@code vision_config} describes.
   *
   * @throws FacetException when it is of an unknown kind
   */
  static VisionTower read(ScriptOps ops, ModelConfig config, Weights weights) {
    ModelConfig c = config.part("vision_config");
    String type = c.string("model_type", "clip_vision_model");
    return switch (type) {
      case "clip_vision_model", "clip" -> new ClipVisionTower(ops, c, weights);
      case "siglip_vision_model", "siglip" -> new SiglipVisionTower(ops, c, weights);
      default -> throw unknown(c, type);
    };
  }

  static FacetException unknown(ModelConfig c, String type) {
    return FacetException.badInput(
        c.json().file()
            + ": the vision tower is a '"
            + type
            + "'; expected clip_vision_model or siglip_vision_model");
  }
}
