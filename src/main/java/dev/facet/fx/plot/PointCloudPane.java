package dev.facet.fx.plot;

import dev.facet.fx.UiThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.scene.shape.Circle;
import javafx.scene.shape.Line;
import javafx.scene.shape.Rectangle;
import org.jspecify.annotations.Nullable;

/**
 * Points of a plane with axes. The points are one image that is drawn on another thread; a ring
 * marks the chosen point, a second one the point under the mouse. A click opens a point, dragging
 * brushes a rectangle, Escape or a click beside all points gives the brush up.
 */
public final class PointCloudPane extends Region {

  private static final double SHARPNESS = 2;
  private static final double RADIUS = 2.25;
  private static final double REACH = 10;
  private static final double CLICK = 3;
  private static final double LEFT = 34;
  private static final double BOTTOM = 20;
  private static final double TOP = 6;
  private static final double RIGHT = 8;

  private final ImageView picture = new ImageView();
  private final Region frame = new Region();
  private final Rectangle brushed = new Rectangle();
  private final Circle chosenMark = new Circle(5);
  private final Circle hoveredMark = new Circle(5);
  private final List<Label> tickLabels = new ArrayList<>();
  private final List<Line> tickLines = new ArrayList<>();
  private final ReadOnlyIntegerWrapper hovered = new ReadOnlyIntegerWrapper(-1);
  private final ReadOnlyBooleanWrapper drawn = new ReadOnlyBooleanWrapper();
  private @Nullable UiThread ui;
  private @Nullable Executor painting;
  private @Nullable PointCloud cloud;
  private List<Tick> ticksX = List.of();
  private List<Tick> ticksY = List.of();
  private @Nullable Bounds brush;
  private IntConsumer onOpen = id -> {};
  private Consumer<@Nullable Bounds> onBrush = b -> {};
  private int rgb;
  private int chosen = -1;
  private int drawing;
  private double paintedWidth;
  private double paintedHeight;
  private double pressX;
  private double pressY;
  private boolean dragging;

  public PointCloudPane() {
    getStyleClass().add("point-cloud");
    setAccessibleRole(AccessibleRole.IMAGE_VIEW);
    setFocusTraversable(true);
    frame.getStyleClass().add("point-cloud-frame");
    brushed.getStyleClass().add("point-cloud-brush");
    chosenMark.getStyleClass().add("point-chosen");
    hoveredMark.getStyleClass().add("point-hovered");
    for (var node : List.of(frame, brushed, picture, chosenMark, hoveredMark)) {
      node.setManaged(false);
      node.setMouseTransparent(true);
      getChildren().add(node);
    }
    addEventHandler(MouseEvent.MOUSE_MOVED, e -> hover(e.getX(), e.getY()));
    addEventHandler(MouseEvent.MOUSE_EXITED, e -> hover(-1, -1));
    addEventHandler(MouseEvent.MOUSE_PRESSED, this::pressed);
    addEventHandler(MouseEvent.MOUSE_DRAGGED, this::dragged);
    addEventHandler(MouseEvent.MOUSE_RELEASED, this::released);
    setOnKeyPressed(
        e -> {
          if (e.getCode() == KeyCode.ESCAPE && brush != null) {
            onBrush.accept(null);
            e.consume();
          }
        });
  }

  /** Who draws, and where the drawing comes back. */
  public void equip(UiThread newUi, Executor newPainting) {
    ui = newUi;
    painting = newPainting;
  }

  /** Shows points with the ticks of both axes. */
  public void show(PointCloud newCloud, List<Tick> newTicksX, List<Tick> newTicksY) {
    cloud = newCloud;
    ticksX = newTicksX;
    ticksY = newTicksY;
    paintedWidth = 0;
    drawn.set(false);
    getChildren().removeAll(tickLabels);
    getChildren().removeAll(tickLines);
    tickLabels.clear();
    tickLines.clear();
    for (Tick tick : ticks()) {
      Label label = new Label(tick.text());
      label.getStyleClass().add("axis-label");
      label.setManaged(false);
      label.setMouseTransparent(true);
      tickLabels.add(label);
      Line line = new Line();
      line.getStyleClass().add("point-cloud-tick");
      line.setManaged(false);
      line.setMouseTransparent(true);
      tickLines.add(line);
    }
    getChildren().addAll(1, tickLines);
    getChildren().addAll(tickLabels);
    hover(-1, -1);
    requestLayout();
  }

