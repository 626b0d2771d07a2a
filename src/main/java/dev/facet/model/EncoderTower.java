package dev.facet.model;

import ai.djl.ndarray.NDArray;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint.Tower;

/** A vision tower for pictures of one size: an encoder behind an embedding of its patches. */
abstract class EncoderTower implements VisionTower {

  final Encoder encoder;
  private final int prefixTokens;
  private final PatchGrid grid;
  private final int imageSize;

  EncoderTower(Encoder encoder, int prefixTokens, PatchGrid grid, int imageSize) {
    this.encoder = encoder;
    this.prefixTokens = prefixTokens;
    this.grid = grid;
    this.imageSize = imageSize;
  }

  @Override
  public final int layers() {
    return encoder.spec().layers();
  }

  @Override
  public final int width() {
    return encoder.spec().width();
  }

  @Override
  public final int prefixTokens() {
    return prefixTokens;
  }

  @Override
  public final PatchGrid grid() {
    return grid;
  }

  @Override
  public final int imageSize() {
    return imageSize;
  }

  /**
   * @throws FacetException when the pictures have another size than the tower's own
   */
  @Override
  public final NDArray embed(NDArray pixels) {
    long height = pixels.getShape().get(2);
    long width = pixels.getShape().get(3);
    if (height != imageSize || width != imageSize) {
      throw FacetException.badInput(
          "The vision tower reads pictures of "
              + imageSize
              + " x "
              + imageSize
              + " pixels, the image processor made "
              + width
              + " x "
              + height);
    }
    return embedded(pixels);
  }

  /** {@code pixels} [B, 3, H, W] of the tower's size to the residual at index 0 [B, T, D]. */
  abstract NDArray embedded(NDArray pixels);

  @Override
  public final NDArray run(NDArray hidden, int from, int to, Hooks hooks) {
    return encoder.run(Tower.VISION, hidden, from, to, hooks);
  }
}
