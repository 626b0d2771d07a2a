package dev.facet.fx.picture;

import java.util.List;
import java.util.Set;
import javafx.scene.layout.Region;
import javafx.scene.shape.ClosePath;
import javafx.scene.shape.HLineTo;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import javafx.scene.shape.Rectangle;
import javafx.scene.shape.VLineTo;

/**
 * A grid of patches over a picture: hairlines on demand, the selected ones bright with an outline
 * and the others dimmed, and a cursor.
 */
final class PatchLayer extends Region {

  private final Path lines = new Path();
  private final Path dimmed = new Path();
  private final Path outlineShade = new Path();
  private final Path outline = new Path();
  private final Rectangle cursor = new Rectangle();
  private int columns;
  private int rows;
  private Set<Integer> selected = Set.of();
  private int at = -1;

  PatchLayer() {
    getStyleClass().add("patch-layer");
    setMouseTransparent(true);
    lines.getStyleClass().add("patch-lines");
    dimmed.getStyleClass().add("patch-dimmed");
    outlineShade.getStyleClass().add("patch-outline-shade");
    outline.getStyleClass().add("patch-outline");
    cursor.getStyleClass().add("patch-cursor");
    for (var node : List.of(dimmed, lines, outlineShade, outline, cursor)) {
      node.setManaged(false);
      getChildren().add(node);
    }
  }

  void grid(int newColumns, int newRows) {
    columns = newColumns;
    rows = newRows;
    at = -1;
    requestLayout();
  }

  void linesShown(boolean shown) {
    lines.setVisible(shown);
  }

  void select(Set<Integer> patches) {
    selected = patches;
    requestLayout();
  }

  /** Puts the cursor on a patch; -1 hides it. */
  void cursor(int patch) {
    at = patch;
    requestLayout();
  }

  @Override
  protected void layoutChildren() {
    for (Path path : List.of(lines, dimmed, outlineShade, outline)) {
      path.getElements().clear();
    }
    cursor.setVisible(at >= 0);
    if (columns == 0 || rows == 0 || getWidth() <= 0) {
      return;
    }
    for (int c = 1; c < columns; c++) {
      lines.getElements().addAll(new MoveTo(x(c), 0), new VLineTo(getHeight()));
    }
    for (int r = 1; r < rows; r++) {
      lines.getElements().addAll(new MoveTo(0, y(r)), new HLineTo(getWidth()));
    }
    if (!selected.isEmpty()) {
      for (int r = 0; r < rows; r++) {
        dimRow(r);
        outlineRow(r);
      }
    }
    if (at >= 0) {
      cursor.setX(x(at % columns) + 0.5);
      cursor.setY(y(at / columns) + 0.5);
      cursor.setWidth(x(at % columns + 1) - x(at % columns) - 1);
      cursor.setHeight(y(at / columns + 1) - y(at / columns) - 1);
    }
  }

  /** Runs of patches that are not selected, as one rectangle each. */
  private void dimRow(int r) {
    int from = 0;
    while (from < columns) {
      if (on(from, r)) {
        from++;
        continue;
      }
      int to = from;
      while (to < columns && !on(to, r)) {
        to++;
      }
      dimmed
          .getElements()
          .addAll(
              new MoveTo(x(from), y(r)),
              new HLineTo(x(to)),
              new VLineTo(y(r + 1)),
              new HLineTo(x(from)),
              new ClosePath());
      from = to;
    }
  }

  private void outlineRow(int r) {
    for (int c = 0; c < columns; c++) {
      if (!on(c, r)) {
        continue;
      }
      edge(!on(c, r - 1), c, r, c + 1, r);
      edge(!on(c, r + 1), c, r + 1, c + 1, r + 1);
      edge(!on(c - 1, r), c, r, c, r + 1);
      edge(!on(c + 1, r), c + 1, r, c + 1, r + 1);
    }
  }

  private void edge(boolean border, int c1, int r1, int c2, int r2) {
    if (border) {
      for (Path path : List.of(outlineShade, outline)) {
        path.getElements().addAll(new MoveTo(x(c1), y(r1)), new LineTo(x(c2), y(r2)));
      }
    }
  }

  private boolean on(int c, int r) {
    return c >= 0 && r >= 0 && c < columns && r < rows && selected.contains(r * columns + c);
  }

  private double x(int column) {
    return Math.round(column * getWidth() / columns);
  }

  private double y(int row) {
    return Math.round(row * getHeight() / rows);
  }
}
