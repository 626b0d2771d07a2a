package dev.facet.index;

import ai.djl.ndarray.NDManager;
import dev.facet.checkpoint.Checkpoint;
import dev.facet.core.HookPoint;
import dev.facet.core.JsonFile;
import dev.facet.image.ImageWriter;
import dev.facet.image.RgbImage;
import dev.facet.model.TowerFingerprint;
import dev.facet.sae.SaeWriter;
import dev.facet.sae.TrainedSae;
import dev.facet.tensor.Torch;
import dev.facet.workspace.CorpusFigures;
import dev.facet.workspace.FeatureSearch;
import dev.facet.workspace.PartStore.ImageCodes;
import dev.facet.workspace.PartStore.IndexedImage;
import dev.facet.workspace.PartStore.Part;
import dev.facet.workspace.PatchCodes;
import dev.facet.workspace.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A study of 100,000 latents: memory of the tallies once all of their places are taken, and the
 * time to open it and to answer what the window asks first. Usage: {@code StudyBench LATENTS MODEL
 * [FOLDER]}; with a folder the study stays, with an SAE of random directions, and can be opened in
 * the window. Run it with {@code -Xmx1g}.
 */
public final class StudyBench {

  private static final int IMAGES = 1_000;

  private StudyBench() {}

  public static void main(String[] args) throws IOException {
    int latents = Integer.parseInt(args[0]);
    boolean kept = args.length > 2;
    Path folder = kept ? Path.of(args[2]) : Files.createTempDirectory("facet-study-bench");
    try {
      IndexSpec spec = parts(folder, Path.of(args[1]), latents);
      make(spec, tallies(latents));
      for (int round = 0; round < 3; round++) {
        open(spec.out(), latents);
      }
    } finally {
      if (!kept) {
        delete(folder);
      }
    }
  }

  /** An SAE of random directions and images of noise. */
  private static IndexSpec parts(Path folder, Path model, int latents) {
    Random random = new Random(1);
    int width =
        JsonFile.read(model.resolve("config.json"))
            .child("vision_config")
            .integer("hidden_size", 0);
    float[] weights = new float[latents * width];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    SaeWriter.dictionaryLearning(
        folder.resolve("sae"),
        new TrainedSae(
            TrainedSae.Architecture.TOPK,
            width,
            latents,
            weights,
            new float[latents],
            weights,
            new float[width],
            16,
            new float[0],
            new int[0],
            HookPoint.out(HookPoint.Tower.VISION, 1),
            "bench",
            tower(model),
            Map.of()));
    for (int i = 0; i < IMAGES; i++) {
      byte[] rgb = new byte[3 * 16 * 16];
      random.nextBytes(rgb);
      ImageWriter.png(new RgbImage(16, 16, rgb), folder.resolve("images/" + i + ".png"));
    }
    return new IndexSpec(
        "bench",
        model,
        null,
        folder.resolve("sae"),
        null,
        folder.resolve("images"),
        List.of("noise"),
        folder.resolve("study"));
  }

  private static String tower(Path model) {
    try (Checkpoint weights = Checkpoint.open(model)) {
      return TowerFingerprint.of(weights);
    }
  }

  private static LatentTally[] tallies(int latents) {
    LatentTally[] tallies = new LatentTally[latents];
    Random random = new Random(2);
    for (int k = 0; k < latents; k++) {
      tallies[k] = new LatentTally();
      int often = 1 + (int) (60 * Math.pow(random.nextDouble(), 0.1));
      for (int i = 0; i < often; i++) {
        float code = random.nextFloat() + 0.01f;
        tallies[k].add(
            new ImageCodes(
                16 * i + k % 16,
                k,
                code / 64,
                code,
                PatchCodes.of(new int[] {i % 32, 32 + i % 32}, new float[] {code, code / 2}, 2)));
      }
    }
    System.gc();
    long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    System.out.printf(Locale.ROOT, "tallies of %d latents: %d MB%n", latents, used >> 20);
    return tallies;
  }

  private static void make(IndexSpec spec, LatentTally[] tallies) {
    CorpusFolder corpus = CorpusFolder.open(spec.images());
    try (NDManager manager = Torch.newManager();
        Networks networks = Networks.open(spec, manager);
        Study study = Study.create(spec.out(), networks.manifest(corpus))) {
      List<IndexedImage> images = new ArrayList<>();
      for (int i = 0; i < IMAGES; i++) {
        images.add(new IndexedImage(i, corpus.entries().get(i).name(), "", "", "", "", null, null));
      }
      study.putVocabulary(spec.vocabulary());
      study.parts().commit(new Part(0, 0, IMAGES, List.of(1.0)), images, List.of());
      long start = System.nanoTime();
      study
          .findings()
          .putIndex(
              IntStream.range(0, tallies.length)
                  .mapToObj(
                      k -> tallies[k].finish(k, IMAGES, networks.model().vision().grid().patches()))
                  .iterator());
      study.finish(
          new CorpusFigures(IMAGES, 0, tallies.length, 10, 0.9, 0.1, 0.95, 20, null, List.of()));
      System.out.printf(Locale.ROOT, "put in %.1f s%n", seconds(start));
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void open(Path folder, int latents) {
    long start = System.nanoTime();
    try (Study study = Study.open(folder)) {
      double opened = seconds(start);
      start = System.nanoTime();
      study
          .features()
          .page(new FeatureSearch("", FeatureSearch.Sort.FREQUENCY, true, true, false, 0, 200));
      double page = seconds(start);
      start = System.nanoTime();
      study.features().profile(latents / 2, 16);
      double profile = seconds(start);
      start = System.nanoTime();
      study
          .features()
          .columns(new FeatureSearch("", FeatureSearch.Sort.INDEX, false, true, false, 0, 0));
      System.out.printf(
          Locale.ROOT,
          "opened in %.3f s, first page %.3f s, a feature %.3f s, all columns %.3f s%n",
          opened,
          page,
          profile,
          seconds(start));
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
