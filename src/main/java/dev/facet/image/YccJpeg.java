package dev.facet.image;

import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;

/**
 * JFIF files in colour: luma and chroma, as the decoder leaves them, to RGB in libjpeg's whole
 * numbers with 16 bits behind the point (jdcolor.c, ycc_rgb_convert). The decoder would give the
 * same bytes, more slowly: it converts and orders them in passes of their own.
 */
final class YccJpeg {

  private static final int POINT = 16;
  private static final int HALF = 1 << (POINT - 1);
  private static final int LEVELS = 256;

  /** What a chroma of 0 to 255 adds; the two parts of green with their fraction. */
  private static final int[] RED = whole(1.40200);

  private static final int[] BLUE = whole(1.77200);
  private static final int[] GREEN_OF_RED = parts(-0.71414, 0);
  private static final int[] GREEN_OF_BLUE = parts(-0.34414, HALF);

  private YccJpeg() {}

  private static int[] parts(double factor, int more) {
    int fixed = (int) Math.round(factor * (1 << POINT));
    int[] all = new int[LEVELS];
    for (int i = 0; i < LEVELS; i++) {
      all[i] = fixed * (i - LEVELS / 2) + more;
    }
    return all;
  }

  private static int[] whole(double factor) {
    int[] all = parts(factor, HALF);
    for (int i = 0; i < LEVELS; i++) {
      all[i] >>= POINT;
    }
    return all;
  }

  /**
   * @param raster three bands, as they are stored
   */
  static RgbImage toRgb(Raster raster) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] in = ((DataBufferByte) raster.getDataBuffer()).getData();
    int[] bands = ((PixelInterleavedSampleModel) raster.getSampleModel()).getBandOffsets();
    int atLuma = bands[0];
    int atBlue = bands[1];
    int atRed = bands[2];
    byte[] out = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    for (int i = 0; i < out.length; i += 3) {
      int luma = in[i + atLuma] & 0xFF;
      int blue = in[i + atBlue] & 0xFF;
      int red = in[i + atRed] & 0xFF;
      out[i] = clipped(luma + RED[red]);
      out[i + 1] = clipped(luma + ((GREEN_OF_BLUE[blue] + GREEN_OF_RED[red]) >> POINT));
      out[i + 2] = clipped(luma + BLUE[blue]);
    }
    return new RgbImage(width, height, out);
  }

  private static byte clipped(int value) {
    return (byte) Math.max(0, Math.min(LEVELS - 1, value));
  }
}
