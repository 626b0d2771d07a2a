package dev.facet.checkpoint;

import dev.facet.core.FacetException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A tensor where it lies in a file.
 *
 * @param info name, type and shape
 * @param storage the bytes of its storage, which other tensors may share
 * @param offset of its first element in the storage, in elements
 * @param strides steps in elements, one a dimension
 * @param order byte order of the stored numbers
 */
record StoredTensor(
    TensorInfo info, MemorySegment storage, long offset, long[] strides, ByteOrder order) {

  /** Elements of a piece of a stream. */
  private static final int PIECE = 1 << 18;

  /** A tensor in C order that fills its storage from the start. */
  static StoredTensor contiguous(TensorInfo info, MemorySegment storage, ByteOrder order) {
    return new StoredTensor(info, storage, 0, contiguousStrides(info.shape()), order);
  }

  static long[] contiguousStrides(long[] shape) {
    long[] strides = new long[shape.length];
    long step = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      strides[d] = step;
      step *= shape[d];
    }
    return strides;
  }

  /** Writes the elements in C order, widened to fp32, at the buffer's position. */
  void read(FloatBuffer target, TensorCopier copier) {
    long n = info.elements();
    if (target.remaining() < n) {
      throw new IllegalArgumentException(
          "Tensor " + info + " does not fit into a buffer of " + target.remaining());
    }
    if (n == 0) {
      return;
    }
    int count = (int) n;
    FloatBuffer slice = target.slice(target.position(), count);
    if (isContiguous()) {
      copier.copy(this, offset, slice);
    } else {
      readStrided(slice, copier);
    }
    target.position(target.position() + count);
  }

  /**
   * Hands the elements over in C order, widened, a piece at a time, so that no memory of the
   * tensor's size is taken.
   *
   * @param pieces gets buffers that are only valid during the call
   */
  void forEachPiece(Consumer<FloatBuffer> pieces, TensorCopier copier) {
    long n = info.elements();
    if (!isContiguous()) {
      FloatBuffer all = FloatBuffer.allocate((int) n);
      read(all, copier);
      pieces.accept(all.flip());
      return;
    }
    float[] piece = new float[(int) Math.min(PIECE, n)];
    for (long done = 0; done < n; done += piece.length) {
      int count = (int) Math.min(piece.length, n - done);
      FloatBuffer buffer = FloatBuffer.wrap(piece, 0, count);
      copier.copy(this, offset + done, buffer.slice());
      pieces.accept(buffer);
    }
  }

  private boolean isContiguous() {
    long step = 1;
    for (int d = info.shape().length - 1; d >= 0; d--) {
      if (info.shape()[d] != 1 && strides[d] != step) {
        return false;
      }
      step *= info.shape()[d];
    }
    return true;
  }

  /**
   * Reads the part of the storage that the tensor touches once, in order, then picks from it: files
   * of transposed matrices would otherwise be read one element a cache line.
   */
  private void readStrided(FloatBuffer out, TensorCopier copier) {
    long[] shape = info.shape();
    long last = 0;
    for (int d = 0; d < shape.length; d++) {
      last += (shape[d] - 1) * strides[d];
    }
    if (last >= Integer.MAX_VALUE - 8) {
      throw FacetException.badInput("Tensor " + info + " is spread too far in its file");
    }
    float[] all = new float[(int) last + 1];
    copier.copy(this, offset, FloatBuffer.wrap(all));
    int rank = shape.length;
    long[] at = new long[rank];
    int inner = (int) shape[rank - 1];
    int step = (int) strides[rank - 1];
    for (int o = 0; o < out.capacity(); o += inner) {
      int from = 0;
      for (int d = 0; d < rank - 1; d++) {
        from += (int) (at[d] * strides[d]);
      }
      for (int i = 0; i < inner; i++) {
        out.put(o + i, all[from + i * step]);
      }
      for (int d = rank - 2; d >= 0 && ++at[d] == shape[d]; d--) {
        at[d] = 0;
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return info + " strides " + Arrays.toString(strides);
  }
}
