package dev.facet.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.facet.Fixtures;
import dev.facet.checkpoint.Checkpoint;
import dev.facet.core.PatchFrame;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pixel values against those of transformers 5.23 with Pillow 13. */
final class ImageProcessorTest {

  static List<String> folders() {
    return Fixtures.modelsWith("expected.safetensors");
  }

  @ParameterizedTest
  @MethodSource("folders")
  void equalsTheFamilysOwnProcessor(String name) {
    Path folder = Fixtures.model(name);
    ImageProcessor processor = ImageProcessor.fromFolder(folder);
    int compared = 0;
    try (Checkpoint expected = Fixtures.expected(folder)) {
      for (String picture : List.of("landscape", "portrait", "gray", "rgba", "white")) {
        String key = picture + ".pixel_values";
        if (!expected.has(key)) {
          continue; // the copies kept here leave out what a smaller set of pictures already shows
        }
        PixelValues got = processor.process(ImageReader.read(Fixtures.image(picture)));
        float[] wanted = expected.floats(key);
        assertEquals(
            wanted.length,
            got.data().length,
            name + " " + key + " " + got + " " + expected.info(key));
        for (int i = 0; i < wanted.length; i++) {
          assertEquals(wanted[i], got.data()[i], 1e-6, name + " " + key + " at " + i);
        }
        compared++;
      }
    }
    assumeTrue(compared > 0, name + " keeps no pixel values");
  }

  /** The tile of the whole picture, without the others: the first of LLaVA-NeXT, else the last. */
  @ParameterizedTest
  @MethodSource("folders")
  void theOverviewIsTheTileThatShowsAllOfThePicture(String name) {
    ImageProcessor processor = ImageProcessor.fromFolder(Fixtures.model(name));
    for (String picture : List.of("landscape", "portrait", "white")) {
      RgbImage image = ImageReader.read(Fixtures.image(picture));
      PixelValues all = processor.process(image);
      PixelValues one = processor.overview(image);
      if (processor instanceof PatchProcessor) {
        assertEquals(one.rows(), one.columns());
        assertEquals(processor.overview(image.crop(0, 0, 40, 9)).tiles(), one.tiles());
        continue;
      }
      assertEquals(1, one.tiles());
      int size = one.data().length;
      int at = processor instanceof AnyResolutionProcessor ? 0 : (all.tiles() - 1) * size;
      assertArrayEquals(Arrays.copyOfRange(all.data(), at, at + size), one.data(), name);
    }
  }

  /** A picture that is bright in the middle of its frame is bright in the middle of its pixels. */
  @ParameterizedTest
  @MethodSource("folders")
  void theFrameSaysWhichPartOfThePictureIsSeen(String name) {
    ImageProcessor processor = ImageProcessor.fromFolder(Fixtures.model(name));
    PatchFrame frame = processor.frame();
    for (int[] size : new int[][] {{320, 200}, {200, 320}, {240, 240}}) {
      PatchFrame.Part part = frame.of(size[0], size[1]);
      // The left upper quarter of the part is white, all else is black.
      RgbImage image = quarter(size[0], size[1], part);
      PixelValues seen = processor.overview(image);
      if (processor instanceof PatchProcessor) {
        assertEquals(frame.pixelWidth(), seen.columns() * seen.width());
        continue; // its pixels lie patch by patch
      }
      assertEquals(frame.pixelWidth(), seen.width());
      assertEquals(frame.pixelHeight(), seen.height());
      float white = at(seen, 0.1, 0.1);
      float black = at(seen, 0.9, 0.9);
      assertTrue(white > black, name);
      for (double v = 0.1; v < 1; v += 0.1) {
        for (double u = 0.1; u < 1; u += 0.1) {
          boolean bright = u < 0.5 && v < 0.5;
          if (Math.abs(u - 0.5) > 0.06 && Math.abs(v - 0.5) > 0.06) {
            assertEquals(
                bright ? white : black, at(seen, u, v), 0.3 * (white - black), name + u + "," + v);
          }
        }
      }
    }
  }

  private static float at(PixelValues pixels, double u, double v) {
    int row = (int) (v * pixels.height());
    int column = (int) (u * pixels.width());
    return pixels.data()[row * pixels.width() + column];
  }

  private static RgbImage quarter(int width, int height, PatchFrame.Part part) {
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean left = (x + 0.5) / width < part.left() + part.width() / 2;
        boolean upper = (y + 0.5) / height < part.top() + part.height() / 2;
        for (int c = 0; c < 3 && left && upper; c++) {
          rgb[3 * (y * width + x) + c] = (byte) 255;
        }
      }
    }
    return new RgbImage(width, height, rgb);
  }
}
