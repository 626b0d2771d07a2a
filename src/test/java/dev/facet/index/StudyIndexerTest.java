package dev.facet.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import dev.facet.checkpoint.Checkpoint;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.Progress;
import dev.facet.image.ImageWriter;
import dev.facet.image.RgbImage;
import dev.facet.model.TowerFingerprint;
import dev.facet.tensor.Torch;
import dev.facet.workspace.FeatureProfile;
import dev.facet.workspace.FeatureSearch;
import dev.facet.workspace.FeatureSummary;
import dev.facet.workspace.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From folders to a finished study, with files as the libraries write them. */
class StudyIndexerTest {

  private static final Path LLAVA = Path.of("src/test/resources/fixtures/models/llava");
  private static final HookPoint SITE = HookPoint.out(HookPoint.Tower.VISION, 1);
  private static final int LATENTS = 24;

  @TempDir static Path temp;

  private static NDManager manager;

  @BeforeAll
  static void makeFiles() throws IOException {
    manager = Torch.newManager();
    NoiseCorpus.images(temp.resolve("corpus/images"), 9, i -> i + ".png");
    Files.writeString(temp.resolve("corpus/vocabulary.txt"), "a dog\n\na cat\nstripes\na dog\n");
    try (Checkpoint weights = Checkpoint.open(NoiseCorpus.CLIP)) {
      writeSae("sae", 32, TowerFingerprint.of(weights));
    }
    writeSae("plain-sae", 32, "");
    writeSae("foreign-sae", 32, "0123456789abcdef");
    writeSae("wide-sae", 48, "");
  }

  private static void writeSae(String name, int width, String tower) {
    NoiseCorpus.sae(temp.resolve(name), NoiseCorpus.directions(LATENTS, width, 11), width, tower);
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  private static IndexSpec spec(String sae, String out) {
    return new IndexSpec(
        "nine",
        NoiseCorpus.CLIP,
        null,
        temp.resolve(sae),
        null,
        temp.resolve("corpus/images"),
        List.of(),
        temp.resolve(out));
  }

  private static Study index(IndexSpec spec, Cancellation cancellation) {
    return StudyIndexer.index(spec, manager, Progress.NONE, cancellation, IndexHost.ALONE);
  }

  @Test
  void a_study_is_made_of_folders() {
    try (Study study = index(spec("sae", "study"), Cancellation.NONE)) {
      assertTrue(study.manifest().complete());
      assertEquals("vision.layers.1.out", study.manifest().provenance().site());
      assertEquals(List.of("a dog", "a cat", "stripes"), study.vocabulary());
      FeatureSummary most =
          study
              .features()
              .page(new FeatureSearch("", FeatureSearch.Sort.FREQUENCY, true, true, false, 0, 1))
              .rows()
              .getFirst();
      FeatureProfile profile = study.features().profile(most.feature(), 16);
      assertFalse(profile.top().isEmpty());
      assertEquals(3, profile.labels().size());
      assertEquals(profile.labels().getFirst().word(), most.label());
      assertTrue(profile.labels().get(0).score() >= profile.labels().get(1).score());
      assertEquals(DecoderNeighbours.LIMIT, profile.neighbours().size());
    }
    // Nothing is left to do: it opens at once.
    try (Study again = index(spec("sae", "study"), Cancellation.NONE)) {
      assertTrue(again.manifest().complete());
    }
  }

  @Test
  void a_cancelled_index_is_completed_by_the_same_call() {
    int[] asked = {0};
    assertThrows(
        CancellationException.class,
        () -> index(spec("sae", "cancelled"), () -> ++asked[0] > 2).close());
    assertTrue(Study.isStudy(temp.resolve("cancelled")));
    try (Study cut = index(spec("sae", "cancelled"), Cancellation.NONE);
        Study whole = index(spec("sae", "whole"), Cancellation.NONE)) {
      assertEquals(whole.manifest().figures(), cut.manifest().figures());
      for (int latent = 0; latent < LATENTS; latent++) {
        FeatureProfile expected = whole.features().profile(latent, 16);
        FeatureProfile found = cut.features().profile(latent, 16);
        assertEquals(expected.neighbours(), found.neighbours());
        assertTrue(expected.equals(found), "latent " + latent);
      }
    }
  }

  @Test
  void parts_that_do_not_go_together_are_refused() throws IOException {
    String foreign =
        assertThrows(
                FacetException.class,
                () -> index(spec("foreign-sae", "foreign"), Cancellation.NONE).close())
            .getMessage();
    assertTrue(foreign.contains("another vision tower"), foreign);
    FacetException wide =
        assertThrows(
            FacetException.class, () -> index(spec("wide-sae", "wide"), Cancellation.NONE).close());
    assertEquals(FacetException.Kind.MISMATCH, wide.kind());

    index(spec("sae", "taken"), Cancellation.NONE).close();
    Path images = temp.resolve("other/images");
    ImageWriter.png(RgbImage.filled(20, 20, 9, 9, 9), images.resolve("grey.png"));
    IndexSpec other =
        new IndexSpec(
            "x",
            NoiseCorpus.CLIP,
            null,
            temp.resolve("sae"),
            SITE,
            images,
            List.of(),
            temp.resolve("taken"));
    String taken =
        assertThrows(FacetException.class, () -> index(other, Cancellation.NONE).close())
            .getMessage();
    assertTrue(taken.contains("its images have changed"), taken);
  }

  @Test
  void without_a_text_tower_there_are_figures_but_no_labels() {
    IndexSpec spec =
        new IndexSpec(
            "vlm",
            LLAVA,
            null,
            temp.resolve("plain-sae"),
            SITE,
            temp.resolve("corpus/images"),
            List.of("one word"),
            temp.resolve("vlm"));
    try (Study study = index(spec, Cancellation.NONE)) {
      assertTrue(!study.features().firing().isEmpty());
      assertEquals("", study.features().summary(0).label());
      assertEquals(List.of("one word"), study.vocabulary());
    }
    IndexSpec withForeignEncoder =
        new IndexSpec(
            "vlm",
            LLAVA,
            NoiseCorpus.CLIP,
            temp.resolve("plain-sae"),
            SITE,
            temp.resolve("corpus/images"),
            List.of(),
            temp.resolve("vlm2"));
    String refused =
        assertThrows(
                FacetException.class, () -> index(withForeignEncoder, Cancellation.NONE).close())
            .getMessage();
    assertTrue(refused.contains("another vision tower"), refused);
  }

  @Test
  void a_sample_tells_what_a_run_costs_and_leaves_nothing_behind() {
    long[] clock = {0};
    IndexCost cost =
        IndexEstimator.estimate(
            spec("sae", "estimated"),
            manager,
            Cancellation.NONE,
            () -> clock[0] += 1_000_000_000L); // each look at it takes a second
    assertEquals(9, cost.files());
    int sampled = Math.clamp(Torch.threads(), 4, 9); // an image a lane, or what four seconds take
    assertEquals(sampled, cost.sampled());
    assertEquals(0, cost.unreadable());
    assertEquals(9.0 / sampled, cost.seconds(), 1e-9);
    assertTrue(cost.bytesPerFile() > 0);
    assertNotNull(cost.fit());
    assertTrue(cost.fit().l0() > 0);
    assertTrue(cost.diskBytes() > 9 * cost.bytesPerFile());
    assertFalse(Files.exists(temp.resolve("estimated")));
  }
}
