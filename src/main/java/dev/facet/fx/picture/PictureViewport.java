package dev.facet.fx.picture;

import dev.facet.fx.HeatMapLayer;
import dev.facet.fx.PicturePart;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Rectangle2D;
import javafx.scene.AccessibleRole;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.input.ZoomEvent;
import javafx.scene.layout.Region;
import javafx.scene.shape.Rectangle;
import org.jspecify.annotations.Nullable;

/**
 * A picture with a heat map and a grid of patches, to look at closely and to paint on. The wheel
 * zooms where the mouse is, the right or middle button drags the picture. The left button paints a
 * region: a new one, with Shift more of it, with Alt less. Arrows move a cursor over the patches,
 * Space selects or leaves the one under it, Shift with arrows paints, plus and minus zoom, 0 fits.
 */
public final class PictureViewport extends Region {

  private static final double ZOOM_STEP = 1.25;

  private final ImageView picture = new ImageView();
  private final HeatMapLayer heat = new HeatMapLayer();
  private final PatchLayer patches = new PatchLayer();
  private final Rectangle clip = new Rectangle();
  private final ObjectProperty<Set<Integer>> selection = new SimpleObjectProperty<>(Set.of());
  private final ReadOnlyIntegerWrapper hovered = new ReadOnlyIntegerWrapper(-1);
  private final ReadOnlyDoubleWrapper zoom = new ReadOnlyDoubleWrapper(1);
  private final BooleanProperty gridShown = new SimpleBooleanProperty(true);
  private @Nullable ViewportGeometry geometry;
  private PicturePart part = PicturePart.WHOLE;
  private int columns;
  private int rows;
  private int cursor = -1;
  private PatchSelection painting = PatchSelection.REPLACE;
  private Set<Integer> before = Set.of();
  private Set<Integer> stroke = Set.of();
  private int last = -1;
  private double dragX;
  private double dragY;

  public PictureViewport() {
    getStyleClass().add("picture-viewport");
    setAccessibleRole(AccessibleRole.IMAGE_VIEW);
    setFocusTraversable(true);
    setClip(clip);
    picture.setManaged(false);
    getChildren().addAll(picture, heat, patches);
    gridShown.subscribe(patches::linesShown);
    selection.subscribe(patches::select);
    addEventHandler(MouseEvent.MOUSE_PRESSED, this::pressed);
    addEventHandler(MouseEvent.MOUSE_DRAGGED, this::dragged);
    addEventHandler(MouseEvent.MOUSE_MOVED, e -> hovered.set(patchAt(e.getX(), e.getY())));
    addEventHandler(MouseEvent.MOUSE_EXITED, e -> hovered.set(cursor));
    addEventHandler(ScrollEvent.SCROLL, this::wheel);
    addEventHandler(ZoomEvent.ZOOM, e -> zoom(e.getZoomFactor(), e.getX(), e.getY()));
    addEventHandler(KeyEvent.KEY_PRESSED, this::key);
  }

  /** The heat map over the picture. */
  public HeatMapLayer heat() {
    return heat;
  }

  /** The selected patches in raster order; empty for none. */
  public ObjectProperty<Set<Integer>> selectionProperty() {
    return selection;
  }

  /** The patch under the mouse, else under the cursor, or -1. */
  public ReadOnlyIntegerProperty hoveredProperty() {
    return hovered.getReadOnlyProperty();
  }

  /** 1 where the picture just fits. */
  public ReadOnlyDoubleProperty zoomProperty() {
    return zoom.getReadOnlyProperty();
  }

  public BooleanProperty gridShownProperty() {
    return gridShown;
  }

  /** Shows another picture, as large as fits; nothing while it is null. */
  public void setImage(@Nullable Image image) {
    Image old = picture.getImage();
    picture.setImage(image);
    boolean alike =
        old != null
            && image != null
            && Math.abs(old.getWidth() / old.getHeight() - image.getWidth() / image.getHeight())
                < 0.02;
    if (!alike) {
      geometry = null;
    }
    requestLayout();
  }

  /**
   * Cuts a part of the picture into patches.
   *
   * @param newPart that the patches cover
   */
  public void setGrid(int newColumns, int newRows, PicturePart newPart) {
    if (part != newPart) {
      part = newPart;
      requestLayout();
    }
    if (columns != newColumns || rows != newRows) {
      columns = newColumns;
      rows = newRows;
      cursor = -1;
      patches.grid(columns, rows);
    }
  }

  /** Larger or smaller by some steps, around the middle. */
  public void zoomBy(int steps) {
    zoom(Math.pow(ZOOM_STEP, steps), getWidth() / 2, getHeight() / 2);
  }

  /** As large as fits. */
  public void fit() {
    geometry = null;
    requestLayout();
  }

