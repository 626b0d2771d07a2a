package dev.facet.demo;

import java.util.Locale;

/** Painted backgrounds. */
public enum Scenery {
  SKY("in the sky", "the sky"),
  SEA("at sea", "the sea"),
  MEADOW("in a meadow", "a meadow"),
  DESERT("in the desert", "a desert"),
  SNOW("in the snow", "snow"),
  NIGHT("at night", "the night"),
  CITY("in the city", "a city"),
  FOREST("in a forest", "a forest"),
  SUNSET("at sunset", "a sunset");

  private final String place;
  private final String noun;

  Scenery(String place, String noun) {
    this.place = place;
    this.noun = noun;
  }

  /** The vocabulary word. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Where something is: "in the snow". */
  public String place() {
    return place;
  }

  /** The scenery by itself: "snow". */
  public String noun() {
    return noun;
  }
}
