package dev.facet.model;

import dev.facet.checkpoint.Checkpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks the tensors of a network's parts, by the headers of a checkpoint alone. */
final class PartCheck {

  private final Checkpoint checkpoint;
  private final TensorTable table = TensorTable.load();

  PartCheck(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
  }

  /**
   * @param section of the table of tensors
   * @param words what an error calls the part
   * @param prefixes of the tensors' names, of which the checkpoint has one
   * @param layers of the part
   * @param sizes by the letters of the table
   * @throws dev.facet.core.FacetException when a tensor lacks or has another shape
   */
  void check(
      String section, String words, List<String> prefixes, int layers, Map<String, Integer> sizes) {
    table.check(checkpoint, section, words, prefixes, layers, sizes);
  }

  /** The sizes that layers of an encoder have. */
  static Map<String, Integer> sizes(Encoder.Spec spec) {
    Map<String, Integer> sizes = new HashMap<>();
    sizes.put("d", spec.width());
    sizes.put("h", spec.hidden());
    return sizes;
  }
}
