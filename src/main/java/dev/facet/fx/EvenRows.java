package dev.facet.fx;

import java.util.List;
import java.util.stream.IntStream;
import javafx.geometry.Insets;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.layout.Pane;

/**
 * Parts side by side; where they do not fit, as few rows as can be with as many in each as in the
 * others, in columns: none is left alone in a row of its own while another row is full.
 */
public final class EvenRows extends Pane {

  private static final double GAP_X = 16;
  private static final double GAP_Y = 8;

  public EvenRows() {
    getStyleClass().add("even-rows");
  }

  @Override
  public Orientation getContentBias() {
    return Orientation.HORIZONTAL;
  }

  @Override
  protected double computeMinWidth(double height) {
    return sides() + getManagedChildren().stream().mapToDouble(n -> n.minWidth(-1)).max().orElse(0);
  }

  @Override
  protected double computePrefWidth(double height) {
    return sides() + width(widths(getManagedChildren().size()));
  }

  @Override
  protected double computeMinHeight(double width) {
    return computePrefHeight(width);
  }

  @Override
  protected double computePrefHeight(double width) {
    int count = getManagedChildren().size();
    int columns = columns(width < 0 ? Double.MAX_VALUE : width - sides());
    int rows = count == 0 ? 0 : Math.ceilDiv(count, columns);
    Insets insets = getInsets();
    return insets.getTop() + rows * row() + GAP_Y * Math.max(0, rows - 1) + insets.getBottom();
  }

  @Override
  protected void layoutChildren() {
    List<Node> parts = getManagedChildren();
    int columns = columns(getWidth() - sides());
    double[] widths = widths(columns);
    double height = row();
    double y = getInsets().getTop();
    double x = getInsets().getLeft();
    for (int i = 0; i < parts.size(); i++) {
      int column = i % columns;
      if (column == 0 && i > 0) {
        x = getInsets().getLeft();
        y += height + GAP_Y;
      }
      parts.get(i).resizeRelocate(snapPositionX(x), snapPositionY(y), widths[column], height);
      x += widths[column] + GAP_X;
    }
  }

  /** Parts in a row: the fewest that need no more rows than the most that fit. */
  private int columns(double free) {
    int count = getManagedChildren().size();
    int most = Math.max(1, count);
    while (most > 1 && width(widths(most)) > free) {
      most--;
    }
    return Math.max(1, Math.ceilDiv(count, Math.ceilDiv(Math.max(1, count), most)));
  }

  private double[] widths(int columns) {
    List<Node> parts = getManagedChildren();
    return IntStream.range(0, columns)
        .mapToDouble(
            column ->
                IntStream.iterate(column, i -> i < parts.size(), i -> i + columns)
                    .mapToDouble(i -> Math.ceil(parts.get(i).prefWidth(-1)))
                    .max()
                    .orElse(0))
        .toArray();
  }

  private static double width(double[] widths) {
    double sum = 0;
    for (double width : widths) {
      sum += width;
    }
    return sum + GAP_X * Math.max(0, widths.length - 1);
  }

  private double row() {
    return getManagedChildren().stream().mapToDouble(n -> n.prefHeight(-1)).max().orElse(0);
  }

  private double sides() {
    return getInsets().getLeft() + getInsets().getRight();
  }
}
