package dev.facet.model;

import ai.djl.ndarray.NDArray;
import dev.facet.core.Arithmetic;
import dev.facet.image.RgbImage;
import java.util.List;

/** A vision tower with its processor: images to one vector each. */
public interface ImageEncoder extends AutoCloseable {

  ModelInfo info();

  /** What the networks compute in. */
  Arithmetic.Choice arithmetic();

  /** Of all weights. */
  String fingerprint();

  /** Of the vision tower's weights: what SAEs and studies are bound to. */
  String towerFingerprint();

  VisionTower vision();

  /** The processor's pixels of some images [B, 3, H, W]. */
  NDArray pixels(List<RgbImage> images);

  @Override
  void close();
}
