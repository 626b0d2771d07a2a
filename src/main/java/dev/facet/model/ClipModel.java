package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.facet.core.HookPoint;
import dev.facet.tensor.NdScope;
import dev.facet.tensor.Weights;
import java.util.List;

/** CLIP: image and text tower with projections into one space (transformers {@code CLIPModel}). */
public final class ClipModel extends ImageTextModel implements DualEncoder {

  private final ClipVisionTower vision;
  private final ClipTextTower text;
  private final Linear visualProjection;
  private final Linear textProjection;
  private final double logitScale;

  ClipModel(Folder folder, NDManager manager) {
    this(folder, manager, "", folder.config().part("vision_config").square("image_size", 224));
  }

  /**
   * @param prefix of its tensors
   * @param pictures side of the pictures
   */
  ClipModel(Folder folder, NDManager manager, String prefix, int pictures) {
    super(folder, manager);
    Weights w = weights.at(prefix);
    this.vision = new ClipVisionTower(ops, config.part("vision_config"), w, pictures);
    this.text = new ClipTextTower(ops, config.part("text_config"), w.at("text_model."), tokenizer);
    int space = config.size("projection_dim", 512);
    this.visualProjection = Linear.read(ops, w, "visual_projection", vision.width(), space);
    this.textProjection = Linear.read(ops, w, "text_projection", text.width(), space);
    this.logitScale = Math.exp(folder.checkpoint().floats(prefix + "logit_scale")[0]);
  }

  @Override
  public ModelInfo info() {
    return folder.info(vision, null);
  }

  @Override
  public VisionTower vision() {
    return vision;
  }

  @Override
  public NDArray project(NDArray hidden) {
    return visualProjection.apply(vision.pooled(hidden));
  }

  @Override
  public NDArray projectFrom(NDArray hidden, int from) {
    return visualProjection.apply(vision.pooledFrom(hidden, from));
  }

  @Override
  public NDArray textEmbeddings(List<String> texts) {
    try (NdScope scope = new NdScope()) {
      return scope.pass(textProjection.apply(text.pooled(texts)));
    }
  }

  @Override
  public NDArray textActivation(List<String> texts, HookPoint site) {
    return site.site() == HookPoint.Site.PROJECTION
        ? textEmbeddings(texts)
        : text.activation(texts, site);
  }

  @Override
  public double logitScale() {
    return logitScale;
  }

  @Override
  public double logitBias() {
    return 0;
  }
}
