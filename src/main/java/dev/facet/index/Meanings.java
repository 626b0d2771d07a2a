package dev.facet.index;

import dev.facet.core.Cancellation;
import dev.facet.metrics.Vectors;
import dev.facet.metrics.Whitening;
import dev.facet.workspace.PartStore.Part;
import dev.facet.workspace.Study;
import java.util.List;

/**
 * What the images' embeddings say about each latent, from what the study holds: no image is read
 * again.
 *
 * <p>A latent's meaning is where its top images lie, weighted by their scores, as seen from the
 * middle of the corpus and whitened by the corpus's covariance (Fisher's linear discriminant
 * between the latent's images and all). Plain centroids are nearest to the things that vary most,
 * whatever the latent; on the demo world whitening doubles the share of right labels, backgrounds
 * above all.
 *
 * @param directions by latent, zeros for a dead one [F][d]
 * @param mean unit embedding of the corpus, on average [d]
 */
@SuppressWarnings("ArrayRecordComponent")
record Meanings(float[][] directions, float[] mean) {

  /** Images that the covariance is estimated from, spread evenly over the corpus. */
  private static final int COVARIANCE_IMAGES = 20_000;

  /** Found on the demo world: flat between 0.1 and 0.3. */
  private static final double RIDGE = 0.2;

  /**
   * @param width d, of the stored embeddings
   */
  static Meanings of(Study study, int width, Cancellation cancellation) {
    int latents = study.manifest().latents();
    Moments corpus = Moments.of(study, width, cancellation);
    Whitening whitening = new Whitening(corpus.covariance(), RIDGE);
    double[][] top = new double[latents][];
    double[] weight = new double[latents];
    study
        .meanings()
        .topEmbeddings(
            (latent, score, embedding) -> {
              if (top[latent] == null) {
                top[latent] = new double[width];
              }
              double[] unit = Vectors.unit(embedding);
              for (int i = 0; i < width; i++) {
                top[latent][i] += score * unit[i];
              }
              weight[latent] += score;
            });
    float[][] meanings = new float[latents][width];
    for (int k = 0; k < latents; k++) {
      if (weight[k] > 0) {
        double[] difference = new double[width];
        for (int i = 0; i < width; i++) {
          difference[i] = top[k][i] / weight[k] - corpus.mean[i];
        }
        double[] direction = whitening.apply(difference);
        for (int i = 0; i < width; i++) {
          meanings[k][i] = (float) direction[i];
        }
      }
    }
    float[] mean = new float[width];
    for (int i = 0; i < width; i++) {
      mean[i] = (float) corpus.mean[i];
    }
    return new Meanings(meanings, mean);
  }

  /** Mean and covariance of the unit embeddings, of a sample where the corpus is large. */
  private static final class Moments {
    private final double[] mean;
    private final double[][] products;
    private long count;

    private Moments(int width) {
      mean = new double[width];
      products = new double[width][width];
    }

    static Moments of(Study study, int width, Cancellation cancellation) {
      Moments moments = new Moments(width);
      List<Part> parts = study.parts().committed();
      int images = parts.isEmpty() ? 0 : parts.getLast().end();
      int stride = 1 + images / COVARIANCE_IMAGES;
      for (Part part : parts) {
        cancellation.check();
        study
            .images()
            .embeddings(
                part.begin(),
                part.end(),
                (image, e) -> {
                  if (image % stride == 0) {
                    moments.add(Vectors.unit(e));
                  }
                });
      }
      for (int i = 0; i < width && moments.count > 0; i++) {
        moments.mean[i] /= moments.count;
      }
      return moments;
    }

    private void add(double[] unit) {
      count++;
      for (int i = 0; i < unit.length; i++) {
        mean[i] += unit[i];
        for (int j = 0; j <= i; j++) {
          products[i][j] += unit[i] * unit[j];
        }
      }
    }

    double[][] covariance() {
      double[][] covariance = new double[mean.length][mean.length];
      for (int i = 0; i < mean.length; i++) {
        for (int j = 0; j <= i; j++) {
          double c = count == 0 ? 0 : products[i][j] / count - mean[i] * mean[j];
          covariance[i][j] = c;
          covariance[j][i] = c;
        }
      }
      return covariance;
    }
  }
}
