package dev.facet.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.core.FacetException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

/** Small TIFFs of rare kinds; the expected bytes are Pillow 13's, laid on white by transformers. */
final class TiffColoursTest {

  private static final int EXTRA = 338;
  private static final int FORMAT = 339;

  @Test
  void greyBeyondEightBitsIsCut() {
    assertGrey(tiff(16, 1, 1, shorts(-7, 40, 255, 300), FORMAT, 2), 0, 40, 255, 255);
    assertGrey(tiff(32, 1, 1, ints(-7, 40, 255, 70_000), FORMAT, 2), 0, 40, 255, 255);
    assertGrey(tiff(32, 1, 1, floats(-7.5f, 40.9f, 255f, 1e9f), FORMAT, 3), 0, 40, 255, 255);
    // Pillow inverts only 8 bits where white is 0.
    assertGrey(tiff(16, 1, 0, shorts(0, 40, 255, 300)), 0, 40, 255, 255);
  }

  @Test
  void sixteenBitInksKeepTheirHighByte() {
    byte[] file = tiff(16, 4, 5, shorts(24878, 48411, 47833, 6363));
    byte[] eight = tiff(8, 4, 5, bytes(97, 189, 186, 24));
    assertArrayEquals(read(eight), read(file));
    assertArrayEquals(new byte[] {(byte) 143, 60, 63}, read(file));
  }

  @Test
  void aFurtherChannelIsAlphaOnlyWhereTheFileSaysSo() {
    byte[] samples = bytes(109, 51, 190, 66);
    assertArrayEquals(samplesOf(109, 51, 190), read(tiff(8, 4, 2, samples, EXTRA, 0)));
    assertArrayEquals(samplesOf(255, 240, 255), read(tiff(8, 4, 2, samples, EXTRA, 1)));
    assertArrayEquals(samplesOf(217, 202, 238), read(tiff(8, 4, 2, samples, EXTRA, 2)));
    assertGrey(tiff(8, 2, 1, bytes(109, 51), EXTRA, 0), 109);
    assertGrey(tiff(8, 2, 1, bytes(109, 51), EXTRA, 2), 226);
  }

  @Test
  void whatIsNotReadIsNamed() {
    FacetException e =
        assertThrows(FacetException.class, () -> read(tiff(8, 3, 8, bytes(150, 120, 130))));
    assertTrue(e.getMessage().contains("L*a*b*"), e.getMessage());
    byte[] squeezed = tiff(8, 1, 1, bytes(1), 259, 50000);
    FacetException c = assertThrows(FacetException.class, () -> read(squeezed));
    assertTrue(c.getMessage().contains("zstd"), c.getMessage());
    byte[] inks = tiff(8, 4, 5, bytes(1, 2, 3, 4), 259, 7);
    FacetException j = assertThrows(FacetException.class, () -> read(inks));
    assertTrue(j.getMessage().contains("rare.tif"), j.getMessage());
    byte[] floats = tiff(32, 1, 1, deflated(floats(1, 2)), 256, 2, 259, 8, 317, 3, FORMAT, 3);
    FacetException f = assertThrows(FacetException.class, () -> read(floats));
    assertTrue(f.getMessage().contains("floats"), f.getMessage());
  }

  @Test
  void differencesOfWideSamplesAreSummed() {
    byte[] colours = deflated(shorts(0x1234, 0x8000, 0xFF00, 0x0100, 0x9000, 0x0200));
    assertArrayEquals(
        samplesOf(0x12, 0x80, 0xFF, 0x13, 0x10, 0x01),
        read(tiff(16, 3, 2, colours, 256, 2, 259, 8, 317, 2)));
    byte[] grey = deflated(ints(7, 40, -50));
    assertGrey(tiff(32, 1, 1, grey, 256, 3, 259, 8, 317, 2, FORMAT, 2), 7, 47, 0);
    // What is not compressed has no differences, whatever the tag says.
    assertGrey(tiff(16, 1, 1, shorts(7, 40), 317, 2), 7, 40);
  }

  private static byte[] deflated(byte[] row) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      deflater.write(row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] read(byte[] file) {
    return ImageReader.read(file, "rare.tif").rgb();
  }

  private static void assertGrey(byte[] file, int... levels) {
    int[] all = new int[3 * levels.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = levels[i / 3];
    }
    assertArrayEquals(samplesOf(all), read(file));
  }

  private static byte[] samplesOf(int... values) {
    return bytes(values);
  }

  private static byte[] bytes(int... values) {
    byte[] out = new byte[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) values[i];
    }
    return out;
  }

  private static byte[] shorts(int... values) {
    ByteBuffer out = buffer(2 * values.length);
    for (int v : values) {
      out.putShort((short) v);
    }
    return bytes(out);
  }

  private static byte[] ints(int... values) {
    ByteBuffer out = buffer(4 * values.length);
    for (int v : values) {
      out.putInt(v);
    }
    return bytes(out);
  }

  private static byte[] floats(float... values) {
    ByteBuffer out = buffer(4 * values.length);
    for (float v : values) {
      out.putFloat(v);
    }
    return bytes(out);
  }

  private static byte[] bytes(ByteBuffer all) {
    byte[] out = new byte[all.capacity()];
    all.get(0, out);
    return out;
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** One row of pixels, one strip, nothing compressed unless a tag says so. */
  private static byte[] tiff(int bits, int channels, int photometric, byte[] row, int... more) {
    int width = 8 * row.length / (bits * channels);
    List<int[]> tags = new ArrayList<>();
    tags.add(new int[] {256, width});
    tags.add(new int[] {257, 1});
    tags.add(new int[] {258, bits});
    tags.add(new int[] {259, 1});
    tags.add(new int[] {262, photometric});
    tags.add(new int[] {273, 0});
    tags.add(new int[] {277, channels});
    tags.add(new int[] {278, 1});
    tags.add(new int[] {279, row.length});
    for (int i = 0; i < more.length; i += 2) {
      int tag = more[i];
      tags.removeIf(t -> t[0] == tag);
      tags.add(new int[] {tag, more[i + 1]});
    }
    tags.sort((a, b) -> a[0] - b[0]);
    int after = 8 + 2 + 12 * tags.size() + 4;
    ByteBuffer out = buffer(after + 2 * channels + row.length);
    out.put(new byte[] {'I', 'I', 42, 0}).putInt(8).putShort((short) tags.size());
    for (int[] tag : tags) {
      boolean each = tag[0] == 258;
      out.putShort((short) tag[0]).putShort((short) 3).putInt(each ? channels : 1);
      if (each && channels > 2) {
        out.putInt(after);
      } else if (each && channels == 2) {
        out.putShort((short) tag[1]).putShort((short) tag[1]);
      } else {
        out.putInt(tag[0] == 273 ? after + 2 * channels : tag[1]);
      }
    }
    out.putInt(0);
    for (int c = 0; c < channels; c++) {
      out.putShort((short) bits);
    }
    return bytes(out.put(row));
  }
}
