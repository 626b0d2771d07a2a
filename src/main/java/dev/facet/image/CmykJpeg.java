package dev.facet.image;

import java.awt.image.Raster;

/**
 * Four-channel JPEG files to RGB with Pillow's arithmetic ({@code Convert.c}, cmyk2rgb), which
 * knows no colour profile. Pillow takes all of them for inverted, as Adobe writes them, and libjpeg
 * takes them for YCCK where Adobe's marker names any transform but 0.
 */
final class CmykJpeg {

  private static final int POINT = 16;
  private static final int HALF = 1 << (POINT - 1);

  private CmykJpeg() {}

  /**
   * @param raster four bands, as they are stored
   * @param adobe the colour transform of Adobe's marker, -1 where there is none
   */
  static RgbImage toRgb(Raster raster, int adobe) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] out = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    int[] row = new int[4 * width];
    for (int y = 0, o = 0; y < height; y++, o += 3 * width) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int i = 0; i < row.length; i += 4) {
        if (adobe > 0) {
          toCmyk(row, i);
        }
        for (int channel = 0; channel < 4; channel++) {
          row[i + channel] = 255 - row[i + channel];
        }
      }
      toRgb(row, out, o);
    }
    return new RgbImage(width, height, out);
  }

  /** YCCK to CMYK in libjpeg's whole numbers with 16 bits behind the point (jdcolor.c). */
  private static void toCmyk(int[] row, int i) {
    int luma = row[i];
    int blue = row[i + 1] - 128;
    int red = row[i + 2] - 128;
    row[i] = inverse(luma, fixed(1.40200) * red + HALF);
    row[i + 1] = inverse(luma, -fixed(0.34414) * blue + HALF - fixed(0.71414) * red);
    row[i + 2] = inverse(luma, fixed(1.77200) * blue + HALF);
  }

  private static int fixed(double factor) {
    return (int) (factor * (1 << POINT) + 0.5);
  }

  private static int inverse(int luma, int difference) {
    return Math.clamp(255 - (luma + (difference >> POINT)), 0, 255);
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

  /** Pillow's MULDIV255. */
  private static int scaled(int a, int b) {
    int t = a * b + 128;
    return ((t >> 8) + t) >> 8;
  }
}
