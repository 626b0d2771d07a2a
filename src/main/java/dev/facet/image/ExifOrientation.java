package dev.facet.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How a camera was held (EXIF 2.32, tag 0x0112): 1 is upright, 2 to 8 name the mirrorings and
 * turns.
 *
 * @param code 1 to 8
 */
record ExifOrientation(int code) {

  private static final ExifOrientation UPRIGHT = new ExifOrientation(1);

  /** Looks into a TIFF, or for an EXIF block in a JPEG, PNG or WebP file; else upright. */
  static ExifOrientation of(byte[] b) {
    @Nullable ByteBuffer block = null;
    if (JpegMarkers.isJpeg(b)) {
      block = new JpegMarkers(b).exif();
    } else if (startsWith(b, 0, 0x89, 'P', 'N', 'G')) {
      block = chunk(b, 8, ByteOrder.BIG_ENDIAN, "eXIf");
    } else if (startsWith(b, 0, 'R', 'I', 'F', 'F') && startsWith(b, 8, 'W', 'E', 'B', 'P')) {
      block = chunk(b, 12, ByteOrder.LITTLE_ENDIAN, "EXIF");
    } else if (TiffDirectory.isTiff(b)) {
      block = ByteBuffer.wrap(b);
    }
    if (block == null) {
      return UPRIGHT;
    }
    int code = new TiffDirectory(block).number(TiffDirectory.ORIENTATION, 1);
    return code >= 1 && code <= 8 ? new ExifOrientation(code) : UPRIGHT;
  }

  /** The picture turned as the camera was held. */
  RgbImage upright(RgbImage in) {
    if (code == 1) {
      return in;
    }
    boolean swapped = code >= 5;
    int w = in.width();
    int h = in.height();
    int outWidth = swapped ? h : w;
    int outHeight = swapped ? w : h;
    byte[] out = new byte[in.rgb().length];
    int o = 0;
    for (int y = 0; y < outHeight; y++) {
      for (int x = 0; x < outWidth; x++, o += 3) {
        int sx =
            switch (code) {
              case 2, 3 -> w - 1 - x;
              case 4 -> x;
              case 5, 6 -> y;
              default -> w - 1 - y;
            };
        int sy =
            switch (code) {
              case 2 -> y;
              case 3, 4 -> h - 1 - y;
              case 5, 8 -> x;
              default -> h - 1 - x;
            };
        System.arraycopy(in.rgb(), 3 * (sy * w + sx), out, o, 3);
      }
    }
    return new RgbImage(outWidth, outHeight, out);
  }

  /** Walks the chunks of a PNG (length, name, data, checksum) or RIFF (name, length, data, pad). */
  private static @Nullable ByteBuffer chunk(byte[] b, int start, ByteOrder order, String wanted) {
    boolean png = order == ByteOrder.BIG_ENDIAN;
    ByteBuffer file = ByteBuffer.wrap(b).order(order);
    long i = start;
    while (i + 8 <= b.length) {
      int at = (int) i;
      long length = file.getInt(png ? at : at + 4) & 0xFFFFFFFFL;
      String name = new String(b, png ? at + 4 : at, 4, StandardCharsets.ISO_8859_1);
      if (name.equals(wanted)) {
        int skip = !png && startsWith(b, at + 8, 'E', 'x', 'i', 'f', 0, 0) ? 6 : 0;
        long size = Math.min(length, b.length - i - 8) - skip;
        return size > 0 ? ByteBuffer.wrap(b, at + 8 + skip, (int) size).slice() : null;
      }
      i += 8 + length + (png ? 4 : length & 1);
    }
    return null;
  }

  private static boolean startsWith(byte[] b, int at, int... expected) {
    if (at + expected.length > b.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if ((b[at + i] & 0xFF) != expected[i]) {
        return false;
      }
    }
    return true;
  }
}
