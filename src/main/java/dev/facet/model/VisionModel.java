package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.facet.core.Arithmetic;
import dev.facet.image.ImageProcessor;
import dev.facet.image.PixelValues;
import dev.facet.image.RgbImage;
import java.util.List;

/**
 * A network that sees: a vision tower and the processor that makes its pixels. An encoder alone is
 * one, and so is the front of a model that writes text.
 */
public interface VisionModel extends AutoCloseable {

  ModelInfo info();

  /** What the networks compute in. */
  Arithmetic.Choice arithmetic();

  /** Of all weights. */
  String fingerprint();

  /** Of the vision tower's weights: what SAEs and studies are bound to. */
  String towerFingerprint();

  /** Owner of the model's weights; new arrays may be made with it inside an {@code NdScope}. */
  NDManager manager();

  ImageProcessor processor();

  VisionTower vision();

  /**
   * The vision tower for some images: where pictures keep their own size, one laid out for them.
   */
  default VisionTower vision(List<PixelValues> images) {
    return vision();
  }

  /** What the model's processor makes of a picture. */
  default PixelValues pixels(RgbImage image) {
    return processor().process(image);
  }

  /** Width and height of a blank picture that the processor leaves unchanged. */
  default int[] nativeSize() {
    return processor().nativeSize();
  }

  /** All tiles of all images [N, C, H, W], as the tower gets them. */
  default NDArray pixelArray(List<PixelValues> images) {
    return Pixels.batch(manager(), images);
  }

  @Override
  void close();
}
