package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.facet.core.FacetException;
import dev.facet.tensor.NdScope;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.TensorList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of every layer for B sequences of equal length, K and V {@code [B, kv heads,
 * capacity, head width]} a layer, allocated once and written in place. Going back is free: {@link
 * #rewind} forgets the newer positions.
 */
public final class KvCache implements AutoCloseable {

  private final ScriptOps ops;
  private final TensorList arrays;
  private final int batch;
  private final int capacity;
  private int length;
  private TokenPositions positions = TokenPositions.COUNTED;
  private @Nullable TensorList rotary;

  KvCache(
      ScriptOps ops,
      NDManager manager,
      int layers,
      int batch,
      int kvHeads,
      int headWidth,
      int capacity) {
    Shape shape = new Shape(batch, kvHeads, capacity, headWidth);
    List<NDArray> list = new ArrayList<>();
    try (NdScope scope = new NdScope()) {
      for (int i = 0; i < 2 * layers; i++) {
        list.add(scope.release(manager.zeros(shape)));
      }
    }
    this.ops = ops;
    this.arrays = new TensorList(list);
    this.batch = batch;
    this.capacity = capacity;
  }

  /** Positions that are filled. */
  public int length() {
    return length;
  }

  public int capacity() {
    return capacity;
  }

  public long bytes() {
    return arrays.bytes();
  }

  /**
   * Forgets everything and expects tokens at other rotary positions; without this they are counted
   * from 0.
   */
  public void restart(TokenPositions newPositions) {
    length = 0;
    if (!newPositions.equals(positions)) {
      positions = newPositions;
      closeRotary();
    }
  }

  TokenPositions positions() {
    return positions;
  }

  /** This cache's own rotary tables, for all its slots, where its tokens are not simply counted. */
  TensorList rotary(Supplier<TensorList> tables) {
    if (rotary == null) {
      rotary = tables.get();
    }
    return rotary;
  }

  private void closeRotary() {
    if (rotary != null) {
      rotary.close();
      rotary = null;
    }
  }

  /** Counts positions that a whole pass has just written. */
  public void advance(int positions) {
    if (length + positions > capacity) {
      throw new IllegalStateException(
          length + " + " + positions + " positions exceed the cache of " + capacity);
    }
    length += positions;
  }

  /** Forgets all positions from {@code newLength} on. */
  public void rewind(int newLength) {
    if (newLength < 0 || newLength > length) {
      throw new IllegalArgumentException(newLength + " of " + length);
    }
    length = newLength;
  }

  /**
   * Fills this cache's first layers from one sequence of another cache, repeated for every row
   * here.
   *
   * @param from a cache of batch 1
   * @param positions how many positions to take, from 0 on
   * @param layers how many layers, from 0 on
   */
  public void copyFrom(KvCache from, int positions, int layers) {
    if (from.batch != 1 || positions > capacity) {
      throw new IllegalArgumentException(
          from.batch + " sequences, " + positions + " of " + capacity + " positions");
    }
    if (positions == 0) {
      return;
    }
    ops.call(arrays.get(0).getManager(), "lm_share", arrays, from.arrays, positions, layers)
        .close();
  }

  TensorList arrays() {
    return arrays;
  }

  void require(int positions) {
    if (length + positions > capacity) {
      throw FacetException.badInput(
          "The prompt and its answer need "
              + (length + positions)
              + " positions, more than the "
              + capacity
              + " that were set aside");
    }
  }

  @Override
  public void close() {
    closeRotary();
    arrays.close();
  }
}
