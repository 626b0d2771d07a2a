package dev.facet.demo;

import java.util.Locale;

/** Something done to the whole picture. */
public enum ImageStyle {
  GRAYSCALE,
  BLURRED,
  SEPIA;

  /** The vocabulary word. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the names of colours still hold. */
  public boolean keepsColor() {
    return this == BLURRED;
  }
}
