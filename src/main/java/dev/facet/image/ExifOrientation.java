package dev.facet.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.stream.Stream;
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
  static ExifOrientation of(byte[] b, JpegMarkers jpeg, PngChunks png) {
    ByteBuffer block =
        TiffDirectory.isTiff(b)
            ? ByteBuffer.wrap(b)
            : Stream.of(jpeg.exif(), png.get("eXIf"), webp(b))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
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

  /** Walks the chunks of a RIFF file (name, length, data, pad). */
  private static @Nullable ByteBuffer webp(byte[] b) {
    if (!startsWith(b, 0, 'R', 'I', 'F', 'F') || !startsWith(b, 8, 'W', 'E', 'B', 'P')) {
      return null;
    }
    ByteBuffer file = ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN);
    long i = 12;
    while (i + 8 <= b.length) {
      int at = (int) i;
      long length = file.getInt(at + 4) & 0xFFFFFFFFL;
      if (startsWith(b, at, 'E', 'X', 'I', 'F')) {
        int skip = startsWith(b, at + 8, 'E', 'x', 'i', 'f', 0, 0) ? 6 : 0;
        long size = Math.min(length, b.length - i - 8) - skip;
        return size > 0 ? ByteBuffer.wrap(b, at + 8 + skip, (int) size).slice() : null;
      }
      i += 8 + length + (length & 1);
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
