package dev.facet.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;

/** Decoded samples as Pillow and transformers turn them into RGB. */
final class PlainColours {

  private PlainColours() {}

  /**
   * Takes the samples as they are stored. {@link BufferedImage#getRGB} would convert grey through a
   * linear colour space and change the values.
   */
  static RgbImage toRgb(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    byte[] out = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    if (raster.getDataBuffer() instanceof DataBufferByte bytes
        && raster.getSampleModel() instanceof PixelInterleavedSampleModel layout
        && bands == 3
        && !(image.getColorModel() instanceof IndexColorModel)) {
      copyColours(raster, layout, bytes.getData(), out);
      return new RgbImage(width, height, out);
    }
    int[] row = new int[width * bands];
    IndexColorModel palette = image.getColorModel() instanceof IndexColorModel p ? p : null;
    int[] bits = raster.getSampleModel().getSampleSize();
    int o = 0;
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++, o += 3) {
        int i = x * bands;
        if (palette != null) {
          int argb = palette.getRGB(row[x]);
          put(out, o, argb >> 16 & 0xFF, argb >> 8 & 0xFF, argb & 0xFF, argb >>> 24);
        } else if (bands == 1) {
          int grey = greyLevel(row[i], bits[0]);
          put(out, o, grey, grey, grey, 255);
        } else if (bands == 2) {
          int grey = eightBit(row[i], bits[0]);
          put(out, o, grey, grey, grey, eightBit(row[i + 1], bits[1]));
        } else {
          put(
              out,
              o,
              eightBit(row[i], bits[0]),
              eightBit(row[i + 1], bits[1]),
              eightBit(row[i + 2], bits[2]),
              bands == 4 ? eightBit(row[i + 3], bits[3]) : 255);
        }
      }
    }
    return new RgbImage(width, height, out);
  }

  /** Three bytes a pixel in any order, as most decoders leave them: a third of the general way. */
  private static void copyColours(
      Raster raster, PixelInterleavedSampleModel layout, byte[] in, byte[] out) {
    int[] bands = layout.getBandOffsets();
    int step = layout.getPixelStride();
    int begin =
        raster.getDataBuffer().getOffset()
            - raster.getSampleModelTranslateX() * step
            - raster.getSampleModelTranslateY() * layout.getScanlineStride();
    int o = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      int i = begin + (raster.getMinY() + y) * layout.getScanlineStride() + raster.getMinX() * step;
      for (int x = 0; x < raster.getWidth(); x++, o += 3, i += step) {
        out[o] = in[i + bands[0]];
        out[o + 1] = in[i + bands[1]];
        out[o + 2] = in[i + bands[2]];
      }
    }
  }

  /** Pillow cuts 16-bit grey at 255 (mode I;16), other samples of 16 bits it shifts. */
  private static int greyLevel(int sample, int bits) {
    return bits > 8 ? Math.min(sample, 255) : eightBit(sample, bits);
  }

  private static int eightBit(int sample, int bits) {
    return bits == 8 ? sample : bits > 8 ? sample >>> (bits - 8) : sample * 255 / ((1 << bits) - 1);
  }

  private static void put(byte[] out, int o, int red, int green, int blue, int alpha) {
    out[o] = (byte) onWhite(red, alpha);
    out[o + 1] = (byte) onWhite(green, alpha);
    out[o + 2] = (byte) onWhite(blue, alpha);
  }

  /**
   * Pillow's {@code alpha_composite} over opaque white (AlphaComposite.c): 7 extra bits, rounded.
   */
  static int onWhite(int value, int alpha) {
    if (alpha == 255) {
      return value;
    }
    int of = alpha * 128;
    int sum = value * of + 255 * (255 * 128 - of) + (0x80 << 7);
    return ((sum >> 8) + sum) >> 8 >> 7;
  }
}
