package dev.facet.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The first directory of a TIFF file, or of an EXIF block, which is one (TIFF 6.0, section 2): what
 * a decoder does not tell of a picture.
 */
final class TiffDirectory {

  /** 7 is JPEG. */
  static final int COMPRESSION = 259;

  /** What the samples mean: 3 is a palette, 5 is CMYK. */
  static final int PHOTOMETRIC = 262;

  static final int ORIENTATION = 274;

  /** Three times 2^bits numbers of 16 bits: all reds, all greens, all blues. */
  static final int COLOUR_MAP = 320;

  /** What a channel beyond the colours is: 0 unknown, 1 alpha laid on the colours, 2 alpha. */
  static final int EXTRA_SAMPLES = 338;

  private static final int ENTRY = 12;

  private final ByteBuffer bytes;

  TiffDirectory(ByteBuffer bytes) {
    this.bytes = bytes;
    if (bytes.limit() > 0) {
      bytes.order(bytes.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    }
  }

  /** Whether a file starts as a TIFF does. */
  static boolean isTiff(byte[] b) {
    return b.length > 8
        && (b[0] == 'I' && b[1] == 'I' && b[2] == 42 && b[3] == 0
            || b[0] == 'M' && b[1] == 'M' && b[2] == 0 && b[3] == 42);
  }

  /** The first of a tag's numbers of 16 bits, or another value where there is none. */
  int number(int tag, int otherwise) {
    int[] found = numbers(tag);
    return found.length == 0 ? otherwise : found[0];
  }

  /** A tag's numbers of 16 bits; empty where the directory has none or is cut off. */
  int[] numbers(int tag) {
    if (bytes.limit() < 14) {
      return new int[0];
    }
    long directory = bytes.getInt(4) & 0xFFFFFFFFL;
    if (directory + 2 > bytes.limit()) {
      return new int[0];
    }
    int entries = bytes.getShort((int) directory) & 0xFFFF;
    for (int e = 0; e < entries; e++) {
      long at = directory + 2 + (long) ENTRY * e;
      if (at + ENTRY > bytes.limit()) {
        break;
      }
      if ((bytes.getShort((int) at) & 0xFFFF) == tag) {
        long count = bytes.getInt((int) at + 4) & 0xFFFFFFFFL;
        long from = count <= 2 ? at + 8 : bytes.getInt((int) at + 8) & 0xFFFFFFFFL;
        return from + 2 * count <= bytes.limit() ? read((int) from, (int) count) : new int[0];
      }
    }
    return new int[0];
  }

  private int[] read(int from, int count) {
    int[] out = new int[count];
    for (int i = 0; i < count; i++) {
      out[i] = bytes.getShort(from + 2 * i) & 0xFFFF;
    }
    return out;
  }
}