  @Override
  protected void layoutChildren() {
    clip.setWidth(getWidth());
    clip.setHeight(getHeight());
    Image image = picture.getImage();
    boolean shown = image != null && getWidth() > 0 && getHeight() > 0;
    picture.setVisible(shown);
    heat.setVisible(shown);
    patches.setVisible(shown);
    if (!shown) {
      return;
    }
    ViewportGeometry now =
        geometry == null
            ? ViewportGeometry.fit(getWidth(), getHeight(), image.getWidth(), image.getHeight())
            : geometry.resized(getWidth(), getHeight());
    geometry = now;
    zoom.set(now.zoom());
    double left = Math.round(now.left());
    double top = Math.round(now.top());
    double width = Math.round(now.width());
    double height = Math.round(now.height());
    // Pixels that are larger than the screen's are shown as what they are.
    picture.setSmooth(now.scale() < 4);
    picture.setFitWidth(width);
    picture.setFitHeight(height);
    picture.relocate(left, top);
    Rectangle2D covered = part.on(new Rectangle2D(left, top, width, height));
    for (Region layer : List.of(heat, patches)) {
      layer.resizeRelocate(
          covered.getMinX(), covered.getMinY(), covered.getWidth(), covered.getHeight());
    }
  }

  @Override
  protected double computePrefWidth(double height) {
    return 320;
  }

  @Override
  protected double computePrefHeight(double width) {
    return 320;
  }

  private int patchAt(double x, double y) {
    if (geometry == null || columns == 0 || rows == 0) {
      return -1;
    }
    double px = (x - patches.getLayoutX()) / patches.getWidth();
    double py = (y - patches.getLayoutY()) / patches.getHeight();
    if (px < 0 || py < 0 || px >= 1 || py >= 1) {
      return -1;
    }
    int row = (int) (py * rows);
    int column = (int) (px * columns);
    return row * columns + column;
  }

  private void zoom(double factor, double x, double y) {
    if (geometry != null) {
      geometry = geometry.zoomed(factor, x, y);
      requestLayout();
    }
  }

  private void wheel(ScrollEvent e) {
    if (e.getDeltaY() != 0) {
      zoom(Math.pow(ZOOM_STEP, e.getDeltaY() > 0 ? 1 : -1), e.getX(), e.getY());
      e.consume();
    }
  }

  private void pressed(MouseEvent e) {
    requestFocus();
    dragX = e.getX();
    dragY = e.getY();
    int patch = patchAt(e.getX(), e.getY());
    last = -1;
    if (e.getButton() != MouseButton.PRIMARY || patch < 0) {
      return;
    }
    painting =
        e.isShiftDown()
            ? PatchSelection.ADD
            : e.isAltDown() ? PatchSelection.REMOVE : PatchSelection.REPLACE;
    before = selection.get();
    stroke = Set.of(patch);
    last = patch;
    // A click on the one patch that is selected leaves it.
    selection.set(
        painting == PatchSelection.REPLACE && before.equals(stroke)
            ? Set.of()
            : painting.apply(before, stroke));
    e.consume();
  }

  private void dragged(MouseEvent e) {
    if (!e.isPrimaryButtonDown()) {
      if (geometry != null) {
        geometry = geometry.panned(e.getX() - dragX, e.getY() - dragY);
        requestLayout();
      }
      dragX = e.getX();
      dragY = e.getY();
      e.consume();
      return;
    }
    int patch = patchAt(e.getX(), e.getY());
    hovered.set(patch);
    if (last >= 0 && patch >= 0 && patch != last) {
      Set<Integer> longer = new TreeSet<>(stroke);
      longer.addAll(PatchSelection.line(columns, last, patch));
      stroke = longer;
      last = patch;
      selection.set(painting.apply(before, stroke));
    }
    e.consume();
  }

  private void key(KeyEvent e) {
    if (e.isShortcutDown()) {
      return;
    }
    switch (e.getCode()) {
      case PLUS, EQUALS, ADD -> zoomBy(1);
      case MINUS, SUBTRACT -> zoomBy(-1);
      case DIGIT0, NUMPAD0 -> fit();
      case LEFT -> move(-1, 0, e.isShiftDown());
      case RIGHT -> move(1, 0, e.isShiftDown());
      case UP -> move(0, -1, e.isShiftDown());
      case DOWN -> move(0, 1, e.isShiftDown());
      case SPACE -> toggle();
      default -> {
        return;
      }
    }
    e.consume();
  }

  private void move(int dx, int dy, boolean paint) {
    if (columns == 0) {
      return;
    }
    int from = cursor < 0 ? rows / 2 * columns + columns / 2 : cursor;
    int x = Math.clamp(from % columns + (cursor < 0 ? 0 : dx), 0, columns - 1);
    int y = Math.clamp(from / columns + (cursor < 0 ? 0 : dy), 0, rows - 1);
    cursor = y * columns + x;
    patches.cursor(cursor);
    hovered.set(cursor);
    if (paint) {
      selection.set(PatchSelection.ADD.apply(selection.get(), Set.of(from, cursor)));
    }
  }

  private void toggle() {
    if (cursor >= 0) {
      PatchSelection how =
          selection.get().contains(cursor) ? PatchSelection.REMOVE : PatchSelection.ADD;
      selection.set(how.apply(selection.get(), Set.of(cursor)));
    }
  }
}
