package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** Fewer, wider tokens: s x s neighbours become one, in the order of Idefics3 and InternVL. */
final class PixelShuffle {

  private PixelShuffle() {}

  /** [B, h · w, D] to [B, h · w / s², D · s²]. */
  static NDArray apply(NDArray x, PatchGrid grid, int s) {
    long batch = x.getShape().get(0);
    long d = x.getShape().get(2);
    long h = grid.rows();
    long w = grid.columns();
    return x.reshape(new Shape(batch, h, w / s, d * s))
        .transpose(0, 2, 1, 3)
        .reshape(new Shape(batch, w / s, h / s, d * s * s))
        .transpose(0, 2, 1, 3)
        .reshape(new Shape(batch, h * w / ((long) s * s), d * s * s));
  }
}
