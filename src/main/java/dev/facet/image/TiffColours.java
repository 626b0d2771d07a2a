package dev.facet.image;

import dev.facet.core.FacetException;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Arrays;

/**
 * What Pillow makes of a TIFF's samples where the decoder changes them or leaves them as stored.
 */
final class TiffColours {

  private static final int WHITE_IS_ZERO = 0;
  private static final int CMYK = 5;
  private static final int CIE_LAB = 8;
  private static final int ITU_LAB = 10;
  private static final int JPEG = 7;
  private static final int PREMULTIPLIED = 1;
  private static final int ALPHA = 2;

  private final String name;
  private final TiffDirectory tags;
  private final int photometric;

  private TiffColours(String name, TiffDirectory tags) {
    this.name = name;
    this.tags = tags;
    this.photometric = tags.number(TiffDirectory.PHOTOMETRIC, 0);
  }

  /**
   * @param name the file's name, for error messages
   * @throws FacetException when the colours are of a kind that is not read
   */
  static RgbImage toRgb(BufferedImage image, TiffDirectory tags, String name) {
    return new TiffColours(name, tags).toRgb(image);
  }

  private RgbImage toRgb(BufferedImage image) {
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    int bits = raster.getSampleModel().getSampleSize(0);
    if (photometric >= CIE_LAB && photometric <= ITU_LAB) {
      throw unread("CIE L*a*b* colours");
    }
    if (bands == 4 && tags.number(TiffDirectory.COMPRESSION, 1) == JPEG) {
      throw unread("four channels in a JPEG inside");
    }
    if (photometric == CMYK && bands == 4) {
      return cmyk(raster, bits);
    }
    int[] colours = tags.numbers(TiffDirectory.COLOUR_MAP);
    if (image.getColorModel() instanceof IndexColorModel palette
        && colours.length >= 3 * palette.getMapSize()) {
      return indexed(raster, colours);
    }
    if (bands == 1 && bits > 8) {
      return grey(raster, bits);
    }
    int extra = tags.number(TiffDirectory.EXTRA_SAMPLES, ALPHA);
    return (bands == 2 || bands == 4) && extra != ALPHA
        ? extra(raster, bits, extra)
        : PlainColours.toRgb(image);
  }

  private FacetException unread(String found) {
    return FacetException.badInput(
        name + " is a TIFF with " + found + "; expected grey, RGB, CMYK or a palette");
  }

  private static RgbImage cmyk(Raster raster, int bits) {
    return rows(
        raster,
        (row, out, o) -> {
          for (int i = 0; i < row.length; i++) {
            row[i] >>= bits - 8;
          }
          CmykJpeg.toRgb(row, out, o);
        });
  }

  /** Pillow cuts numbers of 16 and 32 bits, and floats, at 0 and 255; it inverts only 8 bits. */
  private RgbImage grey(Raster raster, int bits) {
    boolean inverted = photometric == WHITE_IS_ZERO && bits == 16;
    return rows(
        raster,
        (row, out, o) -> {
          for (int i = 0; i < row.length; i++) {
            int value = inverted ? 0xFFFF - (row[i] & 0xFFFF) : row[i];
            byte cut = (byte) Math.clamp(value, 0, 255);
            Arrays.fill(out, o + 3 * i, o + 3 * i + 3, cut);
          }
        });
  }

  /** A last channel that is not alpha is dropped; colours that alpha was laid on are restored. */
  private static RgbImage extra(Raster raster, int bits, int kind) {
    int bands = raster.getNumBands();
    return rows(
        raster,
        (row, out, o) -> {
          for (int i = 0, at = o; i < row.length; i += bands, at += 3) {
            int alpha = kind == PREMULTIPLIED ? row[i + bands - 1] >> (bits - 8) : 255;
            for (int c = 0; c < 3; c++) {
              int value = row[bands == 2 ? i : i + c] >> (bits - 8);
              int whole = alpha == 0 ? 0 : Math.min(255, value * 255 / alpha);
              out[at + c] = (byte) PlainColours.onWhite(whole, alpha);
            }
          }
        });
  }

  /** Pillow takes the high byte of a colour map's numbers; the decoder scales them. */
  private static RgbImage indexed(Raster raster, int[] colours) {
    int size = colours.length / 3;
    return rows(
        raster,
        (row, out, o) -> {
          for (int i = 0, at = o; i < row.length; i++) {
            for (int channel = 0; channel < 3; channel++) {
              out[at++] = (byte) (row[i] < size ? colours[channel * size + row[i]] >> 8 : 0);
            }
          }
        });
  }

  /** From the samples of a row to three bytes a pixel. */
  private interface RowReader {
    void read(int[] row, byte[] out, int o);
  }

  private static RgbImage rows(Raster raster, RowReader reader) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] out = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    int[] row = new int[width * raster.getNumBands()];
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      reader.read(row, out, 3 * width * y);
    }
    return new RgbImage(width, height, out);
  }
}
