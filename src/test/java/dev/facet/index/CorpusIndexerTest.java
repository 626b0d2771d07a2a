package dev.facet.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.Progress;
import dev.facet.core.Provenance;
import dev.facet.core.Reconstruction;
import dev.facet.image.ImageProcessor;
import dev.facet.image.ImageReader;
import dev.facet.image.ImageWriter;
import dev.facet.image.PixelValues;
import dev.facet.image.RgbImage;
import dev.facet.metrics.CoActivation;
import dev.facet.metrics.CodeFigures;
import dev.facet.metrics.MonoSemanticity;
import dev.facet.metrics.Ranking;
import dev.facet.metrics.ReconstructionSums;
import dev.facet.metrics.Vectors;
import dev.facet.model.DualEncoder;
import dev.facet.model.ModelFolder;
import dev.facet.tensor.NdScope;
import dev.facet.tensor.Torch;
import dev.facet.workspace.CorpusFigures;
import dev.facet.workspace.Example;
import dev.facet.workspace.FeatureProfile;
import dev.facet.workspace.FeatureSearch;
import dev.facet.workspace.FeatureStore.NeighbourKind;
import dev.facet.workspace.Study;
import dev.facet.workspace.StudyManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The indexer against a reference that holds everything dense, on a tiny CLIP. */
class CorpusIndexerTest {

  private static final Path CLIP = Path.of("src/test/resources/fixtures/models/clip");
  private static final HookPoint SITE = HookPoint.out(HookPoint.Tower.VISION, 1);
  private static final int LATENTS = 40;
  private static final int K = 5;
  private static final int IMAGES = 22;

  @TempDir static Path temp;

  private static NDManager manager;
  private static DualEncoder clip;
  private static RandomTopK sae;
  private static CorpusFolder corpus;

  @BeforeAll
  static void load() throws IOException {
    manager = Torch.newManager();
    clip = ModelFolder.openDual(CLIP, manager);
    sae = new RandomTopK(manager, clip.vision().width(), LATENTS, K, 7);
    Path images = temp.resolve("images");
    Random random = new Random(5);
    for (int i = 0; i < IMAGES; i++) {
      int width = 20 + random.nextInt(60);
      int height = 20 + random.nextInt(60);
      byte[] rgb = new byte[3 * width * height];
      random.nextBytes(rgb);
      // Every third picture is plain, so that some latents prefer some pictures.
      if (i % 3 == 0) {
        Arrays.fill(rgb, (byte) (i * 11));
      }
      String name = String.format("%s/%02d.png", i % 2 == 0 ? "even" : "odd", i);
      ImageWriter.png(new RgbImage(width, height, rgb), images.resolve(name));
    }
    Files.writeString(images.resolve("even/09.jpg"), "this is no image");
    Files.writeString(images.resolve("notes.txt"), "not listed");
    Files.writeString(
        images.resolve("captions.json"),
        """
        {"images": [{"id": 4, "file_name": "even/02.png"}, {"id": 5, "file_name": "03.png"}],
         "annotations": [{"id": 1, "image_id": 4, "caption": "noise"},
                         {"id": 2, "image_id": 4, "caption": "second"},
                         {"id": 3, "image_id": 5, "caption": "three"}]}""");
    corpus = CorpusFolder.open(images);
  }

  @AfterAll
  static void close() {
    sae.close();
    clip.close();
    manager.close();
  }

  private static CorpusIndexer indexer(int partImages, int batchImages) {
    return new CorpusIndexer(
        clip.vision(), clip, ImageProcessor.fromFolder(CLIP), sae, SITE, partImages, batchImages);
  }

  private static Study newStudy(String name) {
    return Study.create(
        temp.resolve(name),
        StudyManifest.of(
            name,
            new Provenance("clip", "a", "t", "sae", "b", SITE.name(), "c", "d", "fp32", "0"),
            "TopK",
            LATENTS,
            clip.vision().width(),
            clip.vision().grid().columns(),
            clip.vision().grid().rows(),
            CLIP.toString(),
            "sae",
            corpus.root().toString()));
  }

  /** Everything that the reference holds: codes [image][patch][latent] of readable images. */
  private record Dense(
      float[][][] codes, float[][] embeddings, double[][] means, ReconstructionSums sums) {

    double[] scores(int latent) {
      return IntStream.range(0, codes.length)
          .mapToDouble(
              n -> Arrays.stream(codes[n]).mapToDouble(p -> p[latent]).sum() / codes[n].length)
          .toArray();
    }

    double[] patches(int latent) {
      return Arrays.stream(codes)
          .flatMapToDouble(image -> Arrays.stream(image).mapToDouble(p -> p[latent]))
          .toArray();
    }

    double[] maxima(int latent) {
      return Arrays.stream(codes)
          .mapToDouble(image -> Arrays.stream(image).mapToDouble(p -> p[latent]).max().orElse(0))
          .toArray();
    }
  }

