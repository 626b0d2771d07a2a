package dev.facet.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.Fixtures;
import dev.facet.checkpoint.Checkpoint;
import dev.facet.core.FacetException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pictures of every kind against what Pillow 13 and transformers make of them. */
final class ImageReaderTest {

  private static final Path FILES = Fixtures.resource("image/files");

  static List<String> files() {
    return Arrays.stream(FILES.toFile().list()).sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("files")
  void decodesAsPillowDoes(String name) {
    RgbImage got = ImageReader.read(FILES.resolve(name));
    try (Checkpoint decoded = Checkpoint.open(Fixtures.resource("image/decoded.safetensors"))) {
      assertArrayEquals(
          decoded.info(name).shape(), new long[] {got.height(), got.width(), 3}, name);
      float[] wanted = decoded.floats(name);
      int worst = 0;
      for (int i = 0; i < wanted.length; i++) {
        worst = Math.max(worst, Math.abs((int) wanted[i] - (got.rgb()[i] & 0xFF)));
      }
      assertEquals(0, worst, name);
    }
  }

  @Test
  void refusesWhatIsNoPicture(@TempDir Path folder) throws IOException {
    Path text = folder.resolve("holiday.png");
    Files.writeString(text, "this is a text file");
    FacetException e = assertThrows(FacetException.class, () -> ImageReader.read(text));
    assertTrue(e.getMessage().contains("holiday.png"), e.getMessage());
    assertTrue(e.getMessage().contains("this is a text"), e.getMessage());
    Path empty = folder.resolve("empty.jpg");
    Files.write(empty, new byte[0]);
    assertThrows(FacetException.class, () -> ImageReader.read(empty));
    FacetException missing =
        assertThrows(FacetException.class, () -> ImageReader.read(folder.resolve("nowhere.png")));
    assertEquals(FacetException.Kind.NOT_FOUND, missing.kind());
  }

  @Test
  void refusesABombByItsHeader() throws IOException {
    byte[] png = pngHeader(60_000, 60_000);
    FacetException e = assertThrows(FacetException.class, () -> ImageReader.read(png, "bomb.png"));
    assertTrue(e.getMessage().contains("60000 x 60000"), e.getMessage());
    byte[] lying = pngHeader(7_000, 7_000);
    FacetException l =
        assertThrows(FacetException.class, () -> ImageReader.read(lying, "lying.png"));
    assertTrue(l.getMessage().contains("lying.png"), l.getMessage());
  }

  @Test
  void aJpegThatEndsEarlyIsRefused() throws IOException {
    for (String name : List.of("rgb420.jpg", "progressive.jpg", "cmyk.jpg")) {
      byte[] whole = Files.readAllBytes(FILES.resolve(name));
      for (int length : new int[] {whole.length - 2, whole.length * 3 / 4}) {
        byte[] cut = Arrays.copyOf(whole, length);
        FacetException e = assertThrows(FacetException.class, () -> ImageReader.read(cut, name));
        assertTrue(e.getMessage().contains("ends early"), e.getMessage());
      }
    }
  }

  @Test
  void lumaAndChromaBecomeTheDecodersOwnColours() throws IOException {
    BufferedImage noise = new BufferedImage(67, 45, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(3);
    for (int i = 0; i < 67 * 45; i++) {
      noise.setRGB(i % 67, i / 67, random.nextInt(1 << 24));
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(noise, "jpg", file);
    BufferedImage own = ImageIO.read(new ByteArrayInputStream(file.toByteArray()));
    RgbImage got = ImageReader.read(file.toByteArray(), "noise.jpg");
    for (int i = 0; i < 67 * 45; i++) {
      int x = i % 67;
      int y = i / 67;
      int rgb = got.at(x, y, 0) << 16 | got.at(x, y, 1) << 8 | got.at(x, y, 2);
      assertEquals(own.getRGB(x, y) & 0xFFFFFF, rgb, "at " + x + ", " + y);
    }
  }

  @Test
  void inksAreInvertedWhetherAdobeSaysSoOrNot() throws IOException {
    byte[] file = Files.readAllBytes(FILES.resolve("cmyk.jpg"));
    String text = new String(file, StandardCharsets.ISO_8859_1);
    int marker = text.indexOf("Adobe") - 4;
    byte[] anonymous = file.clone();
    anonymous[marker + 4] = 'B';
    assertArrayEquals(
        ImageReader.read(file, "a.jpg").rgb(), ImageReader.read(anonymous, "b.jpg").rgb());
    byte[] luma = file.clone();
    luma[marker + 15] = 2;
    byte[] other = file.clone();
    other[marker + 15] = 1;
    assertArrayEquals(
        ImageReader.read(luma, "c.jpg").rgb(), ImageReader.read(other, "d.jpg").rgb());
    assertNotEquals(
        Arrays.toString(ImageReader.read(file, "a.jpg").rgb()),
        Arrays.toString(ImageReader.read(luma, "c.jpg").rgb()));
  }

  @Test
  void pictureKindsThatAreNotReadAreNamed() {
    byte[] avif = "\0\0\0 ftypavif\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    FacetException e = assertThrows(FacetException.class, () -> ImageReader.read(avif, "x.png"));
    assertTrue(e.getMessage().endsWith("AVIF"), e.getMessage());
    byte[] pnm = "P6\n1 1\n255\nabc".getBytes(StandardCharsets.ISO_8859_1);
    FacetException p = assertThrows(FacetException.class, () -> ImageReader.read(pnm, "y.ppm"));
    assertTrue(p.getMessage().endsWith("PNM"), p.getMessage());
  }

  @Test
  void aPngWithAWrongChecksumIsRefused() {
    byte[] png = ImageWriter.png(new RgbImage(1, 1, new byte[] {1, 2, 3}));
    assertEquals(1, ImageReader.read(png, "one.png").width());
    png[29] ^= 1;
    FacetException e = assertThrows(FacetException.class, () -> ImageReader.read(png, "one.png"));
    assertTrue(e.getMessage().contains("one.png") && e.getMessage().contains("IHDR"));
  }

  @Test
  void damagedPicturesAreNamed() throws IOException {
    Random random = new Random(1);
    for (String name : files()) {
      byte[] original = Files.readAllBytes(FILES.resolve(name));
      for (int i = 0; i < 6; i++) {
        byte[] mutant =
            i % 3 == 0
                ? Arrays.copyOf(original, random.nextInt(original.length))
                : original.clone();
        for (int c = 0; c < 3 && mutant.length > 0; c++) {
          mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
        }
        try {
          ImageReader.read(mutant, name);
        } catch (FacetException e) {
          assertTrue(e.getMessage().contains(name), e.getMessage());
        }
      }
    }
  }

  @Test
  void whatIsWrittenReadsBack() {
    RgbImage noise = BlankImages.parse("noise:5", 31, 17);
    assertEquals(noise, ImageReader.read(ImageWriter.png(noise), "noise.png"));
  }

  @Test
  void blankPicturesAreTheSameEveryTime() {
    assertEquals(BlankImages.parse("noise:7", 8, 8), BlankImages.parse("noise:7", 8, 8));
    assertNotEquals(BlankImages.parse("noise:7", 8, 8), BlankImages.parse("noise:8", 8, 8));
    assertEquals(255, BlankImages.parse("white", 3, 3).at(2, 2, 2));
    assertThrows(FacetException.class, () -> BlankImages.parse("noise:x", 8, 8));
    assertThrows(FacetException.class, () -> BlankImages.parse("blue", 8, 8));
  }

  @Test
  void cropsReachBeyondThePicture() {
    RgbImage white = BlankImages.parse("white", 4, 4);
    RgbImage cropped = white.crop(-1, 2, 6, 4);
    assertEquals(0, cropped.at(0, 0, 0));
    assertEquals(255, cropped.at(1, 1, 0));
    assertEquals(0, cropped.at(1, 2, 0));
    assertEquals(0, cropped.at(5, 0, 0));
  }

  /** A PNG of the stated size that ends after its header. */
  private static byte[] pngHeader(int width, int height) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(0x89504E470D0A1A0AL);
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    DataOutputStream header = new DataOutputStream(chunk);
    header.write("IHDR".getBytes(StandardCharsets.US_ASCII));
    header.writeInt(width);
    header.writeInt(height);
    header.write(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(chunk.toByteArray());
    out.writeInt(13);
    out.write(chunk.toByteArray());
    out.writeInt((int) crc.getValue());
    return bytes.toByteArray();
  }
}
