package dev.facet.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.Progress;
import dev.facet.core.SiteFit;
import dev.facet.core.StudyComparison;
import dev.facet.image.ImageReader;
import dev.facet.image.ImageWriter;
import dev.facet.image.RgbImage;
import dev.facet.metrics.MonoSemanticity;
import dev.facet.metrics.Vectors;
import dev.facet.model.ImageEncoder;
import dev.facet.model.ModelFolder;
import dev.facet.sae.Sae;
import dev.facet.sae.SaeReader;
import dev.facet.tensor.NdScope;
import dev.facet.tensor.Torch;
import dev.facet.workspace.CorpusFigures;
import dev.facet.workspace.DepthStore.Level;
import dev.facet.workspace.EncoderStore.Encoder;
import dev.facet.workspace.PartStore.Part;
import dev.facet.workspace.Study;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is measured on a finished study: other encoders, levels and taxonomy, another SAE. */
class StudyMeasuresTest {

  private static final Path DINO = Path.of("src/test/resources/fixtures/models/dinov2-registers");
  private static final int LATENTS = 24;
  private static final int IMAGES = 40;

  @TempDir static Path temp;

  private static NDManager manager;
  private static Study study;

  @BeforeAll
  static void make() {
    manager = Torch.newManager();
    NoiseCorpus.images(
        temp.resolve("images"),
        IMAGES,
        i -> (i % 2 == 0 ? "animal/cat/" : "animal/dog/") + i + ".png");
    float[] directions = NoiseCorpus.directions(LATENTS, NoiseCorpus.WIDTH, 11);
    NoiseCorpus.sae(temp.resolve("sae"), directions, NoiseCorpus.WIDTH, "");
    NoiseCorpus.sae(temp.resolve("turned"), turned(directions), NoiseCorpus.WIDTH, "");
    study = index("sae");
  }

  /** The same latents in reverse order. */
  private static float[] turned(float[] directions) {
    int width = NoiseCorpus.WIDTH;
    float[] turned = new float[directions.length];
    for (int row = 0; row < LATENTS; row++) {
      System.arraycopy(directions, row * width, turned, (LATENTS - 1 - row) * width, width);
    }
    return turned;
  }

  private static Study index(String sae) {
    return StudyIndexer.index(
        new IndexSpec(
            sae,
            NoiseCorpus.CLIP,
            null,
            temp.resolve(sae),
            null,
            temp.resolve("images"),
            List.of("a dog", "a cat"),
            temp.resolve("study-" + sae)),
        manager,
        Progress.NONE,
        Cancellation.NONE,
        IndexHost.ALONE);
  }

  @AfterAll
  static void close() {
    study.close();
    manager.close();
  }

  @Test
  void the_sae_is_tried_at_its_site_and_after_the_first_and_the_last_layer() {
    CorpusFigures figures = Objects.requireNonNull(study.manifest().figures());
    List<SiteFit> sites = figures.sites();
    int last = ModelFolder.inspect(NoiseCorpus.CLIP).visionLayers() - 1;
    assertEquals(
        Stream.of(
                HookPoint.out(HookPoint.Tower.VISION, 0),
                NoiseCorpus.SITE,
                HookPoint.out(HookPoint.Tower.VISION, last))
            .map(HookPoint::name)
            .distinct()
            .toList(),
        sites.stream().map(SiteFit::site).toList());
    SiteFit own =
        sites.stream()
            .filter(fit -> fit.site().equals(NoiseCorpus.SITE.name()))
            .findFirst()
            .orElseThrow();
    // 32 of the 40 images: nearly the figures of the corpus.
    assertEquals(figures.l0(), own.l0(), 0.05);
    assertEquals(figures.explainedVariance(), own.explainedVariance(), 0.05);
    assertTrue(own.dead() >= 0 && own.dead() < 1);
    assertNotEquals(own.explainedVariance(), sites.getFirst().explainedVariance());
  }

  @Test
  void another_encoder_gives_its_own_scores_and_its_name() {
    assertEquals("clip", study.encoders().all().getFirst().name());
    float[] own = study.encoders().scores(study.encoders().all().getFirst().fingerprint(), false);

    // Cut off in the middle and taken up again.
    int[] asked = {0};
    assertThrows(
        CancellationException.class,
        () -> EncoderPass.put(DINO, study, manager, Progress.NONE, () -> ++asked[0] > 2));
    EncoderPass.put(DINO, study, manager, Progress.NONE, Cancellation.NONE);

    Encoder chosen = study.encoders().all().getFirst();
    assertEquals("dinov2-registers", chosen.name());
    assertTrue(chosen.chosen());
    assertEquals(2, study.encoders().all().size());
    double[][] units = Vectors.unitRows(throughDino());
    for (int latent = 0; latent < LATENTS; latent++) {
      double expected = MonoSemanticity.score(units, scores(latent));
      Double found = study.features().summary(latent).monosemanticity();
      assertEquals(expected, found == null ? Double.NaN : found, 1e-4, "latent " + latent);
    }
    float[] other = study.encoders().scores(chosen.fingerprint(), false);
    assertNotEquals(own[0], other[0]);
    assertEquals(32, study.encoders().scores(chosen.fingerprint(), true).length);
  }

