package dev.facet.fx;

import java.nio.IntBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.scene.AccessibleRole;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelBuffer;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.scene.shape.Line;
import javafx.stage.Window;
import org.jfree.chart.JFreeChart;
import org.jspecify.annotations.Nullable;

/**
 * Hosts a chart with one horizontal number axis. It is made and drawn on another thread, at the
 * pixels of the screen, one drawing at a time: however often chart or size change meanwhile, the
 * next drawing is of what is wanted then. A hairline follows the mouse and another stands at a
 * marked value; both are nodes of their own, so that moving them draws no chart.
 */
public final class ChartPane extends Region {

  /** A chart has no room for its axes in less. */
  private static final double SMALLEST = 48;

  private static final double ROOMY_WIDTH = 380;
  private static final double ROOMY_HEIGHT = 200;

  /** A plain screen gets a picture that is sharp when it is zoomed or printed. */
  private static final double LEAST_SHARPNESS = 2;

  /** What is drawn: a chart at a size. */
  private record Wish(
      Supplier<JFreeChart> chart, double width, double height, double scale, double zoom) {

    /** By hand: making a record's own comparison takes its time on the window's thread. */
    boolean same(@Nullable Wish other) {
      return other != null
          && chart == other.chart
          && width == other.width
          && height == other.height
          && scale == other.scale
          && zoom == other.zoom;
    }
  }

  private final ImageView view = new ImageView();
  private final Line cursor = new Line();
  private final Line mark = new Line();
  private final ReadOnlyDoubleWrapper hovered = new ReadOnlyDoubleWrapper(Double.NaN);
  private final ReadOnlyBooleanWrapper drawn = new ReadOnlyBooleanWrapper();
  private @Nullable UiThread ui;
  private @Nullable Executor painting;
  private @Nullable Supplier<JFreeChart> chart;
  private @Nullable ChartPicture picture;
  private @Nullable Wish running;
  private @Nullable Wish done;
  private double marked = Double.NaN;
  private double zoom = 1;
  private DoubleConsumer onPick = x -> {};

  public ChartPane() {
    getStyleClass().add("chart-pane");
    setAccessibleRole(AccessibleRole.IMAGE_VIEW);
    cursor.getStyleClass().add("chart-cursor");
    mark.getStyleClass().add("chart-mark");
    view.setManaged(false);
    view.setMouseTransparent(true);
    for (Line line : new Line[] {cursor, mark}) {
      line.setMouseTransparent(true);
      line.setManaged(false);
      line.setVisible(false);
    }
    getChildren().addAll(view, mark, cursor);
    addEventFilter(MouseEvent.MOUSE_MOVED, e -> hover(valueAt(e.getX(), e.getY())));
    addEventFilter(MouseEvent.MOUSE_EXITED, e -> hover(Double.NaN));
    addEventFilter(
        MouseEvent.MOUSE_CLICKED,
        e -> {
          double x = valueAt(e.getX(), e.getY());
          if (!Double.isNaN(x)) {
            onPick.accept(x);
          }
        });
  }

  /** Who draws, and where the drawing comes back. */
  public void equip(UiThread newUi, Executor newPainting) {
    ui = newUi;
    painting = newPainting;
    requestLayout();
  }

  /**
   * Shows a chart in place of the one before.
   *
   * @param newChart makes the chart afresh for each drawing, on the drawing thread
   */
  public void setChart(Supplier<JFreeChart> newChart) {
    chart = newChart;
    drawn.set(false);
    requestLayout();
  }

  /** Draws texts and strokes as many times as large, as far as there is room. */
  public void setZoom(double newZoom) {
    zoom = newZoom;
    requestLayout();
  }

  /** Whether what is on show is the chart that was set last, at the present size. */
  public ReadOnlyBooleanProperty drawnProperty() {
    return drawn.getReadOnlyProperty();
  }

  /** Where on the horizontal axis the mouse is, NaN while it is outside the plot. */
  public ReadOnlyDoubleProperty hoveredProperty() {
    return hovered.getReadOnlyProperty();
  }

  /** Puts the mark at a value of the horizontal axis; NaN hides it. */
  public void mark(double value) {
    marked = value;
    place(mark, value);
  }

  /** Told the value of the horizontal axis that was clicked. */
  public void setOnPick(DoubleConsumer onPick) {
    this.onPick = onPick;
  }

  @Override
  protected void layoutChildren() {
    draw();
    place(mark, marked);
    place(cursor, hovered.get());
  }

  private void draw() {
    Supplier<JFreeChart> wanted = chart;
    UiThread back = ui;
    Executor executor = painting;
    double width = Math.floor(getWidth());
    double height = Math.floor(getHeight());
    if (wanted == null
        || back == null
        || executor == null
        || width < SMALLEST
        || height < SMALLEST) {
      return;
    }
    Wish wish = new Wish(wanted, width, height, scale(), zoom(width, height));
    boolean shown = wish.same(done);
    drawn.set(shown);
    if (running != null || shown) {
      return; // the drawing that runs looks again when it comes back
    }
    running = wish;
    try {
      executor.execute(
          () -> {
            ChartPicture made = null;
            try {
              made = ChartPicture.of(wish.chart().get(), width, height, wish.scale(), wish.zoom());
            } finally {
              ChartPicture ready = made;
              back.run(() -> show(wish, ready));
            }
          });
    } catch (RejectedExecutionException e) {
      running = null; // the window is closing
    }
  }

  private void show(Wish wish, @Nullable ChartPicture made) {
    running = null;
    done = wish;
    if (made != null) {
      picture = made;
      view.setImage(
          new WritableImage(
              new PixelBuffer<>(
                  made.width(),
                  made.height(),
                  IntBuffer.wrap(made.argb()),
                  PixelFormat.getIntArgbPreInstance())));
      view.setFitWidth(wish.width());
      view.setFitHeight(wish.height());
    }
    requestLayout();
  }

  /** In less than this at its own size a chart's texts lie over its lines. */
  private double zoom(double width, double height) {
    return Math.max(1, Math.min(zoom, Math.min(width / ROOMY_WIDTH, height / ROOMY_HEIGHT)));
  }

  private double scale() {
    Window window = getScene() == null ? null : getScene().getWindow();
    return Math.max(
        LEAST_SHARPNESS,
        window == null ? 1 : Math.max(window.getOutputScaleX(), window.getOutputScaleY()));
  }

  private void hover(double x) {
    hovered.set(x);
    place(cursor, x);
  }

  private double valueAt(double x, double y) {
    return picture == null ? Double.NaN : picture.valueAt(x, y);
  }

  private void place(Line line, double value) {
    ChartPicture shown = picture;
    double x = shown == null ? Double.NaN : shown.place(value);
    line.setVisible(!Double.isNaN(x));
    if (shown != null && !Double.isNaN(x)) {
      line.setStartX(Math.round(x) + 0.5);
      line.setEndX(Math.round(x) + 0.5);
      line.setStartY(shown.top());
      line.setEndY(shown.bottom());
    }
  }
}
