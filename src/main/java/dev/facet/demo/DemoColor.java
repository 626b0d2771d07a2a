package dev.facet.demo;

import java.util.Locale;
import java.util.random.RandomGenerator;

/** Colours of backgrounds. No other concept bears one of these names. */
public enum DemoColor {
  RED(0xDC2828),
  ORANGE(0xF58C1E),
  YELLOW(0xFADC32),
  GREEN(0x32AA46),
  BLUE(0x325ADC),
  PURPLE(0x8C3CBE),
  PINK(0xFA96BE),
  BROWN(0x7D4B28),
  CYAN(0x3CCDD7),
  WHITE(0xFFFFFF),
  BLACK(0x0A0A0A),
  GRAY(0x808080);

  private final int rgb;

  DemoColor(int rgb) {
    this.rgb = rgb;
  }

  /** The vocabulary word. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** 0xRRGGBB at its purest; pictures vary around it. */
  public int rgb() {
    return rgb;
  }

  /** White, black or gray. */
  public boolean isNeutral() {
    return this == WHITE || this == BLACK || this == GRAY;
  }

  /** A shade near the pure colour: neutrals stay neutral, white stays white. */
  int shade(int reach, RandomGenerator random) {
    if (this == WHITE) {
      return rgb;
    }
    return isNeutral()
        ? Colors.brighten(rgb, random.nextInt(-reach, reach + 1))
        : Colors.vary(rgb, reach, random);
  }
}
