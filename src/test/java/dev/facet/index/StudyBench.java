package dev.facet.index;

import dev.facet.core.Provenance;
import dev.facet.workspace.CorpusFigures;
import dev.facet.workspace.FeatureSearch;
import dev.facet.workspace.PartStore.ImageCodes;
import dev.facet.workspace.PartStore.IndexedImage;
import dev.facet.workspace.PartStore.Part;
import dev.facet.workspace.PatchCodes;
import dev.facet.workspace.Study;
import dev.facet.workspace.StudyManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A study of 100,000 latents: memory of the tallies once all of their places are taken, and the
 * time to open it and to answer what the window asks first. Usage: {@code StudyBench LATENTS}; run
 * it with {@code -Xmx1g}.
 */
public final class StudyBench {

  private static final int IMAGES = 1_000;

  private StudyBench() {}

  public static void main(String[] args) throws IOException {
    int latents = Integer.parseInt(args[0]);
    Path folder = Files.createTempDirectory("facet-study-bench");
    try {
      make(folder.resolve("study"), latents);
      for (int round = 0; round < 3; round++) {
        open(folder.resolve("study"), latents);
      }
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void make(Path out, int latents) {
    LatentTally[] tallies = new LatentTally[latents];
    Random random = new Random(1);
    for (int k = 0; k < latents; k++) {
      tallies[k] = new LatentTally();
      for (int i = 0; i < 60; i++) {
        float code = random.nextFloat() + 0.01f;
        tallies[k].add(
            new ImageCodes(
                16 * i + k % 16,
                k,
                code / 64,
                code,
                PatchCodes.of(new int[] {i % 64, 64 + i % 64}, new float[] {code, code / 2}, 2)));
      }
    }
    System.gc();
    long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    System.out.printf(Locale.ROOT, "tallies of %d latents: %d MB%n", latents, used >> 20);
    try (Study study =
        Study.create(
            out,
            StudyManifest.of(
                "bench",
                new Provenance(
                    "m", "a", "t", "s", "b", "vision.layers.3.out", "c", "d", "fp32", "0"),
                "TopK",
                latents,
                1024,
                16,
                16,
                "model",
                "sae",
                "images"))) {
      List<IndexedImage> images = new ArrayList<>();
      for (int i = 0; i < IMAGES; i++) {
        images.add(new IndexedImage(i, i + ".png", "", "", "", null));
      }
      study.parts().commit(new Part(0, 0, IMAGES, List.of(1.0)), images, List.of());
      long start = System.nanoTime();
      study
          .findings()
          .putIndex(
              IntStream.range(0, latents)
                  .mapToObj(k -> tallies[k].finish(k, IMAGES, 256))
                  .iterator());
      study.finish(new CorpusFigures(IMAGES, 0, latents, 10, 0.9, 0.1, 0.95, 20));
      System.out.printf(Locale.ROOT, "put in %.1f s%n", seconds(start));
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
