package dev.facet.fx;

import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;

/**
 * A line of parts with dots between them, the most important one first: where there is no room for
 * all, those at the end are left out, and nothing is cut within a word as long as the first part
 * fits. Screen readers are told all of them.
 */
public final class PartsLine extends Region {

  private static final String BETWEEN = " \u00b7 ";

  private final Label shown = new Label();

  /** As wide as its text: tells how much room some parts take. */
  private final Label measured = new Label();

  private List<String> parts = List.of();

  public PartsLine() {
    getStyleClass().add("parts-line");
    measured.setVisible(false);
    measured.setManaged(false);
    shown.setManaged(false);
    getChildren().addAll(measured, shown);
  }

  /** Takes other parts; empty ones are left out. */
  public void setParts(List<String> newParts) {
    parts = newParts.stream().filter(part -> !part.isEmpty()).toList();
    setAccessibleText(text(parts.size()));
    requestLayout();
  }

  /** What can be read now. */
  public String text() {
    return shown.getText();
  }

  private String text(int count) {
    return String.join(BETWEEN, parts.subList(0, count));
  }

  private double width(int count) {
    measured.setText(text(count));
    return Math.ceil(measured.prefWidth(-1));
  }

  @Override
  protected void layoutChildren() {
    int count = parts.size();
    while (count > 1 && width(count) > getWidth()) {
      count--;
    }
    shown.setText(text(count));
    double height = shown.prefHeight(-1);
    double width = Math.min(getWidth(), Math.ceil(shown.prefWidth(-1)));
    shown.resizeRelocate(
        getWidth() - width, snapPositionY((getHeight() - height) / 2), width, height);
  }

  @Override
  protected double computePrefWidth(double height) {
    return width(parts.size());
  }

  @Override
  protected double computeMinWidth(double height) {
    return 0;
  }

  @Override
  protected double computePrefHeight(double width) {
    return shown.prefHeight(-1);
  }

  @Override
  protected double computeMinHeight(double width) {
    return computePrefHeight(width);
  }
}
