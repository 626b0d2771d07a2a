package dev.facet.demo;

import java.util.Arrays;
import java.util.List;

/**
 * What each patch of a demo image shows. A patch belongs to the object that covers most of it if
 * that is at least a quarter of the patch; it is background where no object covers more than a
 * fiftieth; the patches between are neither and are left out of training and labels.
 */
public final class PatchLabels {

  /** The patch shows background. */
  public static final short BACKGROUND = -1;

  /** Neither clearly an object nor clearly background. */
  public static final short IGNORE = -100;

  private static final double OBJECT_SHARE = 0.25;
  private static final double BACKGROUND_SHARE = 0.02;

  private PatchLabels() {}

  /**
   * @param grid patches along each side, g
   * @return {@code [g * g]} row by row: a concept's index, {@link #BACKGROUND} or {@link #IGNORE}
   */
  public static short[] label(DemoImage image, int grid) {
    int width = image.image().width();
    int height = image.image().height();
    if (grid < 1 || grid > Math.min(width, height)) {
      throw new IllegalArgumentException(
          "a grid of " + grid + " does not fit " + width + " x " + height + " pixels");
    }
    List<Integer> objects = image.scene().objects();
    byte[] ids = image.objectIds();
    short[] labels = new short[grid * grid];
    int[] pixels = new int[objects.size() + 1];
    for (int row = 0; row < grid; row++) {
      int top = row * height / grid;
      int bottom = (row + 1) * height / grid;
      for (int column = 0; column < grid; column++) {
        int left = column * width / grid;
        int right = (column + 1) * width / grid;
        Arrays.fill(pixels, 0);
        for (int y = top; y < bottom; y++) {
          for (int x = left; x < right; x++) {
            pixels[ids[y * width + x]]++;
          }
        }
        int best = 0;
        int covered = 0;
        for (int i = 1; i < pixels.length; i++) {
          if (pixels[i] > covered) {
            covered = pixels[i];
            best = i;
          }
        }
        double share = covered / (double) ((bottom - top) * (right - left));
        labels[row * grid + column] =
            share >= OBJECT_SHARE
                ? objects.get(best - 1).shortValue()
                : share > BACKGROUND_SHARE ? IGNORE : BACKGROUND;
      }
    }
    return labels;
  }
}