  private static float[][] throughDino() {
    List<float[]> rows = new ArrayList<>();
    CorpusFolder corpus = CorpusFolder.open(temp.resolve("images"));
    try (ImageEncoder dino = ModelFolder.openEncoder(DINO, manager)) {
      for (int i = 0; i < IMAGES; i++) {
        try (NdScope _ = new NdScope()) {
          NDArray pixels = dino.pixels(List.of(ImageReader.read(corpus.file(i))));
          NDArray last = dino.vision().run(dino.vision().embed(pixels), 0, dino.vision().layers());
          rows.add(dino.vision().pooled(last).toFloatArray());
        }
      }
    }
    return rows.toArray(float[][]::new);
  }

  private static double[] scores(int wanted) {
    double[] scores = new double[IMAGES];
    for (Part part : study.parts().committed()) {
      study
          .codes()
          .replayScores(
              part,
              (image, latent, score) -> {
                if (latent == wanted) {
                  scores[image] = score;
                }
              });
    }
    return scores;
  }

  @Test
  void depths_follow_the_nested_folders_by_level() {
    // 6 latents in the first level, the others in the second.
    TaxonomyDepths.put(List.of(6, 18), study, Progress.NONE, Cancellation.NONE);
    List<Level> levels = study.depths().levels();
    assertEquals(2, levels.size());
    assertEquals(6, levels.getFirst().latents());
    assertEquals(18, levels.getLast().latents());
    // All images share "animal"; half of them the next name too: depths lie between 1 and 2.
    assertTrue(levels.getLast().measured() > 0);
    assertTrue(levels.getLast().meanDepth() >= 1 && levels.getLast().meanDepth() <= 2);
    assertTrue(Double.isFinite(levels.getLast().meanMonosemanticity()));
  }

  @Test
  void the_same_dictionary_in_another_order_is_matched_latent_by_latent() {
    try (Study turned = index("turned");
        Sae a = SaeReader.open(temp.resolve("sae"), manager);
        Sae b = SaeReader.open(temp.resolve("turned"), manager)) {
      StudyComparison found =
          StudyComparer.compare(
              study,
              turned,
              new StudyComparer.Decoders(a::direction, b::direction),
              LATENTS,
              ComparisonParts.NONE,
              Progress.NONE,
              Cancellation.NONE);
      assertEquals(IMAGES, found.images());
      assertTrue(found.matches().size() > LATENTS / 2);
      for (StudyComparison.Match match : found.matches()) {
        assertEquals(LATENTS - 1 - match.first(), match.second());
        assertEquals(1, match.correlation(), 1e-5);
        assertEquals(1, match.cosine(), 1e-5);
      }
      assertEquals(1, found.meanCosine(), 1e-5);
      assertEquals(0, found.first().unmatched());
    }
  }

  /** Cut off before every one of its steps in turn; what was found is not looked for again. */
  @Test
  void a_comparison_that_is_cut_off_goes_on_and_finds_the_same() throws IOException {
    try (Study turned = index("turned")) {
      StudyComparison whole = compare(turned, ComparisonParts.NONE, Cancellation.NONE);
      Path file = temp.resolve("comparison.part");
      for (int steps = 1; steps < 6; steps++) {
        int allowed = steps;
        int[] taken = {0};
        ComparisonParts parts = ComparisonParts.in(file);
        assertThrows(
            CancellationException.class, () -> compare(turned, parts, () -> ++taken[0] >= allowed));
        assertEquals(steps - 1, parts.known(), "pieces of the runs before");
      }
      // As if killed while it wrote.
      Files.write(file, new byte[] {0, 0, 1, 0, 7}, StandardOpenOption.APPEND);
      ComparisonParts last = ComparisonParts.in(file);
      assertEquals(whole, compare(turned, last, Cancellation.NONE));
      assertFalse(Files.exists(file));
    }
  }

  @Test
  void parts_of_another_question_are_not_taken() throws IOException {
    Path file = temp.resolve("other.part");
    ComparisonParts one = ComparisonParts.in(file);
    one.begin("one");
    assertEquals(7, one.next(() -> ByteBuffer.wrap(new byte[] {7})).get());
    ComparisonParts again = ComparisonParts.in(file);
    again.begin("one");
    assertEquals(7, again.next(() -> ByteBuffer.wrap(new byte[] {8})).get());
    ComparisonParts other = ComparisonParts.in(file);
    other.begin("other");
    assertEquals(0, other.known());
    assertEquals(8, other.next(() -> ByteBuffer.wrap(new byte[] {8})).get());
    other.done();
    assertFalse(Files.exists(file));
  }

  private static StudyComparison compare(
      Study other, ComparisonParts parts, Cancellation cancellation) {
    return StudyComparer.compare(study, other, null, LATENTS, parts, Progress.NONE, cancellation);
  }

  @Test
  void studies_of_other_images_are_not_compared() {
    ImageWriter.png(RgbImage.filled(20, 20, 9, 9, 9), temp.resolve("others/grey.png"));
    IndexSpec spec =
        new IndexSpec(
            "grey",
            NoiseCorpus.CLIP,
            null,
            temp.resolve("sae"),
            null,
            temp.resolve("others"),
            List.of("a dog", "a cat"),
            temp.resolve("study-others"));
    try (Study other =
        StudyIndexer.index(spec, manager, Progress.NONE, Cancellation.NONE, IndexHost.ALONE)) {
      String message =
          assertThrows(
                  FacetException.class,
                  () ->
                      StudyComparer.compare(
                          study,
                          other,
                          null,
                          9,
                          ComparisonParts.NONE,
                          Progress.NONE,
                          Cancellation.NONE))
              .getMessage();
      assertTrue(message.contains("different images"), message);
    }
  }
}
