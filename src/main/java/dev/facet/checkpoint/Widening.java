package dev.facet.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/**
 * Stored numbers made fp32. The loops are short, over plain arrays and buffers, and live in methods
 * of their own: the JIT compiles those within the first megabytes of a process's first checkpoint,
 * and makes vector instructions of the two that most weights go through.
 */
final class Widening {

  /** Numbers at a time: small enough for the first-level cache. */
  private static final int CHUNK = 4096;

  private static final int PAIRS = CHUNK / 2;

  private Widening() {}

  /**
   * Widens the first {@code count} numbers of a buffer.
   *
   * @param in the stored numbers, in its byte order
   * @param out takes them, little-endian; direct, or the loops become slow
   */
  static void widen(DType dtype, ByteBuffer in, ByteBuffer out, int count) {
    FloatBuffer target = out.asFloatBuffer();
    switch (dtype) {
      case F32 -> target.put(0, in.asFloatBuffer(), 0, count);
      case BF16 -> bfloat16(in, out, count);
      case F16, I16, U16 -> shorts(dtype, in.asShortBuffer(), target, count);
      case I8, U8, BOOL -> {
        for (int i = 0; i < count; i++) {
          byte b = in.get(i);
          target.put(i, dtype == DType.I8 ? b : dtype == DType.U8 ? b & 0xFF : b != 0 ? 1 : 0);
        }
      }
      case I32, U32 -> {
        for (int i = 0; i < count; i++) {
          int v = in.getInt(4 * i);
          target.put(i, dtype == DType.I32 ? v : (float) Integer.toUnsignedLong(v));
        }
      }
      case I64, U64 -> {
        for (int i = 0; i < count; i++) {
          long v = in.getLong(8 * i);
          target.put(i, dtype == DType.I64 || v >= 0 ? (float) v : (float) (v >>> 1) * 2);
        }
      }
      case F64 -> {
        for (int i = 0; i < count; i++) {
          target.put(i, (float) in.getDouble(8 * i));
        }
      }
    }
  }

  /**
   * A bfloat16 is the upper half of an fp32, so widening is a shift of integers. Two neighbours
   * make one int, which becomes one long: the JIT makes vector instructions of that, which it does
   * not of shorts that become ints, nor of reading from one buffer what is written to another.
   */
  private static void bfloat16(ByteBuffer in, ByteBuffer out, int count) {
    int done = 0;
    if (in.order() == ByteOrder.LITTLE_ENDIAN) {
      int[] pairs = new int[PAIRS];
      IntBuffer stored = in.asIntBuffer();
      LongBuffer wide = out.asLongBuffer();
      for (; done <= count - CHUNK; done += CHUNK) {
        stored.get(done / 2, pairs);
        widenPairs(pairs, wide.slice(done / 2, PAIRS));
      }
    }
    for (int i = done; i < count; i++) {
      out.putInt(4 * i, in.getShort(2 * i) << 16);
    }
  }

  /**
   * The bound is a constant and nothing is added to the index, which might overflow for all that
   * the JIT knows: with either it would make no vector instructions and take four times as long.
   */
  private static void widenPairs(int[] pairs, LongBuffer out) {
    for (int i = 0; i < PAIRS; i++) {
      long pair = (long) pairs[i] << 32;
      out.put(i, (pair | pair >>> 16) & 0xFFFF0000FFFF0000L);
    }
  }

  private static void shorts(DType dtype, ShortBuffer stored, FloatBuffer target, int count) {
    short[] in = new short[Math.min(CHUNK, count)];
    float[] out = new float[in.length];
    for (int done = 0; done < count; done += in.length) {
      int n = Math.min(in.length, count - done);
      stored.get(done, in, 0, n);
      switch (dtype) {
        case F16 -> float16(in, out, n);
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

  private static void float16(short[] in, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = Float.float16ToFloat(in[i]);
    }
  }
}
