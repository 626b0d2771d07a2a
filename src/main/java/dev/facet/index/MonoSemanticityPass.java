package dev.facet.index;

import dev.facet.core.Cancellation;
import dev.facet.core.Progress;
import dev.facet.metrics.MonoSemanticity;
import dev.facet.workspace.ImageStore.EmbeddingVisitor;
import dev.facet.workspace.PartStore.Part;
import dev.facet.workspace.Study;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * MonoSemanticity of every latent, and of every residual dimension taken as a neuron, from the
 * codes, mean residuals and embeddings that the study holds: no image is read again.
 *
 * @param latents scores, NaN where undefined [F]
 * @param neurons scores, NaN where undefined [D]; null where the study keeps no mean residuals
 */
@SuppressWarnings("ArrayRecordComponent")
record MonoSemanticityPass(double[] latents, double @Nullable [] neurons) {

  /** Sums held at once: 64 M numbers, half a gigabyte; more latents are taken in blocks. */
  private static final long SUMS = 64L << 20;

  /** Embeddings of the images by an encoder E. */
  @FunctionalInterface
  interface Embeddings {
    /** Streams those of the images [begin, end). */
    void each(int begin, int end, EmbeddingVisitor visitor);
  }

  /**
   * @param embeddings of the encoder E
   * @param width d, of the embeddings
   */
  static MonoSemanticityPass of(
      Study study, Embeddings embeddings, int width, Progress progress, Cancellation cancellation) {
    return new MonoSemanticityPass(
        latents(study, embeddings, width, progress, cancellation),
        neurons(study, embeddings, width, cancellation));
  }

  private static double[] latents(
      Study study, Embeddings embeddings, int width, Progress progress, Cancellation cancellation) {
    int latents = study.manifest().latents();
    int block = Math.clamp(SUMS / width, 1, latents);
    double[] scores = new double[latents];
    List<Part> parts = study.parts().committed();
    long total = (long) parts.size() * ((latents + block - 1) / block);
    long done = 0;
    for (int from = 0; from < latents; from += block) {
      int begin = from;
      int end = Math.min(latents, from + block);
      MonoSemanticity.Sums sums = new MonoSemanticity.Sums(end - begin, width);
      for (Part part : parts) {
        cancellation.check();
        progress.report("comparing images", done++, total);
        Map<Integer, double[]> units = new HashMap<>();
        embeddings.each(part.begin(), part.end(), (image, e) -> units.put(image, sums.image(e)));
        study
            .codes()
            .replayScores(
                part,
                (image, latent, score) -> {
                  double[] unit = units.get(image);
                  if (unit != null && latent >= begin && latent < end) {
                    sums.fire(latent - begin, score, unit);
                  }
                });
      }
      System.arraycopy(sums.scores(), 0, scores, begin, end - begin);
    }
    return scores;
  }

  private static double @Nullable [] neurons(
      Study study, Embeddings embeddings, int width, Cancellation cancellation) {
    MonoSemanticity.Sums sums = new MonoSemanticity.Sums(study.manifest().width(), width);
    for (Part part : study.parts().committed()) {
      cancellation.check();
      Map<Integer, double[]> units = new HashMap<>();
      embeddings.each(part.begin(), part.end(), (image, e) -> units.put(image, sums.image(e)));
      boolean kept =
          study
              .parts()
              .residuals(
                  part,
                  (image, residual) -> {
                    double[] unit = units.get(image);
                    for (int i = 0; unit != null && i < residual.length; i++) {
                      sums.fire(i, residual[i], unit);
                    }
                  });
      if (!kept && part.end() > part.begin()) {
        return null;
      }
    }
    return sums.scores();
  }
}
