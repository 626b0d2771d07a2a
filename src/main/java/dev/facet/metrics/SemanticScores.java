package dev.facet.metrics;

/**
 * SemanticLens's scores of a latent's example embeddings ({@code semanticlens/scores.py}).
 * Embeddings of any norm; cosines are taken.
 */
public final class SemanticScores {

  private SemanticScores() {}

  /**
   * Mean cosine of the ordered pairs of different examples, in [-1/(n-1), 1].
   *
   * @param embeddings [n, d], n at least 2
   */
  public static double clarity(double[][] embeddings) {
    int n = embeddings.length;
    double[] mean = mean(embeddings, null, 0);
    return (Vectors.dot(mean, mean) - 1.0 / n) * n / (n - 1);
  }

  /**
   * Mean over rows of the largest cosine with another row: 1 when every concept has a twin.
   *
   * @param rows [n, d]
   */
  public static double redundancy(double[][] rows) {
    double[][] unit = new double[rows.length][];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = Vectors.unit(rows[i].clone());
    }
    double sum = 0;
    for (int i = 0; i < unit.length; i++) {
      double best = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < unit.length; j++) {
        if (i != j) {
          best = Math.max(best, Vectors.dot(unit[i], unit[j]));
        }
      }
      sum += best;
    }
    return sum / unit.length;
  }

  /**
   * 1 - cosine of the two cluster means: how different the two things are that a latent stands for.
   *
   * @param embeddings [n, d]
   * @param cluster 0 or 1 for each; the clustering is the caller's
   */
  public static double polysemanticity(double[][] embeddings, int[] cluster) {
    double[] a = mean(embeddings, cluster, 0);
    double[] b = mean(embeddings, cluster, 1);
    return 1 - Vectors.dot(a, b) / Vectors.norm(a) / Vectors.norm(b);
  }

  /** Mean of the unit vectors that belong to the wanted cluster; of all where none is given. */
  private static double[] mean(
      double[][] embeddings, int @org.jspecify.annotations.Nullable [] cluster, int wanted) {
    double[] mean = new double[embeddings[0].length];
    int count = 0;
    for (int n = 0; n < embeddings.length; n++) {
      if (cluster == null || cluster[n] == wanted) {
        double[] unit = Vectors.unit(embeddings[n].clone());
        for (int i = 0; i < mean.length; i++) {
          mean[i] += unit[i];
        }
        count++;
      }
    }
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= count;
    }
    return mean;
  }
}
