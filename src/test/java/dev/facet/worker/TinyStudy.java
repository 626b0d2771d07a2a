package dev.facet.worker;

import dev.facet.core.PatchFrame;
import dev.facet.core.Provenance;
import dev.facet.image.ImageWriter;
import dev.facet.image.RgbImage;
import dev.facet.workspace.CorpusFigures;
import dev.facet.workspace.FeatureProfile.ScoredLabel;
import dev.facet.workspace.Histogram;
import dev.facet.workspace.IndexedFeature;
import dev.facet.workspace.PartStore.ImageCodes;
import dev.facet.workspace.PartStore.IndexedImage;
import dev.facet.workspace.PartStore.Part;
import dev.facet.workspace.PatchCodes;
import dev.facet.workspace.Study;
import dev.facet.workspace.StudyManifest;
import java.nio.file.Path;
import java.util.List;

/** A finished study of two images and three latents, made without any network. */
final class TinyStudy {
  static final Provenance PROVENANCE =
      new Provenance(
          "demo",
          "abcd",
          "tower",
          "sae",
          "efgh",
          "vision.layers.3.out",
          "corpus",
          "1",
          "fp32",
          "0");

  private static final ImageCodes RED =
      new ImageCodes(0, 1, 0.5f, 2, PatchCodes.of(new int[] {3}, new float[] {2}, 1));

  private TinyStudy() {}

  static Path make(Path parent) {
    try (Study study = begin(parent)) {
      finish(study);
      return study.folder();
    }
  }

  /** With one image indexed and one to go. */
  static Study begin(Path parent) {
    Path images = parent.resolve("images");
    ImageWriter.png(RgbImage.filled(40, 20, 255, 0, 0), images.resolve("red.png"));
    ImageWriter.png(RgbImage.filled(20, 40, 0, 0, 255), images.resolve("blue.png"));
    Study study =
        Study.create(
            parent.resolve("study"),
            StudyManifest.of(
                    "tiny",
                    PROVENANCE,
                    "TopK",
                    3,
                    4,
                    2,
                    2,
                    parent.resolve("model").toString(),
                    parent.resolve("sae").toString(),
                    images.toString())
                .withFiles(2)
                .withFrame(PatchFrame.whole(32, 32)));
    study
        .parts()
        .commit(
            new Part(0, 0, 1, List.of(1.0)),
            List.of(new IndexedImage(0, "red.png", "a red square", "", "", "", null, null)),
            List.of(RED));
    study
        .findings()
        .putIndex(
            List.of(feature(0, 0, List.of()), feature(1, 1, List.of(RED)), feature(2, 0, List.of()))
                .iterator());
    study.showSoFar(new CorpusFigures(1, 0, 1, 5, 0.8, 0.2, 0.9, 1, null, List.of()));
    return study;
  }

  static void finish(Study study) {
    study
        .parts()
        .commit(
            new Part(1, 1, 2, List.of(1.0)),
            List.of(new IndexedImage(1, "blue.png", "a blue square", "", "", "", null, null)),
            List.of());
    study
        .findings()
        .putIndex(
            List.of(
                    feature(0, 0, List.of()),
                    feature(1, 0.5, List.of(RED)),
                    feature(2, 0.1, List.of()))
                .iterator());
    study
        .findings()
        .putLabels(
            List.of(
                List.of(),
                List.of(new ScoredLabel("red", 0.9)),
                List.of(new ScoredLabel("blue", 0.2))));
    study.meanings().putMeanings(new float[][] {{0, 0}, {1, 0}, {0, 1}}, new float[] {0, 0.5f});
    study.finish(new CorpusFigures(2, 0, 2, 10, 0.9, 0.1, 0.95, 1, null, List.of()));
  }

  private static IndexedFeature feature(int index, double frequency, List<ImageCodes> top) {
    return new IndexedFeature(
        index,
        frequency,
        frequency / 4,
        frequency * 4,
        frequency * 2,
        new Histogram(List.of(-1.0, 0.0, 1.0), List.of(3L, 4L)),
        top,
        top,
        List.of(top));
  }
}
