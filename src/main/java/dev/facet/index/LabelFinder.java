package dev.facet.index;

import dev.facet.metrics.DirectionNeighbours;
import dev.facet.metrics.Vectors;
import dev.facet.workspace.FeatureProfile.ScoredLabel;
import java.util.ArrayList;
import java.util.List;

/** Zero-shot labels: the words whose text embeddings point where a latent's meaning points. */
final class LabelFinder {

  private final List<String> words;
  private final double[][] directions;

  /**
   * @param words the vocabulary [V]
   * @param textEmbeddings of the words [V, d], any norm
   */
  LabelFinder(List<String> words, float[][] textEmbeddings) {
    this.words = words;
    this.directions = Vectors.unitRows(textEmbeddings);
  }

  /** d, of the text embeddings. */
  int width() {
    return directions[0].length;
  }

  /**
   * The best words for a direction in embedding space, with their cosines.
   *
   * @param meaning of a latent [d]; zeros for a dead one
   * @return best first, none for a dead latent
   */
  List<ScoredLabel> labels(float[] meaning, int limit) {
    double[] direction = Vectors.unit(meaning);
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
}
