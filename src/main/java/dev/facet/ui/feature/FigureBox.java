package dev.facet.ui.feature;

import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.VBox;

/** A figure with its name above it; kept for the next feature's. */
final class FigureBox extends VBox {

  private final Label name = new Label();
  private final Label value = new Label();
  private final Tooltip hint = new Tooltip();

  FigureBox() {
    getStyleClass().add("figure");
    name.getStyleClass().add("figure-name");
    value.getStyleClass().add("figure-value");
    getChildren().addAll(name, value);
    Tooltip.install(this, hint);
  }

  void show(Figure figure) {
    name.setText(figure.name());
    value.setText(figure.value());
    hint.setText(figure.hint());
  }
}
