package dev.facet.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** The two kinds of TIFF colours that the decoder changes or leaves as they are stored. */
final class TiffColours {

  private static final int CMYK = 5;

  private TiffColours() {}

  static RgbImage toRgb(BufferedImage image, TiffDirectory tags) {
    Raster raster = image.getRaster();
    if (tags.number(TiffDirectory.PHOTOMETRIC, 0) == CMYK
        && raster.getNumBands() == 4
        && raster.getSampleModel().getSampleSize(0) == 8) {
      return cmyk(raster);
    }
    int[] colours = tags.numbers(TiffDirectory.COLOUR_MAP);
    if (image.getColorModel() instanceof IndexColorModel palette
        && colours.length >= 3 * palette.getMapSize()) {
      return indexed(raster, colours);
    }
    return ImageReader.toRgb(image);
  }

  private static RgbImage cmyk(Raster raster) {
    int width = raster.getWidth();
    byte[] out = new byte[Math.multiplyExact(3, Math.multiplyExact(width, raster.getHeight()))];
    int[] row = new int[4 * width];
    for (int y = 0, o = 0; y < raster.getHeight(); y++, o += 3 * width) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      CmykJpeg.toRgb(row, out, o);
    }
    return new RgbImage(width, raster.getHeight(), out);
  }

  /** Pillow takes the high byte of a colour map's numbers; the decoder scales them. */
  private static RgbImage indexed(Raster raster, int[] colours) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int size = colours.length / 3;
    byte[] out = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    int[] row = new int[width];
    int o = 0;
    for (int y = 0; y < height; y++) {
      raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
      for (int index : row) {
        for (int channel = 0; channel < 3; channel++) {
          out[o++] = (byte) (index < size ? colours[channel * size + index] >> 8 : 0);
        }
      }
    }
    return new RgbImage(width, height, out);
  }
}
