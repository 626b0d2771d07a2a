package dev.facet.ui.viewer;

import dev.facet.fx.Figures;
import dev.facet.fx.Icons;
import dev.facet.fx.Messages;
import dev.facet.protocol.Firing;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.Tooltip;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/**
 * A latent that fires: number, label, how strongly beside the strongest, and what to do with it.
 */
final class FiringCell extends ListCell<Firing> {

  private static final double HINT_WIDTH = 360;

  private final ViewerViewModel viewModel;
  private final Messages messages;
  private final Label number = new Label();
  private final Label label = new Label();
  private final ProgressBar bar = new ProgressBar(0);
  private final Label code = new Label();
  private final HBox row;

  FiringCell(ViewerViewModel viewModel, Messages messages) {
    this.viewModel = viewModel;
    this.messages = messages;
    getStyleClass().add("firing-cell");
    number.getStyleClass().add("firing-number");
    bar.getStyleClass().add("score-bar");
    code.getStyleClass().add("firing-code");
    label.setMinWidth(0);
    label.setMaxWidth(Double.MAX_VALUE);
    HBox.setHgrow(label, Priority.ALWAYS);
    for (Region fixed : new Region[] {number, code}) {
      fixed.setMinWidth(Region.USE_PREF_SIZE);
    }
    row =
        new HBox(
            8,
            number,
            label,
            bar,
            code,
            new HBox(steering(), button("fth-chevron-right", "viewer.open", viewModel::open)));
    row.setAlignment(Pos.CENTER_LEFT);
    row.setMinWidth(0);
    row.setPrefWidth(1);
    addEventHandler(
        MouseEvent.MOUSE_CLICKED,
        e -> {
          Firing latent = getItem();
          if (latent != null && e.getClickCount() == 2) {
            viewModel.open(latent);
          }
        });
  }

  /** Buttons that are disabled show no hint: what holds them says why. */
  private HBox steering() {
    HBox buttons =
        new HBox(
            button("fth-sliders", "viewer.steer", viewModel.steering()::with),
            button("fth-plus", "viewer.beside", viewModel.steering()::beside),
            button("fth-slash", "viewer.zero", viewModel.steering()::zero));
    Tooltip why = new Tooltip(messages.text("viewer.steer.none"));
    why.setWrapText(true);
    why.setMaxWidth(HINT_WIDTH);
    viewModel
        .steering()
        .possible()
        .subscribe(
            possible -> {
              buttons.getChildren().forEach(button -> button.setDisable(!possible));
              if (possible) {
                Tooltip.uninstall(buttons, why);
              } else {
                Tooltip.install(buttons, why);
              }
            });
    return buttons;
  }

  private Button button(String icon, String key, Consumer<Firing> action) {
    Button button = new Button();
    button.setGraphic(Icons.of(icon));
    button.getStyleClass().add("icon-button");
    button.setTooltip(new Tooltip(messages.text(key)));
    button.setAccessibleText(messages.text(key));
    // The list is left with one press of Tab; its own keys do what the buttons do.
    button.setFocusTraversable(false);
    button.setMinWidth(Region.USE_PREF_SIZE);
    button.setOnAction(
        e -> {
          Firing latent = getItem();
          if (latent != null) {
            action.accept(latent);
          }
        });
    return button;
  }

  @Override
  protected void updateItem(@Nullable Firing latent, boolean empty) {
    super.updateItem(latent, empty);
    if (latent == null || empty) {
      setGraphic(null);
      setAccessibleText("");
      return;
    }
    double strongest = viewModel.firing().isEmpty() ? 0 : viewModel.firing().getFirst().code();
    number.setText("#" + latent.feature());
    label.setText(latent.label());
    bar.setProgress(strongest > 0 ? latent.code() / strongest : 0);
    code.setText(Figures.fixed(latent.code(), latent.code() < 10 ? 2 : 1));
    setGraphic(row);
    setAccessibleText(
        messages.text("viewer.latent", latent.feature(), latent.label(), code.getText()));
  }
}
