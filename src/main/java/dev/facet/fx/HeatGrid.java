package dev.facet.fx;

import java.util.ArrayList;
import java.util.List;

/**
 * Values on a grid of cells, and how they are drawn: as pixels interpolated between the centres of
 * the cells, or as a contour.
 *
 * @param values [rows x columns] in raster order
 * @param columns cells a row
 * @param rows rows of cells
 */
record HeatGrid(float[] values, int columns, int rows) {

  /** Pixels of the longer side of a drawing: the screen scales it smoothly from there on. */
  private static final int LONGEST_SIDE = 96;

  /** An end of a piece of contour, in cells: 0.5 is the centre of the first. */
  record Segment(double x1, double y1, double x2, double y2) {}

  static HeatGrid of(List<Float> values, int columns, int rows) {
    float[] plain = new float[values.size()];
    for (int i = 0; i < plain.length; i++) {
      plain[i] = values.get(i);
    }
    return new HeatGrid(plain, columns, rows);
  }

  int pixelsPerCell() {
    return Math.clamp(LONGEST_SIDE / Math.max(columns, rows), 1, 8);
  }

  float largest() {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, value);
    }
    return largest;
  }

  /**
   * Transparent where the value is 0, more opaque the larger it is.
   *
   * @param max the value that gets the brightest colour
   * @return premultiplied ARGB, {@link #pixelsPerCell} to the cell
   */
  int[] paint(double max, ColourMap colours) {
    int cell = pixelsPerCell();
    int width = columns * cell;
    int height = rows * cell;
    int[] argb = new int[width * height];
    double[] row = new double[columns];
    for (int y = 0; y < height; y++) {
      interpolate((y + 0.5) / cell - 0.5, row);
      for (int x = 0; x < width; x++) {
        double at = (x + 0.5) / cell - 0.5;
        int left = (int) Math.floor(at);
        double from = row[Math.max(0, left)];
        double to = row[Math.min(columns - 1, left + 1)];
        double value = (from + (at - left) * (to - from)) / max;
        if (value > 0) {
          argb[y * width + x] = premultiplied(Math.sqrt(Math.min(1, value)), colours.rgb(value));
        }
      }
    }
    return argb;
  }

  private static int premultiplied(double alpha, int rgb) {
    int a = (int) (alpha * 255);
    int red = (rgb >> 16 & 255) * a / 255;
    int green = (rgb >> 8 & 255) * a / 255;
    int blue = (rgb & 255) * a / 255;
    return a << 24 | red << 16 | green << 8 | blue;
  }

  /** The values at the centres of the columns, at a height between the centres of two rows. */
  private void interpolate(double y, double[] into) {
    int top = (int) Math.floor(y);
    int above = Math.max(0, top) * columns;
    int below = Math.min(rows - 1, top + 1) * columns;
    for (int x = 0; x < columns; x++) {
      into[x] = values[above + x] + (y - top) * (values[below + x] - values[above + x]);
    }
  }

  /** Where the interpolated values cross a level: marching squares between the cells' centres. */
  List<Segment> contour(double level) {
    List<Segment> segments = new ArrayList<>();
    // One cell of border on each side, at 0, closes the lines at the picture's edge.
    for (int y = -1; y < rows; y++) {
      for (int x = -1; x < columns; x++) {
        square(segments, level, x, y);
      }
    }
    return segments;
  }

  private void square(List<Segment> out, double level, int x, int y) {
    double a = outside(x, y) - level;
    double b = outside(x + 1, y) - level;
    double c = outside(x + 1, y + 1) - level;
    double d = outside(x, y + 1) - level;
    List<double[]> crossings = new ArrayList<>(4);
    cross(crossings, a, b, x, y, 1, 0);
    cross(crossings, b, c, x + 1, y, 0, 1);
    cross(crossings, d, c, x, y + 1, 1, 0);
    cross(crossings, a, d, x, y, 0, 1);
    if (crossings.size() == 4 && (a + b + c + d >= 0) == (a >= 0)) {
      // A saddle whose middle belongs to a and c: they stay together, b and d are cut off.
      add(out, crossings.get(0), crossings.get(1));
      add(out, crossings.get(2), crossings.get(3));
    } else if (crossings.size() == 4) {
      add(out, crossings.get(0), crossings.get(3));
      add(out, crossings.get(1), crossings.get(2));
    } else if (crossings.size() == 2) {
      add(out, crossings.get(0), crossings.get(1));
    }
  }

  private static void cross(
      List<double[]> out, double from, double to, int x, int y, int dx, int dy) {
    if ((from >= 0) != (to >= 0)) {
      double share = from / (from - to);
      out.add(new double[] {x + dx * share + 0.5, y + dy * share + 0.5});
    }
  }

  private void add(List<Segment> out, double[] from, double[] to) {
    out.add(
        new Segment(
            Math.clamp(from[0], 0, columns),
            Math.clamp(from[1], 0, rows),
            Math.clamp(to[0], 0, columns),
            Math.clamp(to[1], 0, rows)));
  }

  private double outside(int column, int row) {
    return column < 0 || row < 0 || column >= columns || row >= rows ? 0 : cell(column, row);
  }

  private double cell(int column, int row) {
    return values[Math.clamp(row, 0, rows - 1) * columns + Math.clamp(column, 0, columns - 1)];
  }
}
