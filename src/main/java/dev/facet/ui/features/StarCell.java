package dev.facet.ui.features;

import dev.facet.protocol.FeatureRow;
import javafx.scene.control.TableCell;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** A small star where the person bookmarked the feature. */
final class StarCell extends TableCell<FeatureRow, FeatureRow> {

  /** Made when it is first needed: few features have one, and every row has a cell. */
  private @Nullable FontIcon icon;

  StarCell() {
    getStyleClass().add("star-cell");
  }

  @Override
  protected void updateItem(@Nullable FeatureRow row, boolean empty) {
    super.updateItem(row, empty);
    setGraphic(row != null && !empty && row.starred() ? icon() : null);
  }

  private FontIcon icon() {
    if (icon == null) {
      icon = new FontIcon("fth-star");
    }
    return icon;
  }
}
