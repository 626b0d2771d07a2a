package dev.facet.ui.steering;

import dev.facet.fx.Messages;
import dev.facet.fx.PictureTile;
import dev.facet.fx.TileGrid;
import dev.facet.protocol.ImageRow;
import dev.facet.ui.session.Pictures;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.TextField;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Search and choose an image of the study. */
final class CorpusChooser extends VBox {

  private static final int SIDE = 128;
  private static final double TILE = 72;

  private final TextField search = new TextField();

  CorpusChooser(
      QuestionViewModel viewModel,
      Pictures pictures,
      Messages messages,
      Consumer<ImageRow> onChosen) {
    getStyleClass().add("corpus-chooser");
    setPrefSize(4 * (TILE + 8) + 24, 360);
    search.setPromptText(messages.text("steering.corpus.search"));
    search.setAccessibleText(messages.text("steering.corpus.search"));
    search.textProperty().bindBidirectional(viewModel.corpusTextProperty());
    TileGrid<@Nullable ImageRow> grid = new TileGrid<>();
    grid.tileSizeProperty().set(TILE);
    grid.setTiles(() -> new CorpusTile(pictures));
    grid.setItems(viewModel.corpus());
    grid.setNames(messages.text("steering.corpus"), CorpusChooser::name);
    grid.setOnClick(
        row -> {
          if (row != null) {
            onChosen.accept(row);
          }
        });
    grid.setOnOpen(
        row -> {
          if (row != null) {
            onChosen.accept(row);
          }
        });
    VBox.setVgrow(grid, Priority.ALWAYS);
    getChildren().addAll(search, grid);
  }

  void focus() {
    search.requestFocus();
  }

  private static String name(@Nullable ImageRow row) {
    return row == null ? "" : row.caption().isBlank() ? row.name() : row.caption();
  }

  private static final class CorpusTile implements TileGrid.Tile<@Nullable ImageRow> {

    private final Pictures pictures;
    private final PictureTile tile = new PictureTile();

    CorpusTile(Pictures pictures) {
      this.pictures = pictures;
    }

    @Override
    public Node node() {
      return tile;
    }

    @Override
    public void show(@Nullable ImageRow row) {
      if (row == null) {
        tile.clear();
        return;
      }
      String address = "corpus:" + row.image();
      tile.show(
          address, pictures.peek(address, SIDE), () -> pictures.get(address, SIDE), name(row));
    }
  }
}
