package dev.facet.ui.steering;

import java.util.function.Consumer;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import org.jspecify.annotations.Nullable;

/**
 * How one of a list is chosen by a search field above it: a click or Enter in the list takes the
 * selected one, Down in the field goes to the list, Enter there takes the first.
 */
final class SearchedList {

  private SearchedList() {}

  static <T> void connect(TextField search, ListView<T> list, Consumer<T> onChosen) {
    list.setOnMouseClicked(e -> choose(list.getSelectionModel().getSelectedItem(), onChosen));
    list.setOnKeyPressed(
        e -> {
          if (e.getCode() == KeyCode.ENTER) {
            choose(list.getSelectionModel().getSelectedItem(), onChosen);
          }
        });
    search.setOnKeyPressed(
        e -> {
          if (e.getCode() == KeyCode.DOWN) {
            list.requestFocus();
            list.getSelectionModel().selectFirst();
          } else if (e.getCode() == KeyCode.ENTER && !list.getItems().isEmpty()) {
            choose(list.getItems().getFirst(), onChosen);
          }
        });
  }

  private static <T> void choose(@Nullable T item, Consumer<T> onChosen) {
    if (item != null) {
      onChosen.accept(item);
    }
  }
}
