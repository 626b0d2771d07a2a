package dev.facet.fx;

import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.VBox;

/** A figure with its name above it, which can be kept for the next one. */
public final class FigureBox extends VBox {

  private final Label name = new Label();
  private final Label value = new Label();
  private final Tooltip hint = new Tooltip();

  public FigureBox() {
    getStyleClass().add("figure");
    name.getStyleClass().add("figure-name");
    value.getStyleClass().add("figure-value");
    getChildren().addAll(name, value);
  }

  public FigureBox(String name, String value) {
    this();
    this.name.setText(name);
    this.value.setText(value);
  }

  /**
   * Shows another one.
   *
   * @param newHint what the figure means
   */
  public void show(String newName, String newValue, String newHint) {
    name.setText(newName);
    value.setText(newValue);
    hint.setText(newHint);
    Tooltip.install(this, hint);
  }
}
