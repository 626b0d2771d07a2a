package dev.facet.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Where fp32 weights lie: one after the other in slabs that begin at a huge page. Loading is bound
 * by fresh pages, and a page of 2 MB costs a fraction of 512 small ones; an allocation for each
 * tensor would start and end within a huge page and get small ones there.
 */
final class WeightMemory {

  private static final long HUGE_PAGE = (2L << 20) / Float.BYTES;
  private static final long SLAB = 32 * HUGE_PAGE;

  /** Tensors below this are left to the allocator. */
  private static final long SMALL = HUGE_PAGE / 4;

  /** Tensors start at a cache line. */
  private static final long ALIGNMENT = 64 / Float.BYTES;

  private final NDManager manager;
  private final boolean kept;
  private @Nullable NDArray slab;
  private long next;
  private long end;

  /**
   * @param kept whether weights stay for as long as the manager does. Those that are closed one by
   *     one, because they are packed, have their own memory each: a slab is free only when all in
   *     it are closed
   */
  WeightMemory(NDManager manager, boolean kept) {
    this.manager = manager;
    this.kept = kept;
  }

  /** An fp32 array with unspecified content. */
  NDArray take(Shape shape) {
    long floats = shape.size();
    if (!kept || floats < SMALL) {
      return manager.create(shape, DataType.FLOAT32);
    }
    if (slab == null || end - next < floats) {
      open(Math.max(floats, SLAB));
    }
    NDArray part = slab.get(new NDIndex().addSliceDim(next, next + floats));
    next += Math.ceilDiv(floats, ALIGNMENT) * ALIGNMENT;
    NDArray array = part.reshape(shape);
    part.close();
    return array;
  }

  /** The weights in the slab before this one keep its memory. */
  private void open(long floats) {
    if (slab != null) {
      slab.close();
    }
    slab = manager.create(new Shape(floats + HUGE_PAGE), DataType.FLOAT32);
    long address = MemorySegment.ofBuffer(slab.toByteBuffer(true)).address() / Float.BYTES;
    next = Math.ceilDiv(address, HUGE_PAGE) * HUGE_PAGE - address;
    end = next + floats;
  }
}
