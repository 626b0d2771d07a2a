package dev.facet.image;

import dev.facet.core.FacetException;
import java.util.Arrays;

/**
 * A picture in 8-bit RGB.
 *
 * @param width pixels
 * @param height pixels
 * @param rgb {@code [height, width, 3]} row by row, unsigned bytes. Not copied: whoever makes an
 *     image gives the array away
 */
public record RgbImage(int width, int height, byte[] rgb) {

  public RgbImage {
    if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
      throw FacetException.badInput(
          "An image of " + width + " x " + height + " cannot have " + rgb.length + " bytes");
    }
  }

  /** An image of one colour. */
  public static RgbImage filled(int width, int height, int red, int green, int blue) {
    byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = (byte) red;
      rgb[i + 1] = (byte) green;
      rgb[i + 2] = (byte) blue;
    }
    return new RgbImage(width, height, rgb);
  }

  /** One channel of one pixel, 0 to 255; channel 0 is red. */
  public int at(int x, int y, int channel) {
    return rgb[3 * (y * width + x) + channel] & 0xFF;
  }

  /**
   * The rectangle that starts at (left, top); it may reach beyond the picture, and what lies there
   * is black, as in Pillow.
   */
  public RgbImage crop(int left, int top, int cropWidth, int cropHeight) {
    byte[] out = new byte[Math.multiplyExact(3, Math.multiplyExact(cropWidth, cropHeight))];
    int from = Math.max(0, left);
    int to = Math.min(width, left + cropWidth);
    for (int y = Math.max(0, -top); y < cropHeight && top + y < height && from < to; y++) {
      System.arraycopy(
          rgb,
          3 * ((top + y) * width + from),
          out,
          3 * (y * cropWidth + from - left),
          3 * (to - from));
    }
    return new RgbImage(cropWidth, cropHeight, out);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RgbImage i
        && width == i.width
        && height == i.height
        && Arrays.equals(rgb, i.rgb);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(rgb);
  }

  @Override
  public String toString() {
    return "RgbImage[" + width + " x " + height + "]";
  }
}
