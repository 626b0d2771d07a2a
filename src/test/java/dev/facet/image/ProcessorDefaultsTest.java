package dev.facet.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that leave out what equals transformers' default. */
class ProcessorDefaultsTest {

  @TempDir private Path folder;

  private ImageProcessor processor(String json) throws IOException {
    Files.writeString(folder.resolve("preprocessor_config.json"), json);
    return ImageProcessor.fromFolder(folder);
  }

  private static float first(PixelValues pixels) {
    return pixels.data()[0];
  }

  @Test
  void everyTypeHasItsOwn() throws IOException {
    RgbImage white = RgbImage.filled(300, 200, 255, 255, 255);
    PixelValues clip =
        processor("{\"image_processor_type\": \"CLIPImageProcessor\"}").process(white);
    assertArrayEquals(new long[] {1, 3, 224, 224}, clip.shape());
    assertEquals((1 - 0.48145466) / 0.26862954, first(clip), 1e-6);
    PixelValues siglip =
        processor("{\"image_processor_type\": \"SiglipImageProcessor\", \"image_mean\": null}")
            .process(white);
    assertEquals(1, first(siglip), 1e-6f);
    PixelValues old =
        processor("{\"feature_extractor_type\": \"CLIPFeatureExtractor\", \"size\": 64}")
            .process(white);
    assertArrayEquals(new long[] {1, 3, 224, 224}, old.shape());
    assertArrayEquals(
        new int[] {384, 384},
        processor("{\"image_processor_type\": \"GotOcr2ImageProcessor\"}").nativeSize());
    assertArrayEquals(
        new int[] {364, 364},
        processor("{\"image_processor_type\": \"SmolVLMImageProcessor\"}").nativeSize());
  }

  @Test
  void aCropThatIsNotAskedForIsNotMade() throws IOException {
    PixelValues pixels =
        processor(
                "{\"image_processor_type\": \"SiglipImageProcessor\", \"crop_size\":"
                    + " {\"height\": 100, \"width\": 100}}")
            .process(RgbImage.filled(300, 200, 1, 2, 3));
    assertArrayEquals(new long[] {1, 3, 224, 224}, pixels.shape());
  }

  /** What the processors around them set whatever the file says. */
  @Test
  void gemma3DoesNotPanAndInternVlCuts() throws IOException {
    RgbImage wide = RgbImage.filled(400, 100, 1, 2, 3);
    String size = ", \"size\": {\"height\": 28, \"width\": 28}";
    PixelValues gemma =
        processor(
                "{\"image_processor_type\": \"Gemma3ImageProcessor\", \"do_pan_and_scan\": true"
                    + size
                    + "}")
            .process(wide);
    assertArrayEquals(new long[] {1, 3, 28, 28}, gemma.shape());
    PixelValues intern =
        processor(
                "{\"image_processor_type\": \"GotOcr2ImageProcessor\", \"crop_to_patches\": false"
                    + size
                    + "}")
            .process(wide);
    assertArrayEquals(new long[] {5, 3, 28, 28}, intern.shape());
  }
}
