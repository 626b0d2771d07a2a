package dev.facet.demo;

import java.util.Locale;

/** Patterned backgrounds, each in one named colour and a neutral one. */
public enum Texture {
  STRIPES,
  CHECKS,
  DOTS,
  WAVES,
  GRADIENT,
  NOISE;

  /** The vocabulary word. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
