package dev.facet.fx.plot;

import java.util.Arrays;

/** Points of a plane with a number each. Immutable; a hundred thousand of them are no trouble. */
public final class PointCloud {

  private static final double MARGIN = 0.04;

  private final int[] ids;
  private final float[] x;
  private final float[] y;
  private final Bounds bounds;

  private PointCloud(int[] ids, float[] x, float[] y) {
    this.ids = ids;
    this.x = x;
    this.y = y;
    this.bounds = around(x, y);
  }

  /** Points without a finite place are left out. */
  public static PointCloud of(int[] ids, float[] x, float[] y) {
    int[] keptIds = new int[ids.length];
    float[] keptX = new float[ids.length];
    float[] keptY = new float[ids.length];
    int kept = 0;
    for (int i = 0; i < ids.length; i++) {
      if (Float.isFinite(x[i]) && Float.isFinite(y[i])) {
        keptIds[kept] = ids[i];
        keptX[kept] = x[i];
        keptY[kept++] = y[i];
      }
    }
    return new PointCloud(
        Arrays.copyOf(keptIds, kept), Arrays.copyOf(keptX, kept), Arrays.copyOf(keptY, kept));
  }

  private static Bounds around(float[] x, float[] y) {
    float[] rangeX = range(x);
    float[] rangeY = range(y);
    double padX = Math.max(1e-6, (rangeX[1] - rangeX[0]) * MARGIN);
    double padY = Math.max(1e-6, (rangeY[1] - rangeY[0]) * MARGIN);
    return new Bounds(rangeX[0] - padX, rangeX[1] + padX, rangeY[0] - padY, rangeY[1] + padY);
  }

  private static float[] range(float[] values) {
    if (values.length == 0) {
      return new float[] {0, 1};
    }
    float low = values[0];
    float high = values[0];
    for (float value : values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return new float[] {low, high};
  }

  public int size() {
    return ids.length;
  }

  public int id(int point) {
    return ids[point];
  }

  public double x(int point) {
    return x[point];
  }

  public double y(int point) {
    return y[point];
  }

  /** Somewhat more than what holds all points. */
  public Bounds bounds() {
    return bounds;
  }

  /** The point of a number, or -1. */
  public int find(int id) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] == id) {
        return i;
      }
    }
    return -1;
  }

  /** How many lie in a rectangle. */
  public int count(Bounds in) {
    int count = 0;
    for (int i = 0; i < ids.length; i++) {
      if (in.contains(x[i], y[i])) {
        count++;
      }
    }
    return count;
  }

  /**
   * The point nearest to a place, or -1 where none is near enough.
   *
   * @param scaleX pixels to a unit of x
   * @param scaleY pixels to a unit of y
   * @param reach most pixels between them
   */
  int nearest(double atX, double atY, double scaleX, double scaleY, double reach) {
    int best = -1;
    double least = reach * reach;
    for (int i = 0; i < ids.length; i++) {
      double dx = (x[i] - atX) * scaleX;
      double dy = (y[i] - atY) * scaleY;
      double distance = dx * dx + dy * dy;
      if (distance <= least) {
        least = distance;
        best = i;
      }
    }
    return best;
  }

  /**
   * Draws all points as small discs, each over the ones before, translucent where there are many.
   *
   * @param rgb colour of a point
   * @param radius of a disc in pixels
   * @return ARGB, not premultiplied [height x width]
   */
  int[] paint(int width, int height, int rgb, double radius) {
    float[] cover = new float[width * height];
    float opacity = (float) Math.clamp(60 / Math.sqrt(ids.length + 1.0), 0.08, 0.75);
    int reach = (int) Math.ceil(radius);
    float[] stamp = stamp(radius, reach);
    int side = 2 * reach + 1;
    for (int i = 0; i < ids.length; i++) {
      int px = (int) Math.round((x[i] - bounds.fromX()) / bounds.width() * (width - 1));
      int py = (int) Math.round((bounds.toY() - y[i]) / bounds.height() * (height - 1));
      for (int sy = 0; sy < side; sy++) {
        int row = py + sy - reach;
        if (row < 0 || row >= height) {
          continue;
        }
        for (int sx = 0; sx < side; sx++) {
          int column = px + sx - reach;
          if (column >= 0 && column < width) {
            int at = row * width + column;
            cover[at] += (1 - cover[at]) * opacity * stamp[sy * side + sx];
          }
        }
      }
    }
    int[] argb = new int[cover.length];
    for (int i = 0; i < cover.length; i++) {
      argb[i] = (int) (cover[i] * 255) << 24 | rgb;
    }
    return argb;
  }

  /** How much of each pixel a disc covers. */
  private static float[] stamp(double radius, int reach) {
    int side = 2 * reach + 1;
    float[] stamp = new float[side * side];
    for (int y = -reach; y <= reach; y++) {
      for (int x = -reach; x <= reach; x++) {
        stamp[(y + reach) * side + x + reach] =
            (float) Math.clamp(radius + 0.5 - Math.hypot(x, y), 0, 1);
      }
    }
    return stamp;
  }
}
