package dev.facet.fx;

import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import org.jspecify.annotations.Nullable;

/** Columns of a table whose cells show a text of the whole row. */
public final class TextColumn {

  private TextColumn() {}

  /**
   * Makes a column show a text.
   *
   * @param text of a row
   */
  public static <R> void show(TableColumn<R, R> column, Function<R, String> text) {
    column.setCellValueFactory(c -> new ReadOnlyObjectWrapper<>(c.getValue()));
    column.setCellFactory(
        c ->
            new TableCell<>() {
              @Override
              protected void updateItem(@Nullable R row, boolean empty) {
                super.updateItem(row, empty);
                setText(row == null || empty ? null : text.apply(row));
              }
            });
  }
}
