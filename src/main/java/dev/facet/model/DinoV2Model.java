package dev.facet.model;

import ai.djl.ndarray.NDManager;
import dev.facet.tensor.Weights;

/** DINOv2: an image tower alone (transformers {@code Dinov2Model}). */
public final class DinoV2Model extends FolderModel implements ImageEncoder {

  private final DinoV2VisionTower vision;

  DinoV2Model(Folder folder, NDManager manager) {
    super(folder, manager);
    Weights w = weights.at(DinoV2VisionTower.prefix(folder.checkpoint()));
    this.vision = new DinoV2VisionTower(ops, config, w, nativeSize()[0]);
  }

  @Override
  public ModelInfo info() {
    return folder.info(vision, null);
  }

  @Override
  public VisionTower vision() {
    return vision;
  }
}
