package dev.facet.fx;

import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** One row of a tile grid on screen; its tiles are reused for whatever row it shows. */
final class TileRow<T> extends ListCell<Integer> {

  private static final PseudoClass SELECTED = PseudoClass.getPseudoClass("selected");
  private static final double HEADING_GAP = 4;

  private final TileGrid<T> grid;
  private final Label heading = new Label();
  private final HBox box = new HBox(TileGrid.GAP);
  private final VBox whole = new VBox(HEADING_GAP, heading, box);
  private final List<TileGrid.Tile<T>> shown = new ArrayList<>();

  TileRow(TileGrid<T> grid) {
    this.grid = grid;
    getStyleClass().add("tile-row");
    heading.getStyleClass().add("tile-heading");
    whole.setMinWidth(0);
  }

  @Override
  protected void updateItem(@Nullable Integer row, boolean empty) {
    super.updateItem(row, empty);
    setGraphic(empty ? null : whole);
    fill();
  }

  /** Shows what stands on the row now. */
  void fill() {
    TileLines.Line line = grid.line(getItem());
    if (line == null) {
      return;
    }
    heading.setText(line.heading());
    heading.setVisible(!line.heading().isEmpty());
    heading.setManaged(!line.heading().isEmpty());
    int columns = grid.columns();
    while (shown.size() < columns) {
      add();
    }
    for (int c = 0; c < shown.size(); c++) {
      boolean there = c < line.count();
      TileGrid.Tile<T> tile = shown.get(c);
      tile.node().setVisible(there);
      tile.node().setManaged(c < columns);
      tile.show(there ? grid.item(line.first() + c) : null);
    }
    mark();
  }

  /** Marks the tile that is selected, if it is one of this row. */
  void mark() {
    TileLines.Line line = grid.line(getItem());
    int selected = grid.selectedProperty().get();
    for (int c = 0; line != null && c < shown.size(); c++) {
      boolean on = c < line.count() && line.first() + c == selected;
      shown.get(c).node().pseudoClassStateChanged(SELECTED, on);
    }
  }

  private void add() {
    TileGrid.Tile<T> tile = grid.newTile();
    int column = shown.size();
    Node node = tile.node();
    if (node instanceof Region region) {
      ReadOnlyDoubleProperty side = grid.sideProperty();
      region.minWidthProperty().bind(side);
      region.maxWidthProperty().bind(side);
      region.prefWidthProperty().bind(side);
      region.minHeightProperty().bind(side);
      region.maxHeightProperty().bind(side);
      region.prefHeightProperty().bind(side);
    }
    node.addEventHandler(MouseEvent.MOUSE_CLICKED, e -> click(e, column));
    shown.add(tile);
    box.getChildren().add(node);
  }

  private void click(MouseEvent e, int column) {
    TileLines.Line line = grid.line(getItem());
    if (line != null && column < line.count()) {
      grid.clicked(line.first() + column, e.getClickCount());
      e.consume();
    }
  }
}
