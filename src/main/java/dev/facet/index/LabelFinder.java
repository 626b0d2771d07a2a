package dev.facet.index;

import dev.facet.metrics.DirectionNeighbours;
import dev.facet.workspace.FeatureProfile.ScoredLabel;
import java.util.ArrayList;
import java.util.List;

/**
 * Zero-shot labels: the words whose text embeddings point where a latent's images lie, seen from
 * the middle of the corpus. Both sides are centred (images on the corpus's mean, words on the
 * vocabulary's): without that every image is near the same few words, as embeddings of one modality
 * share a large common part.
 */
final class LabelFinder {

  private final List<String> words;
  private final double[][] directions;

  /**
   * @param words the vocabulary [V]
   * @param textEmbeddings of the words [V, d], any norm
   */
  LabelFinder(List<String> words, float[][] textEmbeddings) {
    this.words = words;
    this.directions = new double[words.size()][];
    int d = textEmbeddings[0].length;
    double[] mean = new double[d];
    for (int v = 0; v < directions.length; v++) {
      directions[v] = unit(textEmbeddings[v]);
      for (int i = 0; i < d; i++) {
        mean[i] += directions[v][i] / directions.length;
      }
    }
    for (double[] direction : directions) {
      for (int i = 0; i < d; i++) {
        direction[i] -= mean[i];
      }
      scale(direction);
    }
  }

  /**
   * The best words for a direction in embedding space.
   *
   * @param centroid less the corpus's mean [d]; zeros for a dead latent
   * @return best first, none for a dead latent
   */
  List<ScoredLabel> labels(float[] centroid, int limit) {
    double[] direction = unit(centroid);
    double[] cosines = new double[words.size()];
    boolean defined = false;
    for (int v = 0; v < cosines.length; v++) {
      for (int i = 0; i < direction.length; i++) {
        cosines[v] += direction[i] * directions[v][i];
      }
      defined |= cosines[v] != 0;
    }
    List<ScoredLabel> labels = new ArrayList<>();
    if (defined) {
      DirectionNeighbours best = DirectionNeighbours.of(cosines, -1, limit);
      for (int place = 0; place < best.latents().length; place++) {
        labels.add(new ScoredLabel(words.get(best.latents()[place]), best.cosines()[place]));
      }
    }
    return labels;
  }

  private static double[] unit(float[] v) {
    double[] wide = new double[v.length];
    for (int i = 0; i < v.length; i++) {
      wide[i] = v[i];
    }
    scale(wide);
    return wide;
  }

  private static void scale(double[] v) {
    double square = 0;
    for (double x : v) {
      square += x * x;
    }
    double norm = Math.sqrt(square);
    for (int i = 0; i < v.length && norm > 0; i++) {
      v[i] /= norm;
    }
  }
}
