package dev.facet.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDManager;
import dev.facet.Fixtures;
import dev.facet.core.Cancellation;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Site;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Progress;
import dev.facet.image.ImageWriter;
import dev.facet.image.RgbImage;
import dev.facet.model.ModelFolder;
import dev.facet.model.ModelInfo;
import dev.facet.model.VisionModel;
import dev.facet.sae.Sae;
import dev.facet.sae.SaeReader;
import dev.facet.sae.SaeWriter;
import dev.facet.sae.TrainedSae;
import dev.facet.steering.PatchActivations;
import dev.facet.tensor.Torch;
import dev.facet.workspace.PartStore.ImageCodes;
import dev.facet.workspace.PartStore.Part;
import dev.facet.workspace.Study;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every family's tower is indexed over pictures that are not square, and codes lie where the viewer
 * finds them. Those whose fixtures are too large for the repository run with the full set.
 */
class IndexFamiliesTest {

  private static final int LATENTS = 24;

  @TempDir private Path folder;

  private static Path model(String name) {
    Path model = Fixtures.model(name);
    assumeTrue(Files.isDirectory(model), name + " is among the full fixtures only");
    return model;
  }

  /** Left half white, right half black. */
  private static RgbImage halves(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width / 2; x++) {
        for (int c = 0; c < 3; c++) {
          rgb[3 * (y * width + x) + c] = (byte) 255;
        }
      }
    }
    return new RgbImage(width, height, rgb);
  }

  private Path images() {
    Path images = folder.resolve("images");
    ImageWriter.png(halves(160, 80), images.resolve("a.png"));
    ImageWriter.png(halves(90, 170), images.resolve("b.png"));
    ImageWriter.png(RgbImage.filled(64, 64, 200, 30, 30), images.resolve("c.png"));
    return images;
  }

  /** A random SAE with ReLU. */
  private Path sae(int width, HookPoint site) {
    Random random = new Random(11);
    float[] rows = gaussian(random, LATENTS * width);
    TrainedSae sae =
        new TrainedSae(
            TrainedSae.Architecture.RELU,
            width,
            LATENTS,
            rows,
            gaussian(random, LATENTS),
            rows,
            gaussian(random, width),
            0,
            new float[0],
            new int[0],
            site,
            "random",
            "",
            Map.of());
    Path path = folder.resolve("sae");
    SaeWriter.dictionaryLearning(path, sae);
    return path;
  }

  private static float[] gaussian(Random random, int n) {
    float[] out = new float[n];
    for (int i = 0; i < n; i++) {
      out[i] = (float) random.nextGaussian() * 0.3f;
    }
    return out;
  }

  private Study index(Path model, Path sae, HookPoint site, Path images) {
    try (NDManager manager = Torch.newManager()) {
      return StudyIndexer.index(
          new IndexSpec(
              "families",
              model,
              null,
              sae,
              site,
              images,
              List.of("cat", "dog"),
              folder.resolve("study")),
          manager,
          Progress.NONE,
          Cancellation.NONE,
          IndexHost.ALONE);
    }
  }

  private static List<ImageCodes> codes(Study study) {
    List<ImageCodes> all = new ArrayList<>();
    for (Part part : study.parts().committed()) {
      study.parts().replay(part, all::add);
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "clip",
        "siglip",
        "dinov2-registers",
        "gemma3",
        "idefics3",
        "internvl",
        "llava",
        "dinov2",
        "siglip2",
        "paligemma",
        "llava_next",
        "idefics3-split",
        "qwen2_5_vl"
      })
  void what_is_stored_is_what_the_viewer_finds(String name) {
    Path model = model(name);
    ModelInfo info = ModelFolder.inspect(model);
    HookPoint site = HookPoint.out(Tower.VISION, 1);
    Path images = images();
    Path sae = sae(info.visionWidth(), site);
    try (Study study = index(model, sae, site, images);
        NDManager manager = Torch.newManager();
        VisionModel seeing =
            ModelFolder.isEncoder(model)
                ? ModelFolder.openEncoder(model, manager)
                : ModelFolder.openVlm(model, manager);
        Sae reader = SaeReader.open(sae, manager)) {
      assertEquals(3, study.manifest().shown().images());
      List<ImageCodes> stored = codes(study);
      assertFalse(stored.isEmpty());
      PatchActivations viewer =
          PatchActivations.ofTower(
              seeing,
              id -> dev.facet.image.ImageReader.read(study.images().file(Long.parseLong(id))));
      int patches = study.manifest().patches();
      for (int image = 0; image < 3; image++) {
        var seen = viewer.codes("corpus:" + image, site, reader);
        assertEquals(study.manifest().gridWidth(), seen.grid().columns());
        assertEquals(study.manifest().gridHeight(), seen.grid().rows());
        assertEquals(patches * LATENTS, seen.codes().length, "one grid, whatever tiles there are");
        for (ImageCodes one : stored) {
          if (one.image() == image) {
            float[] wanted = new float[patches];
            for (int p = 0; p < patches; p++) {
              wanted[p] = seen.code(p, one.latent());
            }
            assertArrayEquals(wanted, one.codes().dense(patches), 2e-4f, name + " " + one.latent());
          }
        }
      }
      boolean embeds = ModelFolder.isEncoder(model);
      assertEquals(embeds, !study.encoders().all().isEmpty(), "an encoder is its own E");
    }
  }

  /** Its tower sorts patches by window and gives them no position before the first layer. */
  @Test
  void qwens_codes_lie_where_the_picture_has_them() {
    Path model = model("qwen2_5_vl");
    HookPoint site = new HookPoint(Tower.VISION, HookPoint.NO_LAYER, Site.EMBEDDINGS);
    Path sae = sae(ModelFolder.inspect(model).visionWidth(), site);
    try (Study study = index(model, sae, site, images())) {
      int columns = study.manifest().gridWidth();
      int rows = study.manifest().gridHeight();
      assertEquals(columns, rows);
      assertEquals(0, columns % 2, "the halves meet between two patches");
      int told = 0;
      for (ImageCodes one : codes(study)) {
        if (one.image() > 1) {
          continue;
        }
        float[] heat = one.codes().dense(columns * rows);
        for (int p = 0; p < heat.length; p++) {
          // Away from where resampling blurs the edge.
          boolean left = p % columns < columns / 2 - 1;
          boolean right = p % columns > columns / 2;
          if (left || right) {
            assertEquals(heat[left ? 0 : columns - 1], heat[p], 1e-4f, "patch " + p);
          }
        }
        told += Math.abs(heat[0] - heat[columns - 1]) > 0.1 ? 1 : 0;
      }
      assertTrue(told > 0, "some latent tells white from black");
    }
  }
}
