package dev.facet.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.core.FacetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configurations that few processors have, and pictures that few people do. */
final class ProcessorEdgesTest {

  private static final String SMALL =
      "'size': {'shortest_edge': 30}, 'crop_size': {'height': 30, 'width': 30}";

  @TempDir private Path folder;

  @Test
  void aPictureMayBeVeryLong() throws IOException {
    PixelValues got = clip(SMALL).process(BlankImages.parse("noise:1", 3000, 20));
    assertEquals(3 * 30 * 30, got.data().length);
    FacetException e =
        assertThrows(
            FacetException.class,
            () ->
                clip("'size': {'shortest_edge': 4000}").process(RgbImage.filled(900, 1, 0, 0, 0)));
    assertTrue(e.getMessage().contains("900 x 1 is too narrow"), e.getMessage());
  }

  @Test
  void oneMeanStandsForThreeChannels() throws IOException {
    RgbImage noise = BlankImages.parse("noise:2", 40, 50);
    float[] one = clip(SMALL + ", 'image_mean': 0.4, 'image_std': 0.2").process(noise).data();
    float[] three =
        clip(SMALL + ", 'image_mean': [0.4, 0.4, 0.4], 'image_std': [0.2, 0.2, 0.2]")
            .process(noise)
            .data();
    assertArrayEquals(three, one);
  }

  @Test
  void whatIsNotReadIsNamed() {
    refuses("'size': {'shortest_edge': 30, 'longest_edge': 60}", "longest_edge");
    refuses(SMALL + ", 'do_pad': true, 'pad_size': {'height': 40, 'width': 40}", "pad_size");
  }

  @Test
  void pinpointsArePairsOfWholeNumbers() {
    for (String pair :
        new String[] {"[30, 'x']", "[30]", "30", "[30, [60]]", "[30, 45]", "[30, 60.5]"}) {
      FacetException e =
          assertThrows(
              FacetException.class,
              () ->
                  of(
                      "'image_processor_type': 'LlavaNextImageProcessor', 'image_grid_pinpoints': [[30, 60], "
                          + pair
                          + "], "
                          + SMALL));
      assertTrue(e.getMessage().contains("expected a height and a width"), e.getMessage());
    }
  }

  @Test
  void patchesDivideThePictureWholly() throws IOException {
    ImageProcessor qwen =
        of("'image_processor_type': 'Qwen2VLImageProcessor', 'patch_size': 4, 'do_resize': false");
    assertEquals(8, qwen.process(RgbImage.filled(16, 8, 1, 2, 3)).tiles());
    FacetException e =
        assertThrows(FacetException.class, () -> qwen.process(RgbImage.filled(17, 8, 1, 2, 3)));
    assertTrue(e.getMessage().contains("17 x 8 does not divide"), e.getMessage());
  }

  private void refuses(String config, String named) {
    FacetException e = assertThrows(FacetException.class, () -> clip(config));
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }

  private ImageProcessor clip(String config) throws IOException {
    return of("'image_processor_type': 'CLIPImageProcessor', " + config);
  }

  private ImageProcessor of(String config) throws IOException {
    Files.writeString(
        folder.resolve("preprocessor_config.json"), "{" + config.replace('\'', '"') + "}");
    return ImageProcessor.fromFolder(folder);
  }
}
