package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.facet.tensor.NdScope;
import dev.facet.tensor.TensorList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cosines and sines of a decoder's rotary positions. Counted positions share one set that grows as
 * it is needed; a cache whose tokens lie elsewhere keeps a set of its own.
 */
final class RotaryTables implements AutoCloseable {

  /** Positions for which tables are made at first. */
  private static final int FIRST_SLOTS = 512;

  private final NDManager manager;
  private final List<Rope> ropes;
  private final int context;
  private @Nullable TensorList counted;
  private int slots;

  /**
   * @param ropes one for each kind of layer
   * @param context positions that the model was made for
   */
  RotaryTables(NDManager manager, List<Rope> ropes, int context) {
    this.manager = manager;
    this.ropes = ropes;
    this.context = context;
  }

  /** Those of a cache's tokens, for at least {@code needed} of them. */
  TensorList of(KvCache cache, int needed) {
    if (!cache.positions().equals(TokenPositions.COUNTED)) {
      return cache.rotary(() -> make(cache.capacity(), cache.positions()));
    }
    if (counted == null || slots < needed) {
      slots = Math.max(needed, Math.min(context, Math.max(FIRST_SLOTS, 2 * slots)));
      TensorList grown = make(slots, TokenPositions.COUNTED);
      close();
      counted = grown;
    }
    return counted;
  }

  private TensorList make(int count, TokenPositions positions) {
    List<NDArray> tables = new ArrayList<>();
    try (NdScope scope = new NdScope()) {
      for (Rope rope : ropes) {
        rope.tables(manager, count, positions).forEach(t -> tables.add(scope.release(t)));
      }
    }
    return new TensorList(tables);
  }

  @Override
  public void close() {
    if (counted != null) {
      counted.close();
    }
  }
}
