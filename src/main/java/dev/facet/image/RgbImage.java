package dev.facet.image;

/**
 * A decoded image.
 *
 * @param width pixels, W
 * @param height pixels, H
 * @param rgb {@code [H, W, 3]} interleaved, one unsigned byte a channel
 */
public record RgbImage(int width, int height, byte[] rgb) {

  public RgbImage {
    if (width <= 0 || height <= 0 || rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "an image of " + width + " x " + height + " does not hold " + rgb.length + " bytes");
    }
  }
}
