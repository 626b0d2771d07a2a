package dev.facet.ui.feature;

import dev.facet.fx.Figures;
import dev.facet.fx.PictureTile;
import dev.facet.fx.TileGrid;
import dev.facet.protocol.FeatureDetail.Example;
import dev.facet.ui.session.Pictures;
import javafx.scene.Node;
import org.jspecify.annotations.Nullable;

/** An image that fires the feature, with its heat map. */
final class ExampleTile implements TileGrid.Tile<Example> {

  /** Pixels of the longer side that are asked for: sharp at twice the usual tile size. */
  static final int SIDE = 192;

  private final FeatureViewModel viewModel;
  private final Pictures pictures;
  private final PictureTile tile = new PictureTile();

  ExampleTile(FeatureViewModel viewModel, Pictures pictures) {
    this.viewModel = viewModel;
    this.pictures = pictures;
    tile.heat().visibleProperty().bind(viewModel.heatShownProperty());
    tile.heat().opacityProperty().bind(viewModel.heatOpacityProperty());
    tile.heat().heatStyleProperty().bind(viewModel.heat().styleBinding());
  }

  @Override
  public Node node() {
    return tile;
  }

  PictureTile tile() {
    return tile;
  }

  @Override
  public void show(@Nullable Example example) {
    if (example == null) {
      tile.clear();
      return;
    }
    String address = "corpus:" + example.image();
    tile.show(
        address,
        pictures.peek(address, SIDE),
        () -> pictures.get(address, SIDE),
        Figures.fixed(example.score(), 2)
            + (example.caption().isBlank() ? "" : "  " + example.caption()));
    tile.heat()
        .show(
            example.heat(),
            viewModel.gridWidth(),
            viewModel.gridHeight(),
            viewModel.heatMax(example));
  }
}
