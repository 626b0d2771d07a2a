package dev.facet.fx;

import java.util.List;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.Region;

/**
 * A heat map over a picture, as its own layer: cividis, transparent where nothing fires, more
 * opaque the stronger it does. Values are interpolated between the centres of the cells.
 */
public final class HeatMapLayer extends Region {

  /** Pixels that a cell is drawn with before the screen scales it. */
  private static final int CELL_PIXELS = 8;

  private final ImageView view = new ImageView();
  private List<Float> values = List.of();
  private int columns;
  private int rows;

  public HeatMapLayer() {
    getStyleClass().add("heat-map");
    setMouseTransparent(true);
    view.setSmooth(true);
    getChildren().add(view);
  }

  /**
   * Shows values.
   *
   * @param heat [rows x columns] in raster order; an empty list shows nothing
   * @param max the value that gets the brightest colour
   */
  public void show(List<Float> heat, int columns, int rows, double max) {
    this.values = heat.size() == columns * rows ? heat : List.of();
    this.columns = columns;
    this.rows = rows;
    view.setImage(values.isEmpty() || !(max > 0) ? null : paint(max));
    requestLayout();
  }

  /** The cell under a point of this layer, in raster order, or -1. */
  public int cellAt(double x, double y) {
    if (values.isEmpty() || x < 0 || y < 0 || x >= getWidth() || y >= getHeight()) {
      return -1;
    }
    return (int) (y / getHeight() * rows) * columns + (int) (x / getWidth() * columns);
  }

  /** The value of a cell that {@link #cellAt} named. */
  public double value(int cell) {
    return values.get(cell);
  }

  @Override
  protected void layoutChildren() {
    view.setFitWidth(getWidth());
    view.setFitHeight(getHeight());
  }

  private WritableImage paint(double max) {
    int width = columns * CELL_PIXELS;
    int height = rows * CELL_PIXELS;
    int[] argb = new int[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double value =
            interpolate((x + 0.5) / CELL_PIXELS - 0.5, (y + 0.5) / CELL_PIXELS - 0.5) / max;
        if (value > 0) {
          double alpha = Math.sqrt(Math.min(1, value));
          argb[y * width + x] = (int) (alpha * 255) << 24 | ColourMap.cividis(value);
        }
      }
    }
    WritableImage image = new WritableImage(width, height);
    image
        .getPixelWriter()
        .setPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), argb, 0, width);
    return image;
  }

  private double interpolate(double x, double y) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double fx = x - left;
    double fy = y - top;
    return (1 - fy) * ((1 - fx) * cell(left, top) + fx * cell(left + 1, top))
        + fy * ((1 - fx) * cell(left, top + 1) + fx * cell(left + 1, top + 1));
  }

  private double cell(int column, int row) {
    return values.get(Math.clamp(row, 0, rows - 1) * columns + Math.clamp(column, 0, columns - 1));
  }
}
