package dev.facet.ui.steering;

import dev.facet.fx.Figures;
import dev.facet.fx.Messages;
import dev.facet.protocol.FeatureRow;
import java.util.function.Consumer;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Search and choose another feature to apply. */
final class LatentChooser extends VBox {

  private final TextField search = new TextField();

  LatentChooser(EditsViewModel viewModel, Messages messages, Consumer<FeatureRow> onChosen) {
    getStyleClass().add("corpus-chooser");
    setPrefSize(260, 320);
    search.setPromptText(messages.text("search.prompt"));
    search.setAccessibleText(messages.text("search.prompt"));
    search.textProperty().bindBidirectional(viewModel.findTextProperty());
    ListView<FeatureRow> list = new ListView<>(viewModel.found());
    list.getStyleClass().add("strip");
    list.setAccessibleText(messages.text("edits.add.feature"));
    list.setPlaceholder(new Label(messages.text("features.empty.title")));
    list.setCellFactory(
        l ->
            new ListCell<>() {
              @Override
              protected void updateItem(@Nullable FeatureRow row, boolean empty) {
                super.updateItem(row, empty);
                setText(
                    row == null || empty
                        ? null
                        : messages.text(
                            "edits.found",
                            row.feature(),
                            row.label(),
                            Figures.percent(row.frequency())));
              }
            });
    SearchedList.connect(search, list, onChosen);
    VBox.setVgrow(list, Priority.ALWAYS);
    getChildren().addAll(search, list);
  }

  void focus() {
    search.requestFocus();
  }
}
