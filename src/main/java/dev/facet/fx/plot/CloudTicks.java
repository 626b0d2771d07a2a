package dev.facet.fx.plot;

import java.util.ArrayList;
import java.util.List;
import javafx.collections.ObservableList;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.shape.Line;

/** The ticks of both axes: lines behind the points, and what they say beside the plot. */
final class CloudTicks {

  private static final double BELOW = 3;
  private static final double BESIDE = 6;

  private final ObservableList<Node> children;
  private final List<Label> labels = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();
  private List<Tick> horizontal = List.of();
  private List<Tick> vertical = List.of();

  /**
   * @param children of the pane; the first of them stays behind the lines
   */
  CloudTicks(ObservableList<Node> children) {
    this.children = children;
  }

  boolean hasHorizontal() {
    return !horizontal.isEmpty();
  }

  boolean hasVertical() {
    return !vertical.isEmpty();
  }

  /** Takes other ticks. */
  void show(List<Tick> newHorizontal, List<Tick> newVertical) {
    horizontal = newHorizontal;
    vertical = newVertical;
    children.removeAll(labels);
    children.removeAll(lines);
    labels.clear();
    lines.clear();
    horizontal.forEach(this::add);
    vertical.forEach(this::add);
    children.addAll(1, lines);
    children.addAll(labels);
  }

  private void add(Tick tick) {
    Label label = new Label(tick.text());
    label.getStyleClass().add("axis-label");
    label.setManaged(false);
    label.setMouseTransparent(true);
    labels.add(label);
    Line line = new Line();
    line.getStyleClass().add("point-cloud-tick");
    line.setManaged(false);
    line.setMouseTransparent(true);
    lines.add(line);
  }

  /**
   * Puts them where they belong.
   *
   * @param paneWidth labels stay within it
   */
  void layOut(CloudScale scale, double paneWidth) {
    double bottom = scale.top() + scale.height();
    for (int i = 0; i < horizontal.size(); i++) {
      Label label = labels.get(i);
      double width = label.prefWidth(-1);
      double x = pixel(scale.screenX(horizontal.get(i).at())) + 0.5;
      place(lines.get(i), x, scale.top(), x, bottom);
      double at = Math.clamp(x - width / 2, 0, Math.max(0, paneWidth - width));
      label.resizeRelocate(pixel(at), bottom + BELOW, width, label.prefHeight(-1));
    }
    for (int i = 0; i < vertical.size(); i++) {
      Label label = labels.get(horizontal.size() + i);
      double width = label.prefWidth(-1);
      double height = label.prefHeight(-1);
      double y = pixel(scale.screenY(vertical.get(i).at())) + 0.5;
      place(lines.get(horizontal.size() + i), scale.left(), y, scale.left() + scale.width(), y);
      label.resizeRelocate(
          pixel(scale.left() - BESIDE - width), pixel(y - height / 2), width, height);
    }
  }

  /** The edge of the pixel nearest to a coordinate. */
  static double pixel(double coordinate) {
    return (double) Math.round(coordinate);
  }

  private static void place(Line line, double x1, double y1, double x2, double y2) {
    line.setStartX(x1);
    line.setStartY(y1);
    line.setEndX(x2);
    line.setEndY(y2);
  }
}
