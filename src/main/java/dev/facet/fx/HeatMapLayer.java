package dev.facet.fx;

import java.nio.IntBuffer;
import java.util.List;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelBuffer;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.Region;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import org.jspecify.annotations.Nullable;

/**
 * A heat map over a picture, as its own layer: transparent where nothing fires, more opaque the
 * stronger it does, with a contour on demand.
 */
public final class HeatMapLayer extends Region {

  private static final double CONTOUR_LEVEL = 0.5;

  private final ImageView view = new ImageView();
  private final Path shade = new Path();
  private final Path line = new Path();
  private final DoubleProperty heatOpacity = new SimpleDoubleProperty(1);
  private final ObjectProperty<HeatStyle> heatStyle = new SimpleObjectProperty<>(HeatStyle.DEFAULT);
  private List<Float> shownHeat = List.of();
  private int shownColumns;
  private @Nullable HeatGrid grid;
  private double max;

  public HeatMapLayer() {
    getStyleClass().add("heat-map");
    setMouseTransparent(true);
    view.setSmooth(true);
    shade.getStyleClass().add("heat-contour-shade");
    line.getStyleClass().add("heat-contour");
    shade.setManaged(false);
    line.setManaged(false);
    getChildren().addAll(view, shade, line);
    getChildren().forEach(part -> part.opacityProperty().bind(heatOpacity));
    heatStyle.addListener(o -> draw());
  }

  /**
   * How much it hides of the picture, 0 to 1. Of the parts and not of this node: a translucent node
   * with children is drawn on a picture of its own first, in every frame.
   */
  public DoubleProperty heatOpacityProperty() {
    return heatOpacity;
  }

  public ObjectProperty<HeatStyle> heatStyleProperty() {
    return heatStyle;
  }

  /**
   * Shows values.
   *
   * @param heat [rows x columns] in raster order; an empty list shows nothing
   * @param newMax the value that gets the brightest colour
   */
  public void show(List<Float> heat, int columns, int rows, double newMax) {
    if (columns == shownColumns && newMax == max && heat.equals(shownHeat)) {
      return; // a list fills its rows more often than they change
    }
    shownHeat = heat;
    shownColumns = columns;
    boolean there = heat.size() == columns * rows && !heat.isEmpty() && newMax > 0;
    grid = there ? HeatGrid.of(heat, columns, rows) : null;
    max = newMax;
    draw();
  }

  /** The cell under a point of this layer, in raster order, or -1. */
  public int cellAt(double x, double y) {
    HeatGrid shown = grid;
    if (shown == null || x < 0 || y < 0 || x >= getWidth() || y >= getHeight()) {
      return -1;
    }
    int row = (int) (y / getHeight() * shown.rows());
    int column = (int) (x / getWidth() * shown.columns());
    return row * shown.columns() + column;
  }

  /** The value of a cell that {@link #cellAt} named. */
  public double value(int cell) {
    HeatGrid shown = grid;
    return shown == null ? 0 : shown.values()[cell];
  }

  @Override
  protected void layoutChildren() {
    view.setFitWidth(getWidth());
    view.setFitHeight(getHeight());
    shade.getElements().clear();
    line.getElements().clear();
    HeatGrid shown = grid;
    if (shown == null || !heatStyle.get().contour() || !(shown.largest() > 0)) {
      return;
    }
    double sx = getWidth() / shown.columns();
    double sy = getHeight() / shown.rows();
    for (HeatGrid.Segment s : shown.contour(CONTOUR_LEVEL * shown.largest())) {
      for (Path path : List.of(shade, line)) {
        path.getElements()
            .addAll(new MoveTo(s.x1() * sx, s.y1() * sy), new LineTo(s.x2() * sx, s.y2() * sy));
      }
    }
  }

  private void draw() {
    HeatGrid shown = grid;
    view.setImage(shown == null ? null : image(shown));
    requestLayout();
  }

  private WritableImage image(HeatGrid shown) {
    return new WritableImage(
        new PixelBuffer<>(
            shown.columns() * shown.pixelsPerCell(),
            shown.rows() * shown.pixelsPerCell(),
            IntBuffer.wrap(shown.paint(max, heatStyle.get().colours())),
            PixelFormat.getIntArgbPreInstance()));
  }
}
