package dev.facet.ui.feature;

import dev.facet.fx.Figures;
import dev.facet.fx.PictureTile;
import dev.facet.fx.TileGrid;
import dev.facet.protocol.FeatureDetail.Example;
import dev.facet.ui.session.Pictures;
import javafx.beans.InvalidationListener;
import javafx.beans.WeakInvalidationListener;
import javafx.scene.Node;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.Dragboard;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.TransferMode;
import org.jspecify.annotations.Nullable;

/** An image that fires the feature, with its heat map. */
final class ExampleTile implements TileGrid.Tile<Example> {

  /** Pixels of the longer side that are asked for: sharp at twice the usual tile size. */
  static final int SIDE = 192;

  private final FeatureViewModel viewModel;
  private final Pictures pictures;
  private final PictureTile tile = new PictureTile();

  /** Held here, for the state only holds it weakly: a tile goes when its grid does. */
  private final InvalidationListener rangeChanged = o -> rangeChanged();

  private @Nullable Example shown;

  ExampleTile(FeatureViewModel viewModel, Pictures pictures) {
    this.viewModel = viewModel;
    this.pictures = pictures;
    tile.heat().visibleProperty().bind(viewModel.heat().shownProperty());
    tile.heat().heatOpacityProperty().bind(viewModel.heat().opacityProperty());
    viewModel.heat().ownRangeProperty().addListener(new WeakInvalidationListener(rangeChanged));
    tile.setOnDragDetected(this::drag);
    tile.heat().heatStyleProperty().bind(viewModel.heat().styleBinding());
  }

  private void rangeChanged() {
    Example now = shown;
    if (now != null) {
      showHeat(now);
    }
  }

  /** An image can be dragged onto the steering panel. */
  private void drag(MouseEvent e) {
    Example dragged = shown;
    if (dragged != null) {
      Dragboard board = tile.startDragAndDrop(TransferMode.COPY);
      ClipboardContent content = new ClipboardContent();
      content.putString(FeatureViewModel.address(dragged));
      board.setContent(content);
      board.setDragView(tile.snapshot(null, null));
      e.consume();
    }
  }

  @Override
  public Node node() {
    return tile;
  }

  @Override
  public void show(@Nullable Example example) {
    shown = example;
    if (example == null) {
      tile.clear();
      return;
    }
    String address = FeatureViewModel.address(example);
    tile.show(
        address,
        pictures.peek(address, SIDE),
        () -> pictures.get(address, SIDE),
        describe(example));
    showHeat(example);
  }

  /** Its score and what it shows, where that is known. */
  static String describe(Example example) {
    return Figures.fixed(example.score(), 2)
        + (example.caption().isBlank() ? "" : "  " + example.caption());
  }

  private void showHeat(Example example) {
    tile.setHeatPart(viewModel.heatPart());
    tile.heat()
        .show(
            example.heat(),
            viewModel.gridWidth(),
            viewModel.gridHeight(),
            viewModel.heatMax(example));
  }
}
