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

  static final int BITS = 258;

  /** What the samples mean: 3 is a palette, 5 is CMYK. */
  static final int PHOTOMETRIC = 262;

  static final int ORIENTATION = 274;

  /** 2 stores each sample less the one before it, 3 does so with the bytes of floats. */
  static final int PREDICTOR = 317;

  static final int TILE_WIDTH = 322;

  /** Three times 2^bits numbers of 16 bits: all reds, all greens, all blues. */
  static final int COLOUR_MAP = 320;

  /** What a sample is: 3 is a float. */
  static final int SAMPLE_FORMAT = 339;

  /** What a channel beyond the colours is: 0 unknown, 1 alpha laid on the colours, 2 alpha. */
  static final int EXTRA_SAMPLES = 338;

  private static final int ENTRY = 12;

  private static final int LONG = 4;

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

  /** The first of a tag's numbers, or another value where there is none. */
  int number(int tag, int otherwise) {
    int[] found = numbers(tag);
    return found.length == 0 ? otherwise : found[0];
  }

  /** A tag's numbers of 16 or 32 bits; empty where the directory has none or is cut off. */
  int[] numbers(int tag) {
    int at = entry(tag);
    if (at < 0) {
      return new int[0];
    }
    int size = (bytes.getShort(at + 2) & 0xFFFF) == LONG ? 4 : 2;
    long count = bytes.getInt(at + 4) & 0xFFFFFFFFL;
    long from = count * size <= 4 ? at + 8 : bytes.getInt(at + 8) & 0xFFFFFFFFL;
    if (from + size * count > bytes.limit()) {
      return new int[0];
    }
    int[] out = new int[(int) count];
    for (int i = 0; i < count; i++) {
      int place = (int) from + size * i;
      out[i] = size == 4 ? bytes.getInt(place) : bytes.getShort(place) & 0xFFFF;
    }
    return out;
  }

  /** Where a tag's entry stands, -1 where there is none. */
  private int entry(int tag) {
    long directory = bytes.limit() < 14 ? Long.MAX_VALUE : bytes.getInt(4) & 0xFFFFFFFFL;
    if (directory > bytes.limit() - 2) {
      return -1;
    }
    int entries = bytes.getShort((int) directory) & 0xFFFF;
    for (int e = 0; e < entries; e++) {
      long at = directory + 2 + (long) ENTRY * e;
      if (at + ENTRY > bytes.limit()) {
        return -1;
      }
      if ((bytes.getShort((int) at) & 0xFFFF) == tag) {
        return (int) at;
      }
    }
    return -1;
  }

  /** The file with the one number of a tag changed. */
  byte[] with(int tag, int number) {
    byte[] out = new byte[bytes.limit()];
    bytes.get(0, out);
    int at = entry(tag);
    if (at >= 0) {
      ByteBuffer file = ByteBuffer.wrap(out).order(bytes.order());
      if (file.getShort(at + 2) == LONG) {
        file.putInt(at + 8, number);
      } else {
        file.putShort(at + 8, (short) number);
      }
    }
    return out;
  }
}