  private List<Tick> ticks() {
    List<Tick> all = new ArrayList<>(ticksX);
    all.addAll(ticksY);
    return all;
  }

  /** Colour of the points as 0xRRGGBB. */
  public void setColour(int newRgb) {
    rgb = newRgb;
    paintedWidth = 0;
    drawn.set(false);
    requestLayout();
  }

  /** Marks a point by its number; -1 for none. */
  public void choose(int id) {
    chosen = id;
    requestLayout();
  }

  /** Shows the rectangle that was brushed; null for none. */
  public void showBrush(@Nullable Bounds newBrush) {
    brush = newBrush;
    requestLayout();
  }

  /** Number of the point under the mouse, or -1. */
  public ReadOnlyIntegerProperty hoveredProperty() {
    return hovered.getReadOnlyProperty();
  }

  /** Whether the image shows the points as they are now, at the present size. */
  public ReadOnlyBooleanProperty drawnProperty() {
    return drawn.getReadOnlyProperty();
  }

  public void setOnOpen(IntConsumer onOpen) {
    this.onOpen = onOpen;
  }

  /** Told the rectangle that was brushed, or null where it was given up. */
  public void setOnBrush(Consumer<@Nullable Bounds> onBrush) {
    this.onBrush = onBrush;
  }

  private double left() {
    return ticksY.isEmpty() ? RIGHT : LEFT;
  }

  private double plotWidth() {
    return Math.max(0, Math.floor(getWidth() - left() - RIGHT));
  }

  private double plotHeight() {
    return Math.max(0, Math.floor(getHeight() - TOP - (ticksX.isEmpty() ? RIGHT : BOTTOM)));
  }

  @Override
  protected void layoutChildren() {
    double width = plotWidth();
    double height = plotHeight();
    frame.resizeRelocate(left(), TOP, width, height);
    picture.relocate(left(), TOP);
    PointCloud shown = cloud;
    if (shown == null || width < 1 || height < 1) {
      return;
    }
    layOutTicks();
    mark(chosenMark, shown.find(chosen));
    mark(hoveredMark, shown.find(hovered.get()));
    Bounds rectangle = brush;
    if (!dragging) {
      brushed.setVisible(rectangle != null);
      if (rectangle != null) {
        place(
            toScreenX(rectangle.fromX()),
            toScreenY(rectangle.toY()),
            toScreenX(rectangle.toX()),
            toScreenY(rectangle.fromY()));
      }
    }
    if (paintedWidth != width || paintedHeight != height) {
      paintedWidth = width;
      paintedHeight = height;
      draw(shown, width, height);
    }
  }

  private void layOutTicks() {
    for (int i = 0; i < tickLabels.size(); i++) {
      Label label = tickLabels.get(i);
      Line line = tickLines.get(i);
      double labelWidth = label.prefWidth(-1);
      double labelHeight = label.prefHeight(-1);
      boolean horizontal = i < ticksX.size();
      Tick tick = horizontal ? ticksX.get(i) : ticksY.get(i - ticksX.size());
      if (horizontal) {
        double x = pixel(toScreenX(tick.at())) + 0.5;
        place(line, x, TOP, x, TOP + plotHeight());
        double at = Math.clamp(x - labelWidth / 2, 0, Math.max(0, getWidth() - labelWidth));
        label.resizeRelocate(pixel(at), TOP + plotHeight() + 3, labelWidth, labelHeight);
      } else {
        double y = pixel(toScreenY(tick.at())) + 0.5;
        place(line, left(), y, left() + plotWidth(), y);
        label.resizeRelocate(
            pixel(left() - 6 - labelWidth), pixel(y - labelHeight / 2), labelWidth, labelHeight);
      }
    }
  }

  /** The edge of the pixel nearest to a coordinate. */
  private static double pixel(double coordinate) {
    return (double) Math.round(coordinate);
  }

  private static void place(Line line, double x1, double y1, double x2, double y2) {
    line.setStartX(x1);
    line.setStartY(y1);
    line.setEndX(x2);
    line.setEndY(y2);
  }

  private void place(double x1, double y1, double x2, double y2) {
    brushed.setX(pixel(Math.min(x1, x2)) + 0.5);
    brushed.setY(pixel(Math.min(y1, y2)) + 0.5);
    brushed.setWidth(pixel(Math.abs(x2 - x1)));
    brushed.setHeight(pixel(Math.abs(y2 - y1)));
  }

