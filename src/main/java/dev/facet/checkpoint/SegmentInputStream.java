package dev.facet.checkpoint;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Reads mapped bytes in order, and knows where it is and how much is left. */
final class SegmentInputStream extends InputStream {

  private final MemorySegment bytes;
  private long position;

  SegmentInputStream(MemorySegment bytes) {
    this.bytes = bytes;
  }

  long remaining() {
    return bytes.byteSize() - position;
  }

  /** The next bytes, without a copy. */
  MemorySegment slice(long size) {
    MemorySegment out = bytes.asSlice(position, size);
    position += size;
    return out;
  }

  /**
   * The unsigned little-endian number of {@code size} bytes that comes next, without moving on; -1
   * where fewer bytes are left or the number does not fit a long.
   */
  long peekUnsigned(int size) {
    if (remaining() < size) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < size; i++) {
      value |= (bytes.get(ValueLayout.JAVA_BYTE, position + i) & 0xFFL) << (8 * i);
    }
    return value;
  }

  /** The next signed 64-bit little-endian number. */
  long nextLong() {
    long value =
        bytes.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), position);
    position += 8;
    return value;
  }

  @Override
  public int read() {
    return position < bytes.byteSize() ? bytes.get(ValueLayout.JAVA_BYTE, position++) & 0xFF : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (remaining() == 0) {
      return length == 0 ? 0 : -1;
    }
    int n = (int) Math.min(length, remaining());
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, position, target, offset, n);
    position += n;
    return n;
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, remaining());
  }
}
