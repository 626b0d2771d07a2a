package dev.facet.ui.feature;

import dev.facet.fx.Messages;
import dev.facet.fx.TileGrid;
import dev.facet.protocol.FeatureDetail.Example;
import dev.facet.ui.session.Pictures;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/** What can be done with the images of a grid, by mouse, menu and key. */
final class ExampleImages {

  /** Pixels of the longer side of a picture that is copied. */
  private static final int COPIED_SIDE = 1024;

  private final FeatureViewModel viewModel;
  private final Messages messages;
  private final Pictures pictures;
  private final TileGrid<Example> grid;
  private final Function<Example, List<Example>> beside;

  private ExampleImages(
      FeatureViewModel viewModel,
      Messages messages,
      Pictures pictures,
      TileGrid<Example> grid,
      Function<Example, List<Example>> beside) {
    this.viewModel = viewModel;
    this.messages = messages;
    this.pictures = pictures;
    this.grid = grid;
    this.beside = beside;
  }

  /**
   * Gives a grid its tiles and what can be done with them.
   *
   * @param title of the grid, for screen readers
   * @param beside the images that the viewer steps through from one on
   */
  static void equip(
      TileGrid<Example> grid,
      FeatureViewModel viewModel,
      Messages messages,
      Pictures pictures,
      String title,
      Function<Example, List<Example>> beside) {
    ExampleImages images = new ExampleImages(viewModel, messages, pictures, grid, beside);
    grid.setTiles(() -> new ExampleTile(viewModel, pictures));
    grid.setNames(title, ExampleTile::describe);
    grid.setOnOpen(images::view);
    grid.list()
        .setContextMenu(
            new ContextMenu(
                images.item("feature.view.image", images::view),
                images.item("feature.steer.image", viewModel::steer),
                images.item("feature.copy.image", images::copy)));
    grid.list().addEventHandler(KeyEvent.KEY_PRESSED, images::key);
  }

  private MenuItem item(String key, Consumer<Example> action) {
    MenuItem item = new MenuItem(messages.text(key));
    item.setOnAction(e -> withSelected(action));
    return item;
  }

  private void withSelected(Consumer<Example> action) {
    grid.selectedItem().ifPresent(action);
  }

  private void view(Example example) {
    viewModel.view(beside.apply(example), example);
  }

  private void key(KeyEvent e) {
    if (e.isShortcutDown() && !e.isShiftDown() && e.getCode() == KeyCode.C) {
      withSelected(this::copy);
      e.consume();
    } else if (e.getCode() == KeyCode.S && !e.isShortcutDown()) {
      withSelected(viewModel::steer);
      e.consume();
    }
  }

  private void copy(Example example) {
    var _ =
        pictures
            .get(FeatureViewModel.address(example), COPIED_SIDE)
            .whenComplete(
                (image, failure) -> {
                  if (failure != null) {
                    viewModel.report(messages.text("feature.copy.failed"), failure);
                    return;
                  }
                  ClipboardContent content = new ClipboardContent();
                  content.putImage(image);
                  Clipboard.getSystemClipboard().setContent(content);
                  viewModel.say(messages.text("feature.copied.image"));
                });
  }
}
