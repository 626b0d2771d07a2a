package dev.facet.image;

import dev.facet.core.FacetException;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageInputStream;

/**
 * Picture files to RGB, as the field's Python programs see them: PNG, JPEG (CMYK too), GIF, BMP,
 * TIFF and WebP; the first frame of an animation; turned upright by EXIF orientation; grey repeated
 * to three channels; transparency laid on white (as transformers does); colour profiles ignored (as
 * Pillow does). 16-bit colours keep their high byte, 16-bit grey is cut at 255, as Pillow 13 does.
 *
 * <p>The header is checked before any pixel is decoded, so a file that claims to be huge costs
 * nothing.
 */
public final class ImageReader {

  /** The most pixels that are decoded: 64 million, far beyond what a vision tower looks at. */
  public static final long MAX_PIXELS = 64_000_000;

  /**
   * The most pixels that a byte of a PNG, JPEG, GIF or BMP file stands for: deflate shrinks at most
   * 1032-fold, and a pixel has at least one bit. Solid WebP and TIFF pictures may shrink further.
   */
  private static final long MAX_PIXELS_A_BYTE = 1032 * 8;

  private static final long MAX_FILE_BYTES = 512L << 20;

  private ImageReader() {}

  /**
   * Reads a picture file.
   *
   * @throws FacetException when the file is missing, is no picture, is damaged or is too large
   */
  public static RgbImage read(Path file) {
    try {
      long size = Files.size(file);
      if (size > MAX_FILE_BYTES) {
        throw FacetException.badInput(
            file
                + " is too large for a picture: expected at most 512 MB, found "
                + size
                + " bytes");
      }
      return read(Files.readAllBytes(file), file.toString());
    } catch (NoSuchFileException e) {
      throw FacetException.notFound("There is no picture " + file);
    } catch (IOException e) {
      throw FacetException.badInput("Cannot read the picture " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads a picture from a file's bytes.
   *
   * @param name the file's name, for error messages
   * @throws FacetException as {@link #read(Path)}
   */
  public static RgbImage read(byte[] bytes, String name) {
    WebpFrame webp =
        WebpFrame.isWebp(bytes) ? WebpFrame.of(bytes) : new WebpFrame(bytes, FrameCanvas.NONE);
    FrameCanvas canvas = GifFrame.isGif(bytes) ? GifFrame.canvas(bytes) : webp.canvas();
    RgbImage frame = decode(webp.file(), canvas, name);
    return ExifOrientation.of(bytes).upright(canvas.put(frame));
  }

  private static RgbImage decode(byte[] bytes, FrameCanvas canvas, String name) {
    try (ImageInputStream in = new BoundedImageStream(bytes)) {
      Iterator<javax.imageio.ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw FacetException.badInput(
            name
                + " is not a picture: expected PNG, JPEG, GIF, BMP, TIFF or WebP, found "
                + describe(bytes));
      }
      javax.imageio.ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        checkSize(name, reader.getWidth(0), reader.getHeight(0));
        checkSize(
            name, canvas.widthWith(reader.getWidth(0)), canvas.heightWith(reader.getHeight(0)));
        checkDensity(name, reader, bytes.length);
        JpegMarkers jpeg = new JpegMarkers(bytes);
        if (jpeg.endsEarly()) {
          throw FacetException.badInput(
              name + " is damaged: it ends early, expected a JPEG's end marker");
        }
        if (jpeg.isCmyk()) {
          return CmykJpeg.toRgb(reader.readRaster(0, null), jpeg.adobeTransform());
        }
        BufferedImage image = reader.read(0);
        PngKey key = PngKey.of(bytes);
        if (key.isPresent()) {
          return key.toRgb(image);
        }
        return TiffDirectory.isTiff(bytes)
            ? TiffColours.toRgb(image, new TiffDirectory(ByteBuffer.wrap(bytes)), name)
            : toRgb(image);
      } finally {
        reader.dispose();
      }
    } catch (FacetException e) {
      throw e;
    } catch (LinkageError e) {
      throw FacetException.badInput(
          name + " cannot be read: libwebp does not run on this platform: " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      // Decoders answer damaged files with exceptions of every kind.
      throw FacetException.badInput(
          name + " is damaged, or of a kind that cannot be decoded" + why(e), e);
    }
  }

  private static void checkSize(String name, int width, int height) {
    if (width < 1 || height < 1) {
      throw FacetException.badInput(
          name + " claims to be a picture of " + width + " x " + height + " pixels");
    }
    if ((long) width * height > MAX_PIXELS) {
      throw FacetException.badInput(
          name
              + " claims to be a picture of "
              + width
              + " x "
              + height
              + " pixels; at most "
              + MAX_PIXELS / 1_000_000
              + " million are read");
    }
  }

  /** Refuses a small file that claims a large picture before memory is taken for it. */
  private static void checkDensity(String name, javax.imageio.ImageReader reader, int fileBytes)
      throws IOException {
    String format = reader.getFormatName().toLowerCase(Locale.ROOT);
    boolean dense = format.contains("webp") || format.contains("tif");
    long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
    if (!dense && pixels > MAX_PIXELS_A_BYTE * fileBytes) {
      throw FacetException.badInput(
          name
              + " claims to be a picture of "
              + reader.getWidth(0)
              + " x "
              + reader.getHeight(0)
              + " pixels, but has only "
              + fileBytes
              + " bytes");
    }
  }

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

  /** The decoder's own words, where it has some for a person. */
  private static String why(Exception e) {
    String words = e instanceof IOException ? e.getMessage() : null;
    return words == null || words.isBlank() ? "" : ": " + words.lines().findFirst().orElse("");
  }

  private static String describe(byte[] bytes) {
    if (bytes.length == 0) {
      return "an empty file";
    }
    String known = ForeignPicture.of(bytes);
    if (known != null) {
      return known;
    }
    String start =
        new String(bytes, 0, Math.min(16, bytes.length), StandardCharsets.ISO_8859_1)
            .replaceAll("[^\\x20-\\x7E]", ".");
    return "a file that starts with '" + start + "'";
  }
}
