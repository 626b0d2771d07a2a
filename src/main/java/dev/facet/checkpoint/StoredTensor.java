package dev.facet.checkpoint;

import dev.facet.core.FacetException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.IntStream;

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

  /** Elements converted at a time: small enough to stay in the first-level cache. */
  private static final int CHUNK = 4096;

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Elements of a piece of a stream. */
  private static final int PIECE = 1 << 18;

  /** Bytes from which on it is worth asking the system to take pages back. */
  private static final long LARGE = 1 << 17;

  /** Elements from which on a second thread is worth waking. */
  private static final int PARALLEL = 1 << 18;

  /** Elements that one thread converts before the next part is taken. */
  private static final int PARALLEL_RUN = 1 << 20;

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
  void read(FloatBuffer target) {
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
      readRun(offset, slice, count);
    } else {
      readStrided(slice, count);
    }
    target.position(target.position() + count);
  }

  /**
   * Lets go of the file's pages that were read. They stay in the page cache; kept mapped they would
   * count as this process's memory beside the tensors that were made of them.
   */
  private void giveBack(long first, int count) {
    long bytes = (long) count * info.dtype().bytes();
    if (storage.isMapped() && bytes >= LARGE) {
      storage.asSlice(first * info.dtype().bytes(), bytes).unload();
    }
  }

  /**
   * Hands the elements over in C order, widened, a piece at a time, so that no memory of the
   * tensor's size is taken.
   *
   * @param pieces gets buffers that are only valid during the call
   */
  void forEachPiece(Consumer<FloatBuffer> pieces) {
    long n = info.elements();
    if (!isContiguous()) {
      FloatBuffer all = FloatBuffer.allocate((int) n);
      read(all);
      pieces.accept(all.flip());
      return;
    }
    float[] piece = new float[(int) Math.min(PIECE, n)];
    for (long done = 0; done < n; done += piece.length) {
      int count = (int) Math.min(piece.length, n - done);
      FloatBuffer buffer = FloatBuffer.wrap(piece, 0, count);
      convert(offset + done, buffer.slice(), count);
      pieces.accept(buffer);
      giveBack(offset + done, count);
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
  private void readStrided(FloatBuffer out, int count) {
    long[] shape = info.shape();
    long last = 0;
    for (int d = 0; d < shape.length; d++) {
      last += (shape[d] - 1) * strides[d];
    }
    if (last >= Integer.MAX_VALUE - 8) {
      throw FacetException.badInput("Tensor " + info + " is spread too far in its file");
    }
    float[] all = new float[(int) last + 1];
    readRun(offset, FloatBuffer.wrap(all), all.length);
    int rank = shape.length;
    long[] at = new long[rank];
    int inner = (int) shape[rank - 1];
    int step = (int) strides[rank - 1];
    for (int o = 0; o < count; o += inner) {
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

  /**
   * Converts {@code count} neighbouring elements of the storage, large runs by several threads: one
   * core alone does not keep up with the page cache.
   */
  private void readRun(long first, FloatBuffer target, int count) {
    if (count < PARALLEL) {
      convert(first, target, count);
      giveBack(first, count);
      return;
    }
    int run = Math.min(PARALLEL_RUN, Math.ceilDiv(count, 2));
    IntStream.range(0, Math.ceilDiv(count, run))
        .parallel()
        .forEach(
            part -> {
              int from = part * run;
              int n = Math.min(run, count - from);
              convert(first + from, target.slice(from, n), n);
              giveBack(first + from, n);
            });
  }

  private void convert(long first, FloatBuffer target, int count) {
    MemorySegment out = MemorySegment.ofBuffer(target);
    long from = first * info.dtype().bytes();
    switch (info.dtype()) {
      case F32 ->
          MemorySegment.copy(
              storage,
              ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(order),
              from,
              out,
              ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(target.order()),
              0,
              count);
      case BF16 -> readBfloat16(from, out, target.order(), count);
      case F16, I16, U16 -> readShorts(from, target, count);
      case I8, U8, BOOL -> {
        for (int i = 0; i < count; i++) {
          byte b = storage.get(ValueLayout.JAVA_BYTE, from + i);
          target.put(
              i,
              info.dtype() == DType.I8 ? b : info.dtype() == DType.U8 ? b & 0xFF : b != 0 ? 1 : 0);
        }
      }
      case I32, U32 -> {
        var layout = ValueLayout.JAVA_INT_UNALIGNED.withOrder(order);
        for (int i = 0; i < count; i++) {
          int v = storage.get(layout, from + 4L * i);
          target.put(i, info.dtype() == DType.I32 ? v : (float) Integer.toUnsignedLong(v));
        }
      }
      case I64, U64 -> {
        var layout = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order);
        for (int i = 0; i < count; i++) {
          long v = storage.get(layout, from + 8L * i);
          target.put(i, info.dtype() == DType.I64 || v >= 0 ? (float) v : (float) (v >>> 1) * 2);
        }
      }
      case F64 -> {
        var layout = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(order);
        for (int i = 0; i < count; i++) {
          target.put(i, (float) storage.get(layout, from + 8L * i));
        }
      }
    }
  }

  /**
   * A bfloat16 is the upper half of an fp32, so widening is a shift of integers. Two neighbours
   * make one int, which becomes one long: the JIT makes vector instructions of that, which it does
   * not of shorts that become ints, nor of reading from one segment what is written to another.
   */
  private void readBfloat16(long from, MemorySegment target, ByteOrder targetOrder, int count) {
    int done = 0;
    if (order == ByteOrder.LITTLE_ENDIAN && targetOrder == ByteOrder.LITTLE_ENDIAN) {
      int[] pairs = new int[CHUNK / 2];
      for (; done <= count - CHUNK; done += CHUNK) {
        MemorySegment.copy(storage, INT, from + 2L * done, pairs, 0, pairs.length);
        widenPairs(pairs, target.asSlice(4L * done, 4L * CHUNK));
      }
    }
    var layout = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order);
    var targetLayout = ValueLayout.JAVA_INT_UNALIGNED.withOrder(targetOrder);
    for (int i = done; i < count; i++) {
      target.set(targetLayout, 4L * i, storage.get(layout, from + 2L * i) << 16);
    }
  }

  private static void widenPairs(int[] pairs, MemorySegment out) {
    for (int i = 0; i < pairs.length; i++) {
      long pair = pairs[i];
      out.setAtIndex(LONG, i, pair << 16 & 0xFFFF0000L | pair >> 16 << 48);
    }
  }

  private void readShorts(long from, FloatBuffer target, int count) {
    short[] in = new short[Math.min(CHUNK, count)];
    float[] out = new float[in.length];
    var layout = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order);
    for (int done = 0; done < count; done += in.length) {
      int n = Math.min(in.length, count - done);
      MemorySegment.copy(storage, layout, from + 2L * done, in, 0, n);
      switch (info.dtype()) {
        case F16 -> widenFloat16(in, out, n);
        case I16 -> {
          for (int i = 0; i < n; i++) {
            out[i] = in[i];
          }
        }
        default -> {
          for (int i = 0; i < n; i++) {
            out[i] = in[i] & 0xFFFF;
          }
        }
      }
      target.put(done, out, 0, n);
    }
  }

  private static void widenFloat16(short[] in, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = Float.float16ToFloat(in[i]);
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
