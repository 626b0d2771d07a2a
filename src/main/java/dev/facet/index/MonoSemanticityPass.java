package dev.facet.index;

import dev.facet.core.Cancellation;
import dev.facet.core.Progress;
import dev.facet.metrics.MonoSemanticity;
import dev.facet.workspace.PartStore.Part;
import dev.facet.workspace.Study;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * MonoSemanticity of every latent from the codes and embeddings that the study holds: no image is
 * read again. E is the study's own image encoder.
 */
final class MonoSemanticityPass {

  /** Sums held at once: 64 M numbers, half a gigabyte; more latents are taken in blocks. */
  private static final long SUMS = 64L << 20;

  private MonoSemanticityPass() {}

  /**
   * @param width d, of the stored embeddings
   * @return scores by latent, NaN where undefined [F]
   */
  static double[] scores(Study study, int width, Progress progress, Cancellation cancellation) {
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
        study
            .images()
            .embeddings(part.begin(), part.end(), (image, e) -> units.put(image, sums.image(e)));
        study
            .parts()
            .replay(
                part,
                codes -> {
                  double[] unit = units.get(codes.image());
                  if (unit != null && codes.latent() >= begin && codes.latent() < end) {
                    sums.fire(codes.latent() - begin, codes.score(), unit);
                  }
                });
      }
      System.arraycopy(sums.scores(), 0, scores, begin, end - begin);
    }
    return scores;
  }
}
