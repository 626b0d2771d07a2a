package dev.facet.image;

import java.awt.image.Raster;

/**
 * Four-channel JPEG files to RGB with Pillow's arithmetic ({@code Convert.c}, cmyk2rgb), which
 * knows no colour profile. Adobe writes such files inverted, and as YCCK where the APP14 marker
 * says so.
 */
final class CmykJpeg {

  private CmykJpeg() {}

  /** True for a JPEG whose frame header names four components. */
  static boolean isCmyk(byte[] b) {
    int frame = frame(b);
    return frame >= 0 && frame + 9 < b.length && b[frame + 9] == 4;
  }

  /**
   * @param raster four bands, as they are stored
   * @param file the file's bytes, for its Adobe marker
   */
  static RgbImage toRgb(Raster raster, byte[] file) {
    int adobe = adobeTransform(file);
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] out = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    int[] row = new int[4 * width];
    for (int y = 0, o = 0; y < height; y++, o += 3 * width) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int i = 0; i < row.length; i += 4) {
        int c = row[i];
        int m = row[i + 1];
        int k = row[i + 2];
        int black = row[i + 3];
        if (adobe == 2) {
          double luma = c;
          double blue = m - 128;
          double red = k - 128;
          c = 255 - rounded(luma + 1.402 * red);
          m = 255 - rounded(luma - 0.344136286 * blue - 0.714136286 * red);
          k = 255 - rounded(luma + 1.772 * blue);
        }
        if (adobe >= 0) {
          c = 255 - c;
          m = 255 - m;
          k = 255 - k;
          black = 255 - black;
        }
        row[i] = c;
        row[i + 1] = m;
        row[i + 2] = k;
        row[i + 3] = black;
      }
      toRgb(row, out, o);
    }
    return new RgbImage(width, height, out);
  }

  /**
   * One row.
   *
   * @param cmyk four numbers a pixel, 255 is full ink
   * @param out gets three bytes a pixel from {@code o} on
   */
  static void toRgb(int[] cmyk, byte[] out, int o) {
    for (int i = 0, at = o; i < cmyk.length; i += 4, at += 3) {
      int white = 255 - cmyk[i + 3];
      for (int channel = 0; channel < 3; channel++) {
        out[at + channel] = (byte) Math.clamp(white - scaled(cmyk[i + channel], white), 0, 255);
      }
    }
  }

  private static int rounded(double v) {
    return Math.clamp(Math.round(v), 0, 255);
  }

  /** Pillow's MULDIV255. */
  private static int scaled(int a, int b) {
    int t = a * b + 128;
    return ((t >> 8) + t) >> 8;
  }

  /** The colour transform of the APP14 marker, or -1 where there is none. */
  private static int adobeTransform(byte[] b) {
    int i = 2;
    while (i + 4 < b.length && (b[i] & 0xFF) == 0xFF) {
      int marker = b[i + 1] & 0xFF;
      if (marker == 0xEE && i + 15 < b.length && b[i + 4] == 'A' && b[i + 5] == 'd') {
        return b[i + 15] & 0xFF;
      }
      if (marker == 0xDA) {
        break;
      }
      i += 2 + length(b, i + 2);
    }
    return -1;
  }

  /** The offset of the frame header's marker, or -1. */
  private static int frame(byte[] b) {
    if (b.length < 4 || (b[0] & 0xFF) != 0xFF || (b[1] & 0xFF) != 0xD8) {
      return -1;
    }
    int i = 2;
    while (i + 4 < b.length && (b[i] & 0xFF) == 0xFF) {
      int marker = b[i + 1] & 0xFF;
      if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
        return i;
      }
      if (marker == 0xDA) {
        break;
      }
      i += 2 + length(b, i + 2);
    }
    return -1;
  }

  private static int length(byte[] b, int at) {
    return Math.max(2, (b[at] & 0xFF) << 8 | (b[at + 1] & 0xFF));
  }
}
