package dev.facet.steering;

import ai.djl.ndarray.NDArray;
import dev.facet.core.FacetException;
import dev.facet.core.WordList;
import dev.facet.metrics.Steerability;
import dev.facet.model.DualEncoder;
import dev.facet.tensor.NdScope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where images stand in concept space; text embeddings of each vocabulary are made once. */
final class ConceptMeter {

  private static final int TEXT_BATCH = 256;
  private static final int LARGEST_VOCABULARY = 200_000;

  /**
   * Words and the measure over them.
   *
   * @param name of the vocabulary
   * @param words one an entry
   * @param measure over their text embeddings
   */
  record Vocabulary(String name, List<String> words, Steerability measure) {}

  private final DualEncoder encoder;
  private final VectorStore store;
  private final Map<List<String>, Vocabulary> embedded = new HashMap<>();

  /**
   * @param store keeps text embeddings by content: weights and words
   */
  ConceptMeter(DualEncoder encoder, VectorStore store) {
    this.encoder = encoder;
    this.store = store;
  }

  /** The words of a file, one a line; blank lines do not count. */
  static List<String> read(String file) {
    List<String> words = WordList.read(Path.of(file));
    if (words.isEmpty() || words.size() > LARGEST_VOCABULARY) {
      throw FacetException.badInput(
          "The vocabulary " + file + " has " + words.size() + " words, expected 1 to 200,000");
    }
    return words;
  }

  Vocabulary vocabulary(String name, List<String> words) {
    return embedded.computeIfAbsent(
        words, w -> new Vocabulary(name, w, new Steerability(embedded(w), encoder.logitScale())));
  }

  private float[][] embedded(List<String> words) {
    List<String> content =
        new ArrayList<>(
            List.of("texts", encoder.fingerprint(), encoder.arithmetic().used().word()));
    content.addAll(words);
    return store.rows(content, () -> embed(words));
  }

  private float[][] embed(List<String> words) {
    List<float[]> rows = new ArrayList<>();
    for (int at = 0; at < words.size(); at += TEXT_BATCH) {
      try (NdScope scope = new NdScope()) {
        rows.addAll(
            List.of(
                rows(
                    encoder.textEmbeddings(
                        words.subList(at, Math.min(words.size(), at + TEXT_BATCH))))));
      }
    }
    return rows.toArray(float[][]::new);
  }

  DualEncoder encoder() {
    return encoder;
  }

  /** The residual after the tower's last layer [N, T, D] to image embeddings [N][P]. */
  float[][] embeddings(NDArray hidden) {
    return rows(encoder.project(hidden));
  }

  static float[][] rows(NDArray matrix) {
    int rows = (int) matrix.getShape().get(0);
    float[] all = matrix.toFloatArray();
    int width = all.length / rows;
    float[][] out = new float[rows][width];
    for (int r = 0; r < rows; r++) {
      System.arraycopy(all, r * width, out[r], 0, width);
    }
    return out;
  }
}
