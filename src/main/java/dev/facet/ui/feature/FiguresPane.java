package dev.facet.ui.feature;

import dev.facet.fx.Bars;
import dev.facet.fx.Figures;
import dev.facet.fx.Icons;
import dev.facet.fx.Messages;
import dev.facet.protocol.FeatureDetail;
import dev.facet.protocol.FeatureDetail.Neighbour;
import java.util.List;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** How large a feature's codes are, and which latents are close to it or fire with it. */
final class FiguresPane extends VBox {

  private static final double BARS = 72;

  private final FeatureViewModel viewModel;
  private final Messages messages;

  FiguresPane(FeatureViewModel viewModel, Messages messages) {
    this.viewModel = viewModel;
    this.messages = messages;
    getStyleClass().add("about");
  }

  void show(FeatureDetail detail) {
    HBox both =
        new HBox(
            16,
            list("feature.neighbours", detail.neighbours()),
            list("feature.coactive", detail.coactive()));
    getChildren().setAll(histogram(detail), both);
  }

  private VBox histogram(FeatureDetail detail) {
    List<Double> edges = detail.histogram().edges();
    List<Long> counts = detail.histogram().counts();
    Bars bars = new Bars();
    bars.setPrefHeight(BARS);
    bars.show(
        counts,
        i ->
            messages.text(
                "feature.histogram.bar",
                Figures.count(counts.get(i)),
                code(edges.get(i)),
                code(edges.get(i + 1))));
    HBox axis = new HBox();
    axis.getStyleClass().add("bars-axis");
    if (!edges.isEmpty()) {
      axis.getChildren()
          .addAll(
              axisLabel(code(edges.getFirst())),
              space(),
              axisLabel(messages.text("feature.histogram.axis")),
              space(),
              axisLabel(code(edges.getLast())));
    }
    return new VBox(4, title("feature.histogram"), bars, axis);
  }

  private static Label axisLabel(String text) {
    Label label = new Label(text);
    label.getStyleClass().add("axis-label");
    return label;
  }

  private static Region space() {
    Region space = new Region();
    HBox.setHgrow(space, Priority.ALWAYS);
    return space;
  }

  /** Edges are decimal logarithms; people read codes. */
  private static String code(double log10) {
    double value = Math.pow(10, log10);
    return value < 0.1 ? Figures.fixed(value, 3) : Figures.fixed(value, value < 10 ? 2 : 1);
  }

  private VBox list(String key, List<Neighbour> neighbours) {
    VBox list = new VBox(title(key));
    list.getStyleClass().add("scored-list");
    for (Neighbour neighbour : neighbours) {
      String text =
          neighbour.label().isBlank()
              ? "#" + neighbour.feature()
              : "#" + neighbour.feature() + "  " + neighbour.label();
      Hyperlink link = new Hyperlink(text);
      link.setOnAction(e -> viewModel.open(neighbour.feature()));
      list.getChildren().add(new ScoredRow(link, neighbour.score(), beside(neighbour)));
    }
    if (neighbours.isEmpty()) {
      Label none = new Label(messages.text("feature.neighbours.none"));
      none.getStyleClass().add("muted");
      list.getChildren().add(none);
    }
    HBox.setHgrow(list, Priority.ALWAYS);
    list.setPrefWidth(100);
    list.setMinWidth(0);
    return list;
  }

  private Button beside(Neighbour neighbour) {
    Button button = new Button("", Icons.of("fth-plus"));
    button.getStyleClass().addAll("icon-button", "row-button");
    String hint = messages.text("steering.beside", neighbour.feature(), neighbour.label());
    button.setTooltip(new Tooltip(hint));
    button.setAccessibleText(hint);
    button.setMinWidth(USE_PREF_SIZE);
    button.disableProperty().bind(viewModel.explaining().possibleProperty().not());
    button.setOnAction(e -> viewModel.steerBeside(neighbour.feature(), neighbour.label()));
    return button;
  }

  private Label title(String key) {
    Label title = new Label(messages.text(key));
    title.getStyleClass().add("section-title");
    return title;
  }
}
