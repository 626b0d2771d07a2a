package dev.facet.model;

import ai.djl.ndarray.NDArray;
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

  @Override
  public final NDArray run(NDArray hidden, int from, int to, Hooks hooks) {
    return encoder.run(Tower.VISION, hidden, from, to, hooks);
  }
}
