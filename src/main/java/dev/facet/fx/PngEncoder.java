package dev.facet.fx;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;

/** A JavaFX picture as a PNG file: eight bits a channel, no transparency, no AWT. */
public final class PngEncoder {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};

  private PngEncoder() {}

  /** The bytes of a PNG file. */
  public static byte[] encode(Image image) {
    int width = (int) image.getWidth();
    int height = (int) image.getHeight();
    int[] argb = new int[width];
    byte[] line = new byte[1 + 3 * width];
    ByteArrayOutputStream file = new ByteArrayOutputStream(width * height);
    ByteArrayOutputStream pixels = new ByteArrayOutputStream(width * height);
    try (DataOutputStream out = new DataOutputStream(file)) {
      try (DeflaterOutputStream deflater = new DeflaterOutputStream(pixels)) {
        for (int y = 0; y < height; y++) {
          image
              .getPixelReader()
              .getPixels(0, y, width, 1, PixelFormat.getIntArgbInstance(), argb, 0, width);
          for (int x = 0; x < width; x++) {
            line[1 + 3 * x] = (byte) (argb[x] >> 16);
            line[2 + 3 * x] = (byte) (argb[x] >> 8);
            line[3 + 3 * x] = (byte) argb[x];
          }
          deflater.write(line);
        }
      }
      out.write(SIGNATURE);
      ByteArrayOutputStream header = new ByteArrayOutputStream();
      try (DataOutputStream fields = new DataOutputStream(header)) {
        fields.writeInt(width);
        fields.writeInt(height);
        fields.write(new byte[] {8, 2, 0, 0, 0});
      }
      chunk(out, "IHDR", header.toByteArray());
      chunk(out, "IDAT", pixels.toByteArray());
      chunk(out, "IEND", new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }

  private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    out.writeInt(data.length);
    out.write(name);
    out.write(data);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    out.writeInt((int) crc.getValue());
  }
}
