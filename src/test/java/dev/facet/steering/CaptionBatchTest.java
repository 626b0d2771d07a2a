package dev.facet.steering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.core.Cancellation;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Direction;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention;
import dev.facet.core.Positions;
import dev.facet.image.ImageWriter;
import dev.facet.image.RgbImage;
import dev.facet.model.VisionLanguageModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A batch of rows says what its rows say one by one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CaptionBatchTest {

  private static final int TOKENS = 16;
  private static final HookPoint SITE = HookPoint.out(Tower.VISION, 1);

  @TempDir static Path temp;

  private TinyLlava llava;
  private VisionLanguageModel model;
  private SteeringEngine engine;

  @BeforeAll
  void open() {
    llava = new TinyLlava();
    model = llava.model();
    engine = llava.engine();
  }

  @AfterAll
  void close() {
    engine.close();
    llava.close();
  }

  private RgbImage noise(int seed) {
    int[] size = model.nativeSize();
    byte[] rgb = new byte[3 * size[0] * size[1]];
    new Random(seed).nextBytes(rgb);
    return new RgbImage(size[0], size[1], rgb);
  }

  private String alone(CaptionRow row) {
    List<String> files = new ArrayList<>();
    for (RgbImage image : row.images()) {
      Path file = temp.resolve(image.hashCode() + ".png");
      ImageWriter.png(image, file);
      files.add(file.toString());
    }
    CaptionSpec spec = llava.spec(files, row.interventions(), TOKENS, false);
    return engine.caption(spec, text -> {}, Cancellation.NONE).text();
  }

  private void assertSameAsAlone(List<CaptionRow> rows) {
    List<RowCaption> together = engine.captions(llava.prompt(), rows, TOKENS, Cancellation.NONE);
    assertEquals(
        rows.stream().map(this::alone).toList(), together.stream().map(RowCaption::text).toList());
    assertTrue(
        together.stream().allMatch(c -> c.meanProbability() > 0 && c.meanProbability() <= 1));
  }

  private static Intervention masked(int latent, double strength, Integer... patches) {
    return Intervention.add(SITE, Direction.latent(latent), strength)
        .withPositions(Positions.mask(List.of(List.of(patches))));
  }

  @Test
  void latents_on_one_image() {
    List<RgbImage> image = List.of(noise(1));
    assertSameAsAlone(
        List.of(
            new CaptionRow(image, List.of(Intervention.add(SITE, Direction.latent(3), 9))),
            new CaptionRow(image, List.of(Intervention.add(SITE, Direction.random(5), 14))),
            new CaptionRow(image, List.of(Intervention.add(SITE, Direction.latent(60), 20)))));
  }

  @Test
  void rows_with_images_and_masks_of_their_own() {
    assertSameAsAlone(
        List.of(
            new CaptionRow(List.of(noise(1)), List.of(masked(3, 9, 0, 2))),
            new CaptionRow(List.of(noise(2)), List.of(masked(60, 20, 1))),
            new CaptionRow(List.of(noise(3)), List.of(masked(9, 30)))));
  }

  @Test
  void rows_with_other_shapes_are_run_by_themselves() {
    assertSameAsAlone(
        List.of(
            new CaptionRow(List.of(noise(1)), List.of()),
            new CaptionRow(List.of(noise(2)), List.of()),
            new CaptionRow(List.of(noise(3), noise(4)), List.of()),
            new CaptionRow(List.of(noise(5)), List.of())));
  }

  @Test
  void a_mask_that_does_not_fit_is_refused() {
    List<CaptionRow> rows =
        List.of(new CaptionRow(List.of(noise(1), noise(2)), List.of(masked(3, 9, 0))));
    assertThrows(
        FacetException.class,
        () -> engine.captions(llava.prompt(), rows, TOKENS, Cancellation.NONE));
  }
}
