package dev.facet.fx.plot;

import dev.facet.fx.UiThread;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.scene.AccessibleRole;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.scene.shape.Circle;
import javafx.scene.shape.Rectangle;
import org.jspecify.annotations.Nullable;

/**
 * Points of a plane with axes. The points are one image that is drawn on another thread; a ring
 * marks the chosen point, a second one the point under the mouse. A click opens a point, dragging
 * brushes a rectangle, Escape or a click beside all points gives the brush up.
 */
public final class PointCloudPane extends Region {

  private static final double REACH = 10;
  private static final double CLICK = 3;
  private static final double LEFT = 34;
  private static final double BOTTOM = 20;
  private static final double TOP = 6;
  private static final double RIGHT = 8;

  /** Without ticks the frame begins where the texts of a panel do. */
  private static final double MARGIN = 16;

  private final CloudPicture picture = new CloudPicture();
  private final CloudTicks ticks = new CloudTicks(getChildren());
  private final Region frame = new Region();
  private final Rectangle brushed = new Rectangle();
  private final Circle chosenMark = new Circle(5);
  private final Circle hoveredMark = new Circle(5);
  private final ReadOnlyIntegerWrapper hovered = new ReadOnlyIntegerWrapper(-1);
  private @Nullable PointCloud cloud;
  private @Nullable Bounds brush;
  private IntConsumer onOpen = id -> {};
  private Consumer<@Nullable Bounds> onBrush = b -> {};
  private int chosen = -1;
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
    for (var node : List.of(frame, brushed, picture.view(), chosenMark, hoveredMark)) {
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
    picture.equip(newUi, newPainting);
  }

  /** Shows points with the ticks of both axes. */
  public void show(PointCloud newCloud, List<Tick> newTicksX, List<Tick> newTicksY) {
    cloud = newCloud;
    picture.outdate();
    ticks.show(newTicksX, newTicksY);
    hover(-1, -1);
    requestLayout();
  }

  /** Colour of the points as 0xRRGGBB. */
  public void setColour(int newRgb) {
    picture.setColour(newRgb);
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
    return picture.drawnProperty();
  }

  public void setOnOpen(IntConsumer onOpen) {
    this.onOpen = onOpen;
  }

  /** Told the rectangle that was brushed, or null where it was given up. */
  public void setOnBrush(Consumer<@Nullable Bounds> onBrush) {
    this.onBrush = onBrush;
  }

  private CloudScale scale() {
    double left = ticks.hasVertical() ? LEFT : MARGIN;
    PointCloud shown = cloud;
    return new CloudScale(
        left,
        TOP,
        Math.max(0, Math.floor(getWidth() - left - RIGHT)),
        Math.max(0, Math.floor(getHeight() - TOP - (ticks.hasHorizontal() ? BOTTOM : RIGHT))),
        shown == null ? new Bounds(0, 1, 0, 1) : shown.bounds());
  }

  @Override
  protected void layoutChildren() {
    CloudScale scale = scale();
    frame.resizeRelocate(scale.left(), TOP, scale.width(), scale.height());
    picture.view().relocate(scale.left(), TOP);
    PointCloud shown = cloud;
    if (shown == null || scale.width() < 1 || scale.height() < 1) {
      return;
    }
    ticks.layOut(scale, getWidth());
    mark(chosenMark, shown.find(chosen));
    mark(hoveredMark, shown.find(hovered.get()));
    Bounds rectangle = brush;
    if (!dragging) {
      brushed.setVisible(rectangle != null);
      if (rectangle != null) {
        place(
            scale.screenX(rectangle.fromX()),
            scale.screenY(rectangle.toY()),
            scale.screenX(rectangle.toX()),
            scale.screenY(rectangle.fromY()));
      }
    }
    picture.draw(shown, scale.width(), scale.height());
  }

  private void place(double x1, double y1, double x2, double y2) {
    brushed.setX(CloudTicks.pixel(Math.min(x1, x2)) + 0.5);
    brushed.setY(CloudTicks.pixel(Math.min(y1, y2)) + 0.5);
    brushed.setWidth(CloudTicks.pixel(Math.abs(x2 - x1)));
    brushed.setHeight(CloudTicks.pixel(Math.abs(y2 - y1)));
  }

  private void mark(Circle circle, int point) {
    PointCloud shown = cloud;
    circle.setVisible(point >= 0 && shown != null);
    if (point >= 0 && shown != null) {
      CloudScale scale = scale();
      circle.setCenterX(scale.screenX(shown.x(point)));
      circle.setCenterY(scale.screenY(shown.y(point)));
    }
  }

  private int pointAt(double x, double y) {
    PointCloud shown = cloud;
    if (shown == null || x < 0 || y < 0) {
      return -1;
    }
    return scale().nearest(shown, x, y, REACH);
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
      CloudScale scale = scale();
      place(scale.inX(pressX), scale.inY(pressY), scale.inX(e.getX()), scale.inY(e.getY()));
    }
    e.consume();
  }

  private void released(MouseEvent e) {
    if (dragging) {
      dragging = false;
      CloudScale scale = scale();
      onBrush.accept(
          Bounds.of(
              scale.valueX(scale.inX(pressX)),
              scale.valueY(scale.inY(pressY)),
              scale.valueX(scale.inX(e.getX())),
              scale.valueY(scale.inY(e.getY()))));
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

  @Override
  protected double computePrefHeight(double width) {
    return 200;
  }

  @Override
  protected double computeMinHeight(double width) {
    return 96;
  }
}
