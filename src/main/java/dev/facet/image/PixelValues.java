package dev.facet.image;

import dev.facet.core.FacetException;
import java.util.Arrays;

/**
 * What a vision tower gets: normalised pixels.
 *
 * @param tiles images of one size, {@code T}: 1, or more where the processor cuts the picture up;
 *     for Qwen2.5-VL the number of patches
 * @param channels {@code C}: 3; for Qwen2.5-VL 3 times the temporal patch size
 * @param height {@code H} of a tile
 * @param width {@code W} of a tile
 * @param data {@code [T, C, H, W]}
 * @param rows of the tile grid, 1 where there is a single tile; for Qwen2.5-VL of the patch grid
 * @param columns of the tile grid
 * @param originalHeight of the picture before any change
 * @param originalWidth of the picture before any change
 */
public record PixelValues(
    int tiles,
    int channels,
    int height,
    int width,
    float[] data,
    int rows,
    int columns,
    int originalHeight,
    int originalWidth) {

  public PixelValues {
    if (data.length != (long) tiles * channels * height * width) {
      throw FacetException.badInput(
          "Pixel values of shape "
              + Arrays.toString(new int[] {tiles, channels, height, width})
              + " cannot have "
              + data.length
              + " elements");
    }
  }

  /** {@code [T, C, H, W]}. */
  public long[] shape() {
    return new long[] {tiles, channels, height, width};
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PixelValues p
        && Arrays.equals(shape(), p.shape())
        && rows == p.rows
        && columns == p.columns
        && Arrays.equals(data, p.data);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return "PixelValues" + Arrays.toString(shape());
  }
}
