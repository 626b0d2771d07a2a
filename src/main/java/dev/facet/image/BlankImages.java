package dev.facet.image;

import dev.facet.core.FacetException;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** The pictures without content that features are steered on. */
public final class BlankImages {

  private BlankImages() {}

  /** True for {@code white}, {@code black}, {@code grey} and {@code noise:SEED}. */
  public static boolean isBlank(String address) {
    return address.equals("white")
        || address.equals("black")
        || address.equals("grey")
        || address.equals("gray")
        || address.startsWith("noise:");
  }

  /**
   * Makes a blank picture.
   *
   * @param address {@code white}, {@code black}, {@code grey} (128) or {@code noise:SEED}: uniform
   *     noise, each channel on its own, the same for a seed on every machine
   * @throws FacetException when the address is none of these
   */
  public static RgbImage parse(String address, int width, int height) {
    return switch (address) {
      case "white" -> RgbImage.filled(width, height, 255, 255, 255);
      case "black" -> RgbImage.filled(width, height, 0, 0, 0);
      case "grey", "gray" -> RgbImage.filled(width, height, 128, 128, 128);
      default -> noise(seed(address), width, height);
    };
  }

  private static RgbImage noise(long seed, int width, int height) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    random.nextBytes(rgb);
    return new RgbImage(width, height, rgb);
  }

  private static long seed(String address) {
    if (address.startsWith("noise:")) {
      try {
        return Long.parseLong(address.substring("noise:".length()));
      } catch (NumberFormatException e) {
        throw FacetException.badInput(
            "'" + address + "' must name a whole number as its seed, such as noise:7", e);
      }
    }
    throw FacetException.badInput(
        "'" + address + "' is no blank picture; expected white, black, grey or noise:SEED");
  }
}
