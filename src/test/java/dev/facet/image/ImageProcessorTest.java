package dev.facet.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.facet.Fixtures;
import dev.facet.checkpoint.Checkpoint;
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
}
