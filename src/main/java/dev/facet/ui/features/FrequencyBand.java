package dev.facet.ui.features;

import org.jspecify.annotations.Nullable;

/** How often a feature fires, in steps of ten. */
public enum FrequencyBand {
  ANY(null, null),
  RARE(null, 0.001),
  LOW(0.001, 0.01),
  MEDIUM(0.01, 0.1),
  HIGH(0.1, null);

  private final @Nullable Double from;
  private final @Nullable Double to;

  FrequencyBand(@Nullable Double from, @Nullable Double to) {
    this.from = from;
    this.to = to;
  }

  /** Least share of images, null for no bound. */
  @Nullable Double from() {
    return from;
  }

  /** Largest share of images, null for no bound. */
  @Nullable Double to() {
    return to;
  }
}
