package dev.facet.demo;

import java.util.random.RandomGenerator;

/** Arithmetic on packed 0xRRGGBB colours. */
final class Colors {

  private Colors() {}

  /** Between two colours: {@code weight} 0 is the first, 256 the second. */
  static int mix(int a, int b, int weight) {
    int redBlue = a & 0xFF00FF;
    int green = a & 0x00FF00;
    redBlue += (((b & 0xFF00FF) - redBlue) * weight) >> 8;
    green += (((b & 0x00FF00) - green) * weight) >> 8;
    return (redBlue & 0xFF00FF) | (green & 0x00FF00);
  }

  /** The colour with each channel moved by up to {@code reach}. */
  static int vary(int color, int reach, RandomGenerator random) {
    int red = (color >> 16 & 255) + random.nextInt(-reach, reach + 1);
    int green = (color >> 8 & 255) + random.nextInt(-reach, reach + 1);
    int blue = (color & 255) + random.nextInt(-reach, reach + 1);
    return pack(red, green, blue);
  }

  /** The colour with the same amount added to each channel. */
  static int brighten(int color, int amount) {
    return pack((color >> 16 & 255) + amount, (color >> 8 & 255) + amount, (color & 255) + amount);
  }

  static int pack(int red, int green, int blue) {
    return clamp(red) << 16 | clamp(green) << 8 | clamp(blue);
  }

  private static int clamp(int value) {
    return Math.min(255, Math.max(0, value));
  }
}
