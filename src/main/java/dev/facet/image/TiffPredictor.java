package dev.facet.image;

import dev.facet.core.FacetException;
import java.awt.image.WritableRaster;

/**
 * What the decoder does not read of a TIFF's compression (TIFF 6.0, section 14): differences of
 * samples of 16 and 32 bits are summed here, the rest is refused by its name.
 */
final class TiffPredictor {

  private static final int LZW = 5;
  private static final int DEFLATE = 8;
  private static final int OLD_DEFLATE = 32946;
  private static final int DIFFERENCES = 2;
  private static final int FLOAT = 3;

  private final TiffDirectory tags;
  private final boolean wide;

  /**
   * @param name the file's name, for error messages
   * @throws FacetException when the compression is one that is not read
   */
  TiffPredictor(TiffDirectory tags, String name) {
    this.tags = tags;
    int compression = tags.number(TiffDirectory.COMPRESSION, 1);
    boolean predicts = compression == LZW || compression == DEFLATE || compression == OLD_DEFLATE;
    int predictor = predicts ? tags.number(TiffDirectory.PREDICTOR, 1) : 1;
    wide = predictor == DIFFERENCES && tags.number(TiffDirectory.BITS, 1) > 8;
    String unread =
        switch (compression) {
          case 50000, 34926 -> "zstd compression";
          case 34925 -> "LZMA compression";
          case 34887 -> "LERC compression";
          case 50001, 34927 -> "WebP compression";
          case 34712, 33003, 33005 -> "JPEG 2000 compression";
          default -> predictor > DIFFERENCES || wide && isFloat() ? "differences of floats" : "";
        };
    if (!unread.isEmpty()) {
      throw FacetException.badInput(
          name
              + " is a TIFF with "
              + unread
              + "; expected none, LZW, deflate, PackBits, JPEG or CCITT");
    }
  }

  private boolean isFloat() {
    return tags.number(TiffDirectory.SAMPLE_FORMAT, 1) == FLOAT;
  }

  /** The file as the decoder reads it: without differences that it does not sum. */
  byte[] readable(byte[] file) {
    return wide ? tags.with(TiffDirectory.PREDICTOR, 1) : file;
  }

  /** Sums the differences, which begin anew in each row of a tile. */
  void undo(WritableRaster raster) {
    if (!wide) {
      return;
    }
    int width = raster.getWidth();
    int bands = raster.getNumBands();
    int tile = Math.max(1, tags.number(TiffDirectory.TILE_WIDTH, width));
    int[] row = new int[width * bands];
    for (int y = raster.getMinY(); y < raster.getMinY() + raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), y, width, 1, row);
      for (int i = bands; i < row.length; i++) {
        row[i] += i / bands % tile == 0 ? 0 : row[i - bands];
      }
      raster.setPixels(raster.getMinX(), y, width, 1, row);
    }
  }
}
