package dev.facet.image;

import dev.facet.core.AtomicFile;
import dev.facet.core.FacetException;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures to PNG and JPEG. */
public final class ImageWriter {

  private ImageWriter() {}

  /** The picture as a PNG file's bytes, without loss. */
  public static byte[] png(RgbImage image) {
    return encode(image, "png", -1);
  }

  /**
   * Writes a PNG file.
   *
   * @throws FacetException when the file cannot be written
   */
  public static void png(RgbImage image, Path file) {
    AtomicFile.write(file, png(image));
  }

  /**
   * The picture as a JPEG file's bytes.
   *
   * @param quality 0 to 1
   */
  public static byte[] jpeg(RgbImage image, float quality) {
    return encode(image, "jpeg", quality);
  }

  private static byte[] encode(RgbImage image, String format, float quality) {
    javax.imageio.ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 14);
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam options = writer.getDefaultWriteParam();
      if (quality >= 0) {
        options.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        options.setCompressionQuality(quality);
      }
      writer.setOutput(out);
      writer.write(null, new IIOImage(buffered(image), null, null), options);
    } catch (IOException e) {
      throw FacetException.badInput("Cannot encode the picture as " + format, e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static BufferedImage buffered(RgbImage image) {
    BufferedImage out =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_3BYTE_BGR);
    byte[] bgr = ((DataBufferByte) out.getRaster().getDataBuffer()).getData();
    byte[] rgb = image.rgb();
    for (int i = 0; i < rgb.length; i += 3) {
      bgr[i] = rgb[i + 2];
      bgr[i + 1] = rgb[i + 1];
      bgr[i + 2] = rgb[i];
    }
    return out;
  }
}
