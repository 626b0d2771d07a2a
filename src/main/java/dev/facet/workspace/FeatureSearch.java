package dev.facet.workspace;

import dev.facet.core.FeatureFacets;

/**
 * Which features, in which order.
 *
 * @param text blank for all; digits match the index, every word must occur in label, note, tags or
 *     explanations
 * @param sort the key; features without a value come last either way
 * @param descending largest first
 * @param aliveOnly leaves out latents that never fire
 * @param starredOnly only bookmarked ones
 * @param facets further conditions
 * @param offset first row
 * @param limit most rows that come back
 */
public record FeatureSearch(
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
    INDEX("f.feature"),
    LABEL("nullif(lower(shown), '')"),
    FREQUENCY("f.frequency"),
    DENSITY("f.density"),
    MAX("f.max"),
    MEAN("f.mean"),
    LABEL_SCORE("f.label_score"),
    MONOSEMANTICITY("f.monosemanticity"),
    STEERABILITY("f.steerability");

    private final String expression;

    Sort(String expression) {
      this.expression = expression;
    }

    String expression() {
      return expression;
    }
  }

  public FeatureSearch {
    offset = Math.max(0, offset);
    limit = Math.max(0, limit);
  }

  /** Without further conditions. */
  public FeatureSearch(
      String text,
      Sort sort,
      boolean descending,
      boolean aliveOnly,
      boolean starredOnly,
      int offset,
      int limit) {
    this(text, sort, descending, aliveOnly, starredOnly, FeatureFacets.NONE, offset, limit);
  }

  /** Every feature in index order. */
  public static FeatureSearch all(int offset, int limit) {
    return new FeatureSearch("", Sort.INDEX, false, false, false, offset, limit);
  }

  /** Every feature that fires, in index order; a page of it has no rows, but their number. */
  public static FeatureSearch firing() {
    return new FeatureSearch("", Sort.INDEX, false, true, false, 0, 0);
  }
}
