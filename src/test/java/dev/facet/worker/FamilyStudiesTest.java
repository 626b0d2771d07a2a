package dev.facet.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.facet.Fixtures;
import dev.facet.core.Arithmetic;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Direction;
import dev.facet.core.FacetException;
import dev.facet.core.FacetFolders;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention;
import dev.facet.core.Positions;
import dev.facet.core.Progress;
import dev.facet.image.ImageWriter;
import dev.facet.image.RgbImage;
import dev.facet.index.IndexHost;
import dev.facet.model.ModelFolder;
import dev.facet.protocol.FiringPage;
import dev.facet.protocol.FiringRequest;
import dev.facet.protocol.IndexRequest;
import dev.facet.sae.SaeWriter;
import dev.facet.sae.TrainedSae;
import dev.facet.workspace.Study;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Studies of families that the demo does not have, as the window asks them. */
class FamilyStudiesTest {

  private static final FacetFolders FOLDERS = FacetFolders.ofSystem();
  private static final HookPoint SITE = HookPoint.out(Tower.VISION, 1);
  private static final int LATENTS = 16;

  @TempDir private Path folder;

  private Path sae(Path model) {
    int width = ModelFolder.inspect(model).visionWidth();
    Random random = new Random(3);
    float[] rows = new float[LATENTS * width];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) random.nextGaussian() * 0.3f;
    }
    Path path = folder.resolve("sae");
    SaeWriter.dictionaryLearning(
        path,
        new TrainedSae(
            TrainedSae.Architecture.RELU,
            width,
            LATENTS,
            rows,
            new float[LATENTS],
            rows,
            new float[width],
            0,
            new float[0],
            new int[0],
            SITE,
            "random",
            Encoders.tower(model),
            Map.of()));
    return path;
  }

  @ParameterizedTest
  @ValueSource(strings = {"qwen2_5_vl", "idefics3-split", "llava_next"})
  void what_is_painted_is_refused_where_the_picture_has_another_grid(String name) {
    Path model = Fixtures.model(name);
    assumeTrue(Files.isDirectory(model), name + " is among the full fixtures only");
    Path made = study(model);
    try (Study study = Study.open(made);
        StudyNetworks networks = StudyNetworks.open(study, FOLDERS, Arithmetic.FP32)) {
      FiringPage fires = networks.firing(new FiringRequest("corpus:0", List.of(0), 50));
      assertFalse(fires.latents().isEmpty());
      assertEquals(study.manifest().patches(), fires.latents().getFirst().heat().size());
      Intervention all = Intervention.add(SITE, Direction.latent(1), 2);
      Intervention painted = all.withPositions(Positions.mask(List.of(List.of(0, 1))));
      assertTrue(caption(networks, all) >= 0, "steering itself has the model's own grid");
      FacetException refused = assertThrows(FacetException.class, () -> caption(networks, painted));
      assertTrue(refused.getMessage().contains("painted on the study's grid"), "" + refused);
    }
  }

  @Test
  void an_encoder_without_texts_finds_what_is_like_an_image() {
    try (Study study = Study.open(study(Fixtures.model("dinov2-registers")));
        StudyNetworks networks = StudyNetworks.open(study, FOLDERS, Arithmetic.FP32)) {
      assertFalse(
          networks.firing(new FiringRequest("corpus:0", List.of(), 50)).latents().isEmpty());
      assertEquals(study.manifest().width(), networks.imageEmbedding("corpus:0", List.of()).length);
      assertEquals(1, study.encoders().all().size(), "it is its own E");
      FacetException refused =
          assertThrows(FacetException.class, () -> networks.textEmbedding("a cat"));
      assertTrue(refused.getMessage().contains("has no text tower"), "" + refused);
      assertEquals(List.of(), networks.options().models());
      FacetException silent =
          assertThrows(
              FacetException.class,
              () -> caption(networks, Intervention.add(SITE, Direction.latent(1), 2)));
      assertTrue(silent.getMessage().contains("writes no text"), "" + silent);
    }
  }

  private Path study(Path model) {
    Path images = folder.resolve("images");
    ImageWriter.png(RgbImage.filled(200, 70, 20, 90, 200), images.resolve("wide.png"));
    return new IndexingService(FOLDERS)
        .index(
            new IndexRequest(
                model.toString(),
                sae(model).toString(),
                images.toString(),
                SITE.name(),
                folder.resolve("study").toString()),
            Progress.NONE,
            Cancellation.NONE,
            IndexHost.ALONE);
  }

  private static int caption(StudyNetworks networks, Intervention edit) {
    return networks
        .caption(
            CaptionSpec.greedy("corpus:0", "What?", List.of(edit), 4),
            text -> {},
            Cancellation.NONE)
        .tokens()
        .size();
  }
}
