package dev.facet.ui.steering;

import dev.facet.fx.Messages;
import java.util.function.Consumer;
import javafx.collections.transformation.FilteredList;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** Search and choose a place of the model. */
final class SiteChooser extends VBox {

  private final TextField search = new TextField("out");

  /**
   * @param present the place that is chosen now
   */
  SiteChooser(
      ModelViewModel viewModel, String present, Messages messages, Consumer<String> onChosen) {
    getStyleClass().add("corpus-chooser");
    setPrefSize(260, 320);
    search.setPromptText(messages.text("site.search"));
    search.setAccessibleText(messages.text("site.search"));
    FilteredList<String> matching = new FilteredList<>(viewModel.sites());
    search
        .textProperty()
        .subscribe(text -> matching.setPredicate(site -> site.contains(text.strip())));
    ListView<String> list = new ListView<>(matching);
    list.getStyleClass().add("strip");
    list.setAccessibleText(messages.text("site.choose"));
    list.setPlaceholder(new Label(messages.text("site.none")));
    list.getSelectionModel().select(present);
    list.scrollTo(present);
    SearchedList.connect(search, list, onChosen);
    Label hint = new Label(messages.text("site.hint"));
    hint.setWrapText(true);
    hint.getStyleClass().add("muted");
    VBox.setVgrow(list, Priority.ALWAYS);
    getChildren().addAll(search, list, hint);
  }

  void focus() {
    search.requestFocus();
    search.selectAll();
  }
}
