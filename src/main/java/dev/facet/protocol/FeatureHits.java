package dev.facet.protocol;

import java.util.List;

/** Features that a search found, best first. */
public record FeatureHits(List<Hit> hits) {

  /**
   * @param row its line in the list
   * @param score the cosine, or the share of the largest code
   */
  public record Hit(FeatureRow row, double score) {}
}
