package dev.facet.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The transparency key of a PNG with 16 bits a sample, by Pillow's rule ({@code
 * convert_transparent}, Convert.c): the picture becomes 8 bits first, grey cut at 255 and colours
 * by their high byte, and is then compared with the low byte of the key. Keys of fewer bits need
 * none of this: decoders compare as Pillow does.
 */
final class PngKey {

  /** The key's low bytes: one of grey, three of colours; none where there is no such key. */
  private final int[] samples;

  private PngKey(int... samples) {
    this.samples = samples;
  }

  /** The key, if the file is a PNG with 16 bits a sample that has one. */
  static PngKey of(PngChunks png) {
    ByteBuffer header = png.get("IHDR");
    ByteBuffer key = png.get("tRNS");
    if (header == null || header.limit() < 10 || header.get(8) != 16 || key == null) {
      return new PngKey();
    }
    int colours = header.get(9);
    int bands = colours == 0 ? 1 : colours == 2 ? 3 : 0;
    if (key.limit() < 2 * bands) {
      return new PngKey();
    }
    int[] samples = new int[bands];
    for (int i = 0; i < bands; i++) {
      samples[i] = key.getShort(2 * i) & 0xFF;
    }
    return new PngKey(samples);
  }

  boolean isPresent() {
    return samples.length > 0;
  }

  /** The decoded picture, whatever matches the key white. */
  RgbImage toRgb(BufferedImage image) {
    Raster raster = image.getRaster();
    int width = image.getWidth();
    int height = image.getHeight();
    int bands = raster.getNumBands();
    byte[] out = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    int[] row = new int[width * bands];
    int o = 0;
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int i = 0; i < row.length; i += bands, o += 3) {
        boolean clear = true;
        for (int b = 0; b < 3; b++) {
          int value = samples.length == 1 ? Math.min(row[i], 255) : row[i + b] >> 8;
          clear &= value == samples[samples.length == 1 ? 0 : b];
          out[o + b] = (byte) value;
        }
        if (clear) {
          Arrays.fill(out, o, o + 3, (byte) 255);
        }
      }
    }
    return new RgbImage(width, height, out);
  }
}
