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
 * What the images' embeddings say about each latent, from the committed codes alone: no image is
 * read again. Gives the MonoSemanticity score and the activation-weighted centroid less the
 * corpus's mean. Latents are taken in blocks, so that memory is bounded whatever F and the corpus.
 *
 * @param scores MS by latent, NaN where undefined [F]
 * @param centroids by latent, zeros where it never fired [F][d]
 */
@SuppressWarnings("ArrayRecordComponent")
record EmbeddingPass(double[] scores, float[][] centroids) {

  /** Sums held at once: 64 M numbers, half a gigabyte. */
  private static final long SUMS = 64L << 20;

  /**
   * @param width d, of the stored embeddings
   */
  static EmbeddingPass of(Study study, int width, Progress progress, Cancellation cancellation) {
    int latents = study.manifest().latents();
    int block = (int) Math.clamp(SUMS / width, 1, latents);
    double[] scores = new double[latents];
    float[][] centroids = new float[latents][];
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
      double[] mean = sums.mean();
      for (int k = begin; k < end; k++) {
        centroids[k] = difference(sums.centroid(k - begin), mean);
      }
    }
    return new EmbeddingPass(scores, centroids);
  }

  private static float[] difference(double[] centroid, double[] mean) {
    float[] difference = new float[centroid.length];
    boolean fired = false;
    for (double c : centroid) {
      fired |= c != 0;
    }
    for (int i = 0; fired && i < difference.length; i++) {
      difference[i] = (float) (centroid[i] - mean[i]);
    }
    return difference;
  }
}
