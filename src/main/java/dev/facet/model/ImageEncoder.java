package dev.facet.model;

import ai.djl.ndarray.NDArray;
import dev.facet.image.RgbImage;
import java.util.List;

/** A vision tower with its processor and nothing behind it: images to one vector each. */
public interface ImageEncoder extends VisionModel {

  /** The processor's pixels of some images [B, 3, H, W]. */
  default NDArray pixels(List<RgbImage> images) {
    return pixelArray(images.stream().map(this::pixels).toList());
  }

  /**
   * One vector an image [B, P], not normalised, from the vision residual at index {@code from} [B,
   * T, D], its edits already applied: what an encoder says of a picture as a whole.
   */
  default NDArray embeddingFrom(NDArray hidden, int from) {
    return vision().pooledFrom(hidden, from);
  }
}
