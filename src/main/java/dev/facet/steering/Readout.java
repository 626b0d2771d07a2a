package dev.facet.steering;

import ai.djl.ndarray.NDArray;
import dev.facet.core.Intervention;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What steerability is read from: logits over words for each of some pictures. */
interface Readout {

  /** Parts that the pictures are worked through in. */
  int parts();

  /** Rows of latents that fit into one pass. */
  int rows();

  /**
   * Logits of a part's pictures under edits.
   *
   * @param rows interventions of each row; one empty row for the unsteered side
   * @return float64 [R, pictures of the part, V]
   */
  NDArray logits(int part, List<List<Intervention>> rows);

  /** Unit text embeddings of the words [V][d]; null where they are tokens. */
  double @Nullable [][] embeddings();

  /** The words. */
  List<String> words();

  /** What they are. */
  String name();
}
