package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;

/** A tower that says what it saw in its first token: CLS after the last norm. */
abstract class ClsTower extends EncoderTower {

  private final Norm last;

  ClsTower(Encoder encoder, int prefixTokens, PatchGrid grid, int imageSize, Norm last) {
    this.last = last;
    super(encoder, prefixTokens, grid, imageSize);
  }

  @Override
  public final NDArray pooledFrom(NDArray hidden, int from) {
    return pooled(encoder.firstToken(hidden, from));
  }

  @Override
  public final NDArray postNorm(NDArray hidden) {
    return last.apply(hidden);
  }

  @Override
  public final NDArray pooled(NDArray hidden) {
    return last.apply(hidden.get(new NDIndex(":, 0")));
  }
}