  private static Dense reference() {
    ImageProcessor processor = ImageProcessor.fromFolder(CLIP);
    List<float[][]> codes = new ArrayList<>();
    List<float[]> embeddings = new ArrayList<>();
    List<double[]> means = new ArrayList<>();
    ReconstructionSums sums = new ReconstructionSums(clip.vision().width());
    for (int i = 0; i < corpus.entries().size(); i++) {
      if (corpus.entries().get(i).name().endsWith(".jpg")) {
        continue;
      }
      try (NdScope _ = new NdScope()) {
        PixelValues values = processor.process(ImageReader.read(corpus.file(i)));
        NDArray pixels = manager.create(values.data(), new Shape(values.shape()));
        NDArray x = clip.vision().activation(pixels, SITE).get(new NDIndex("0, 1:, :"));
        NDArray dense = sae.encode(x);
        float[] flat = dense.toFloatArray();
        float[] rows = x.toFloatArray();
        float[] reconstruction = sae.decode(dense, x).toFloatArray();
        float[][] image = new float[flat.length / LATENTS][];
        for (int p = 0; p < image.length; p++) {
          image[p] = Arrays.copyOfRange(flat, p * LATENTS, (p + 1) * LATENTS);
          sums.add(rows, p, reconstruction, p);
          CodeFigures figures = CodeFigures.of(wide(image[p]));
          sums.addCodes((int) figures.active(), figures.sum());
        }
        codes.add(image);
        embeddings.add(clip.imageEmbeddings(pixels).toFloatArray());
        double[] mean = new double[clip.vision().width()];
        int patches = rows.length / mean.length;
        for (int j = 0; j < rows.length; j++) {
          mean[j % mean.length] += rows[j] / patches;
        }
        means.add(mean);
      }
    }
    return new Dense(
        codes.toArray(float[][][]::new),
        embeddings.toArray(float[][]::new),
        means.toArray(double[][]::new),
        sums);
  }

