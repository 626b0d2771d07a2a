package dev.facet.protocol;

import dev.facet.core.FeatureFacets;
import java.util.Objects;

/**
 * Which features, in which order.
 *
 * @param text blank for all; digits match the latent's index, words match labels, notes and
 *     explanations
 * @param sort the key
 * @param descending largest first
 * @param aliveOnly leaves out latents that never fire
 * @param starredOnly only bookmarked ones
 * @param facets further conditions
 * @param offset first row
 * @param limit most rows that come back
 */
public record FeatureQuery(
    String text,
    Sort sort,
    boolean descending,
    boolean aliveOnly,
    boolean starredOnly,
    FeatureFacets facets,
    int offset,
    int limit) {

  /** Keys that are ready in the study. */
  public enum Sort {
    INDEX,
    LABEL,
    FREQUENCY,
    DENSITY,
    MAX,
    MEAN,
    LABEL_SCORE,
    MONOSEMANTICITY,
    STEERABILITY
  }

  /** Every feature, none of them listed. */
  public static final FeatureQuery ALL =
      new FeatureQuery("", Sort.INDEX, false, false, false, 0, 0);

  public FeatureQuery {
    facets = Objects.requireNonNullElse(facets, FeatureFacets.NONE);
  }

  /** Without further conditions. */
  public FeatureQuery(
      String text,
      Sort sort,
      boolean descending,
      boolean aliveOnly,
      boolean starredOnly,
      int offset,
      int limit) {
    this(text, sort, descending, aliveOnly, starredOnly, FeatureFacets.NONE, offset, limit);
  }
}
