package dev.facet.core;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Conditions on features beside a text search; all of them must hold.
 *
 * @param ranges of figures, both ends included
 * @param tags that the feature must all carry
 * @param tagged whether it carries any tag; null for either
 * @param explained whether a language model has explained it; null for either
 */
public record FeatureFacets(
    List<Range> ranges, List<String> tags, @Nullable Boolean tagged, @Nullable Boolean explained) {

  /** No condition. */
  public static final FeatureFacets NONE = new FeatureFacets(List.of(), List.of(), null, null);

  /** Figures of a feature that can be bounded. */
  public enum Figure {
    FREQUENCY,
    DENSITY,
    MAX,
    MEAN,
    LABEL_SCORE,
    MONOSEMANTICITY,
    STEERABILITY,
    /** Place on the map of decoder directions. */
    MAP_X,
    /** Place on the map of decoder directions. */
    MAP_Y
  }

  /**
   * Bounds of a figure; a feature where it is not defined is out.
   *
   * @param from smallest value, null for no bound
   * @param to largest value, null for no bound
   */
  public record Range(Figure figure, @Nullable Double from, @Nullable Double to) {}

  // JSON from an older window leaves out what it does not know.
  public FeatureFacets {
    ranges = List.copyOf(Objects.requireNonNullElse(ranges, List.of()));
    tags = List.copyOf(Objects.requireNonNullElse(tags, List.of()));
  }
}