  private void mark(Circle circle, int point) {
    PointCloud shown = cloud;
    circle.setVisible(point >= 0 && shown != null);
    if (point >= 0 && shown != null) {
      circle.setCenterX(toScreenX(shown.x(point)));
      circle.setCenterY(toScreenY(shown.y(point)));
    }
  }

  private void draw(PointCloud shown, double width, double height) {
    UiThread back = ui;
    Executor executor = painting;
    if (back == null || executor == null) {
      return;
    }
    int number = ++drawing;
    drawn.set(false);
    int w = (int) (width * SHARPNESS);
    int h = (int) (height * SHARPNESS);
    int colour = rgb;
    try {
      executor.execute(
          () -> {
            int[] argb = shown.paint(w, h, colour, RADIUS * SHARPNESS);
            back.run(
                () -> {
                  if (number == drawing) {
                    show(argb, w, h);
                  }
                });
          });
    } catch (RejectedExecutionException e) {
      paintedWidth = 0; // the window is closing
    }
  }

  private void show(int[] argb, int width, int height) {
    WritableImage image = new WritableImage(width, height);
    image
        .getPixelWriter()
        .setPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), argb, 0, width);
    picture.setImage(image);
    picture.setFitWidth(width / SHARPNESS);
    picture.setFitHeight(height / SHARPNESS);
    drawn.set(true);
  }

  private double toScreenX(double x) {
    Bounds b = bounds();
    return left() + (x - b.fromX()) / b.width() * plotWidth();
  }

  private double toScreenY(double y) {
    Bounds b = bounds();
    return TOP + (b.toY() - y) / b.height() * plotHeight();
  }

  private double toX(double screen) {
    Bounds b = bounds();
    return b.fromX() + (screen - left()) / Math.max(1, plotWidth()) * b.width();
  }

  private double toY(double screen) {
    Bounds b = bounds();
    return b.toY() - (screen - TOP) / Math.max(1, plotHeight()) * b.height();
  }

  private Bounds bounds() {
    PointCloud shown = cloud;
    return shown == null ? new Bounds(0, 1, 0, 1) : shown.bounds();
  }

  private int pointAt(double x, double y) {
    PointCloud shown = cloud;
    if (shown == null || x < 0 || y < 0) {
      return -1;
    }
    return shown.nearest(
        toX(x),
        toY(y),
        plotWidth() / shown.bounds().width(),
        plotHeight() / shown.bounds().height(),
        REACH);
  }

  private void hover(double x, double y) {
    PointCloud shown = cloud;
    int point = pointAt(x, y);
    hovered.set(point < 0 || shown == null ? -1 : shown.id(point));
    mark(hoveredMark, point);
  }

  private void pressed(MouseEvent e) {
    requestFocus();
    pressX = e.getX();
    pressY = e.getY();
    dragging = false;
    e.consume();
  }

  private void dragged(MouseEvent e) {
    if (e.getButton() != MouseButton.PRIMARY || cloud == null) {
      return;
    }
    dragging |= Math.hypot(e.getX() - pressX, e.getY() - pressY) > CLICK;
    if (dragging) {
      brushed.setVisible(true);
      place(inX(pressX), inY(pressY), inX(e.getX()), inY(e.getY()));
    }
    e.consume();
  }

  private void released(MouseEvent e) {
    if (dragging) {
      dragging = false;
      onBrush.accept(
          Bounds.of(toX(inX(pressX)), toY(inY(pressY)), toX(inX(e.getX())), toY(inY(e.getY()))));
    } else {
      PointCloud shown = cloud;
      int point = pointAt(e.getX(), e.getY());
      if (point >= 0 && shown != null) {
        onOpen.accept(shown.id(point));
      } else if (brush != null) {
        onBrush.accept(null);
      }
    }
    e.consume();
  }

  private double inX(double x) {
    return Math.clamp(x, left(), left() + plotWidth());
  }

  private double inY(double y) {
    return Math.clamp(y, TOP, TOP + plotHeight());
  }

  @Override
  protected double computePrefHeight(double width) {
    return 200;
  }

  @Override
  protected double computeMinHeight(double width) {
    return 96;
  }
}
