package dev.facet.fx;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Insets;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.layout.Pane;

/**
 * A row whose last part stands at its right end, and that goes on in the next row where its parts
 * do not fit side by side: large text and narrow windows cut nothing off.
 */
public final class WrapRow extends Pane {

  private static final double GAP = 8;

  public WrapRow() {
    getStyleClass().add("wrap-row");
  }

  @Override
  public Orientation getContentBias() {
    return Orientation.HORIZONTAL;
  }

  @Override
  protected double computeMinWidth(double height) {
    return sides() + getManagedChildren().stream().mapToDouble(WrapRow::least).max().orElse(0);
  }

  @Override
  protected double computePrefWidth(double height) {
    List<Node> parts = getManagedChildren();
    return sides()
        + parts.stream().mapToDouble(part -> part.prefWidth(-1)).sum()
        + GAP * Math.max(0, parts.size() - 1);
  }

  @Override
  protected double computeMinHeight(double width) {
    return computePrefHeight(width);
  }

  @Override
  protected double computePrefHeight(double width) {
    double free = width < 0 ? Double.MAX_VALUE : width - sides();
    List<List<Node>> rows = rows(free);
    double height = rows.stream().mapToDouble(row -> height(row, free)).sum();
    Insets insets = getInsets();
    return insets.getTop() + height + GAP * Math.max(0, rows.size() - 1) + insets.getBottom();
  }

  @Override
  protected void layoutChildren() {
    Insets insets = getInsets();
    double free = getWidth() - sides();
    // In the middle of what is more than it takes.
    double y = insets.getTop() + Math.max(0, getHeight() - computePrefHeight(getWidth())) / 2;
    for (List<Node> row : rows(free)) {
      double height = height(row, free);
      double x = insets.getLeft();
      for (Node part : row) {
        double width = Math.min(part.prefWidth(-1), free);
        boolean atEnd = row.size() > 1 && part == row.getLast();
        double own = part.prefHeight(width);
        part.resizeRelocate(
            snapPositionX(atEnd ? insets.getLeft() + free - width : x),
            snapPositionY(y + (height - own) / 2),
            width,
            own);
        x += width + GAP;
      }
      y += height + GAP;
    }
  }

  private List<List<Node>> rows(double free) {
    List<List<Node>> rows = new ArrayList<>();
    double used = 0;
    for (Node part : getManagedChildren()) {
      double width = part.prefWidth(-1);
      if (rows.isEmpty() || used + GAP + width > free) {
        rows.add(new ArrayList<>());
        used = width;
      } else {
        used += GAP + width;
      }
      rows.getLast().add(part);
    }
    return rows;
  }

  private static double height(List<Node> row, double free) {
    return row.stream()
        .mapToDouble(part -> part.prefHeight(Math.min(part.prefWidth(-1), free)))
        .max()
        .orElse(0);
  }

  private static double least(Node part) {
    return part.minWidth(-1);
  }

  private double sides() {
    return getInsets().getLeft() + getInsets().getRight();
  }
}