  private static double[] wide(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  @Test
  void figures_and_examples_agree_with_a_dense_reference() {
    Dense dense = reference();
    try (Study study = newStudy("reference")) {
      CorpusFigures figures = indexer(6, 4).run(corpus, study, Progress.NONE, Cancellation.NONE);
      assertEquals(IMAGES, figures.images());
      assertEquals(1, figures.skipped());
      assertEquals(dense.sums().meanNorm(), figures.residualNorm(), 1e-4);
      assertEquals(dense.sums().explainedVariance(), figures.explainedVariance(), 1e-4);
      assertEquals(dense.sums().l0(), figures.l0(), 1e-9);
      assertEquals(dense.sums().cosine(), figures.cosine(), 1e-5);
      Reconstruction more = Objects.requireNonNull(figures.reconstruction());
      assertEquals(dense.sums().varianceExplainedByFvu(), more.varianceByFvu(), 1e-4);
      assertEquals(dense.sums().meanResidualNorm(), more.errorNorm(), 1e-4);
      assertEquals(dense.sums().normRatio(), more.normRatio(), 1e-5);
      assertEquals(dense.sums().l1(), more.l1(), 1e-4);
      int alive = 0;
      for (int latent = 0; latent < LATENTS; latent++) {
        CodeFigures expected = CodeFigures.of(dense.patches(latent));
        CodeFigures byImage = CodeFigures.of(dense.maxima(latent));
        FeatureProfile profile = study.features().profile(latent, 16);
        assertEquals(byImage.frequency(), profile.summary().frequency(), 1e-12);
        assertEquals(expected.frequency(), profile.summary().density(), 1e-12);
        assertEquals(expected.max(), profile.summary().max(), 1e-4);
        double mean = expected.dead() ? 0 : expected.meanOverActive();
        assertEquals(mean, profile.summary().mean(), 1e-4);
        assertEquals(
            expected.active(),
            profile.histogram().counts().stream().mapToLong(Long::longValue).sum());
        assertTop(dense, latent, profile);
        alive += expected.dead() ? 0 : 1;
      }
      assertEquals(alive, figures.alive());
      assertEquals(0, study.features().summary(LATENTS - 1).frequency(), "the dead latent");
    }
  }

  private static void assertTop(Dense dense, int latent, FeatureProfile profile) {
    double[] scores = dense.scores(latent);
    int[] top = Ranking.top(scores, 16);
    assertEquals(top.length, profile.top().size());
    for (int place = 0; place < top.length; place++) {
      Example example = profile.top().get(place);
      // Rounding may swap near-equal neighbours; the scores by place may not differ.
      assertEquals(scores[top[place]], example.score(), 1e-4);
      int image = readable(example.image().id());
      float[] heat = example.codes().dense(dense.codes()[image].length);
      for (int p = 0; p < heat.length; p++) {
        assertEquals(dense.codes()[image][p][latent], heat[p], 1e-4);
      }
      assertEquals(example.codes().max(), example.max());
    }
    int firing = (int) Arrays.stream(scores).filter(s -> s > 0).count();
    long sampled = profile.quantiles().stream().mapToLong(q -> q.examples().size()).sum();
    assertEquals(Math.min(20, firing), sampled);
    double last = Double.POSITIVE_INFINITY;
    for (FeatureProfile.Quantile quantile : profile.quantiles()) {
      for (Example example : quantile.examples()) {
        assertTrue(example.score() <= last, "quantiles descend");
        last = example.score();
      }
    }
  }

  /** Number among the readable images: the broken file stands after six even ones. */
  private static int readable(long id) {
    int broken =
        IntStream.range(0, corpus.entries().size())
            .filter(i -> corpus.entries().get(i).name().endsWith(".jpg"))
            .findFirst()
            .orElseThrow();
    return (int) (id > broken ? id - 1 : id);
  }

  @Test
  void a_run_that_was_cut_off_ends_like_one_that_was_not() {
    try (Study whole = newStudy("whole");
        Study cut = newStudy("cut")) {
      CorpusFigures expected = indexer(6, 4).run(corpus, whole, Progress.NONE, Cancellation.NONE);
      // Batches of 4, 2, 4, 2, ...: the first cut falls inside part 1, the second inside part 2.
      for (int images : new int[] {10, 16}) {
        AtomicBoolean cancelled = new AtomicBoolean();
        Progress until =
            (activity, done, total) -> {
              if (done >= images) {
                cancelled.set(true);
              }
            };
        assertThrows(
            CancellationException.class,
            () -> indexer(6, 4).run(corpus, cut, until, cancelled::get));
      }
      List<String> reported = new ArrayList<>();
      CorpusFigures figures =
          indexer(6, 4)
              .run(
                  corpus,
                  cut,
                  (activity, done, total) -> reported.add(activity + " " + done),
                  Cancellation.NONE);
      assertTrue(reported.contains("indexing images 12"), reported.toString());
      assertFalse(reported.contains("indexing images 6"), reported.toString());
      assertSameStudy(expected, figures, whole, cut);
    }
  }

  @Test
  void a_run_that_pauses_for_requests_comes_out_the_same() {
    try (Study quiet = newStudy("quiet");
        Study busy = newStudy("busy")) {
      CorpusFigures expected = indexer(6, 4).run(corpus, quiet, Progress.NONE, Cancellation.NONE);
      Thread engine = Thread.currentThread();
      int[] letIn = {0};
      AtomicInteger paused = new AtomicInteger();
      Cancellation requests =
          new Cancellation() {
            @Override
            public boolean isCancelled() {
              assertEquals(engine, Thread.currentThread());
              letIn[0]++;
              return false;
            }

            @Override
            public void awaitTurn() {
              assertNotEquals(engine, Thread.currentThread());
              paused.incrementAndGet();
              Thread.onSpinWait();
            }
          };
      CorpusFigures figures = indexer(6, 4).run(corpus, busy, Progress.NONE, requests);
      assertTrue(letIn[0] >= IMAGES / 3, "was let in: " + letIn[0]);
      int halves = IMAGES / 3 * clip.vision().layers();
      assertTrue(paused.get() > halves, "could pause: " + paused);
      assertSameStudy(expected, figures, quiet, busy);
    }
  }

  private static void assertSameStudy(
      CorpusFigures expected, CorpusFigures figures, Study one, Study other) {
    assertEquals(expected, figures);
    assertEquals(one.parts().committed(), other.parts().committed());
    for (int latent = 0; latent < LATENTS; latent++) {
      assertEquals(one.features().profile(latent, 16), other.features().profile(latent, 16));
    }
  }

  @Test
  void captions_classes_and_unreadable_files_are_kept() {
    try (Study study = newStudy("kept")) {
      indexer(100, 100).run(corpus, study, Progress.NONE, Cancellation.NONE);
      assertEquals(IMAGES, study.images().page("", 0, 100).total());
      assertEquals("noise", study.images().page("even/02", 0, 1).rows().getFirst().caption());
      assertEquals("three", study.images().page("odd/03", 0, 1).rows().getFirst().caption());
      assertEquals("odd", study.images().page("odd/03", 0, 1).rows().getFirst().imageClass());
      assertEquals("even/09.jpg", study.images().skipped().getFirst().name());
    }
  }

  @Test
  void monosemanticity_and_meanings_come_from_the_store() {
    Dense dense = reference();
    try (Study study = newStudy("embeddings")) {
      indexer(6, 4).run(corpus, study, Progress.NONE, Cancellation.NONE);
      int width = dense.embeddings()[0].length;
      MonoSemanticityPass measured =
          MonoSemanticityPass.of(
              study, study.images()::embeddings, width, Progress.NONE, Cancellation.NONE);
      double[] scores = measured.latents();
      double[] neurons = Objects.requireNonNull(measured.neurons());
      Meanings pass = Meanings.of(study, width, Cancellation.NONE);
      double[][] units = Vectors.unitRows(dense.embeddings());
      for (int latent = 0; latent < LATENTS; latent++) {
        double expected = MonoSemanticity.score(units, dense.scores(latent));
        if (Double.isNaN(expected)) {
          assertTrue(Double.isNaN(scores[latent]));
        } else {
          assertEquals(expected, scores[latent], 1e-3);
        }
      }
      for (int neuron = 0; neuron < neurons.length; neuron++) {
        int column = neuron;
        double[] means = Arrays.stream(dense.means()).mapToDouble(m -> m[column]).toArray();
        assertEquals(MonoSemanticity.score(units, means), neurons[neuron], 1e-3);
      }
      assertEquals(0, pass.directions()[LATENTS - 1][0], "a dead latent means nothing");
      study.meanings().putMeanings(pass.directions(), pass.mean());
      study.findings().putLabels(java.util.Collections.nCopies(LATENTS, List.of()));
      List<FeatureProfile.Neighbour> nearest =
          study.meanings().nearestToText(pass.directions()[3], FeatureSearch.all(0, 0), 4);
      assertEquals(4, nearest.size());
      assertEquals(3, nearest.getFirst().feature());
      assertEquals(1, nearest.getFirst().cosine(), 1e-5);
    }
  }

  @Test
  void neighbours_are_those_of_the_decoder() {
    try (Study study = newStudy("neighbours")) {
      indexer(100, 100).run(corpus, study, Progress.NONE, Cancellation.NONE);
      DecoderNeighbours.put(sae, study, Progress.NONE, Cancellation.NONE);
      List<FeatureProfile.Neighbour> found = study.features().profile(0, 1).neighbours();
      assertEquals(DecoderNeighbours.LIMIT, found.size());
      double best =
          IntStream.range(1, LATENTS - 1)
              .mapToDouble(k -> cosine(sae.direction(0), sae.direction(k)))
              .max()
              .orElseThrow();
      assertEquals(best, found.getFirst().cosine(), 1e-5);
    }
  }

  @Test
  void latents_that_fire_together_are_found() {
    Dense dense = reference();
    try (Study study = newStudy("together")) {
      indexer(6, 4).run(corpus, study, Progress.NONE, Cancellation.NONE);
      CoActivationNeighbours.put(study, Progress.NONE, Cancellation.NONE);
      int checked = 0;
      for (int latent = 0; latent < LATENTS; latent++) {
        double best = Double.NEGATIVE_INFINITY;
        for (int other = 0; other < LATENTS; other++) {
          CoActivation pair = CoActivation.of(dense.scores(latent), dense.scores(other));
          if (other != latent && pair.both() > 1 && pair.phi() > best) {
            best = pair.phi();
          }
        }
        List<FeatureProfile.Neighbour> found =
            study.features().neighbours(latent, NeighbourKind.COACTIVATION);
        if (best > 0) {
          assertEquals(best, found.getFirst().cosine(), 1e-9);
          checked++;
        } else {
          assertTrue(found.isEmpty());
        }
      }
      assertTrue(checked > LATENTS / 2, "the case is not empty");
    }
  }

  private static double cosine(float[] a, float[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    return ab / Math.sqrt(aa * bb);
  }

  @Test
  void a_folder_without_images_is_refused() throws IOException {
    Path empty = Files.createDirectories(temp.resolve("empty"));
    assertTrue(
        assertThrows(FacetException.class, () -> CorpusFolder.open(empty))
            .getMessage()
            .contains("no image"));
    assertThrows(FacetException.class, () -> CorpusFolder.open(temp.resolve("nowhere")));
  }
}
