package dev.facet.image;

import dev.facet.core.AtomicFile;
import dev.facet.core.FacetException;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures to PNG. */
public final class ImageWriter {

  private ImageWriter() {}

  /** The picture as a PNG file's bytes, without loss. */
  public static byte[] png(RgbImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 14);
    // ImageIO alone would go through a temporary file.
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(buffered(image), "png", out);
    } catch (IOException e) {
      throw FacetException.badInput("Cannot encode the picture as PNG", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Writes a PNG file.
   *
   * @throws FacetException when the file cannot be written
   */
  public static void png(RgbImage image, Path file) {
    AtomicFile.write(file, png(image));
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
