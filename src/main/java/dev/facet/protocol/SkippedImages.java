package dev.facet.protocol;

import java.util.List;

/** Files of the corpus that were left out, in its order. */
public record SkippedImages(List<Skipped> files) {

  /**
   * @param name path below the corpus folder
   * @param problem why it was left out, one sentence
   */
  public record Skipped(String name, String problem) {}
}
