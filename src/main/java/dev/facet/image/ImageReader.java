package dev.facet.image;

import dev.facet.core.FacetException;
import java.awt.image.BufferedImage;
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
    JpegMarkers jpeg = new JpegMarkers(bytes);
    PngChunks png = new PngChunks(bytes, name);
    RgbImage frame =
        TiffDirectory.isTiff(bytes)
            ? tiff(bytes, name)
            : decode(webp.file(), canvas, name, reader -> pixels(reader, jpeg, png, name));
    return ExifOrientation.of(bytes, jpeg, png).upright(canvas.put(frame));
  }

  private static RgbImage tiff(byte[] bytes, String name) {
    TiffDirectory tags = new TiffDirectory(ByteBuffer.wrap(bytes));
    TiffPredictor predictor = new TiffPredictor(tags, name);
    return decode(
        predictor.readable(bytes),
        FrameCanvas.NONE,
        name,
        reader -> {
          BufferedImage image = reader.read(0);
          predictor.undo(image.getRaster());
          return TiffColours.toRgb(image, tags, name);
        });
  }

  private static RgbImage pixels(
      javax.imageio.ImageReader reader, JpegMarkers jpeg, PngChunks png, String name)
      throws IOException {
    if (jpeg.endsEarly()) {
      throw FacetException.badInput(
          name + " is damaged: it ends early, expected a JPEG's end marker");
    }
    if (jpeg.isCmyk()) {
      return CmykJpeg.toRgb(reader.readRaster(0, null), jpeg.adobeTransform());
    }
    if (jpeg.isJfifColour()) {
      return YccJpeg.toRgb(reader.readRaster(0, null));
    }
    BufferedImage image = reader.read(0);
    PngKey key = PngKey.of(png);
    return key.isPresent() ? key.toRgb(image) : PlainColours.toRgb(image);
  }

  /** From an opened file, whose size was checked, to its pixels. */
  private interface Pixels {
    RgbImage of(javax.imageio.ImageReader reader) throws IOException;
  }

  private static RgbImage decode(byte[] bytes, FrameCanvas canvas, String name, Pixels pixels) {
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
        return pixels.of(reader);
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
