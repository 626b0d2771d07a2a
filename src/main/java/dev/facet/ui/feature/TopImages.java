package dev.facet.ui.feature;

import dev.facet.fx.Messages;
import dev.facet.fx.TileGrid;
import dev.facet.protocol.FeatureDetail.Example;
import dev.facet.ui.session.Pictures;
import java.util.function.Consumer;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/** What can be done with the images of a grid, by mouse, menu and key. */
final class TopImages {

  /** Pixels of the longer side of a picture that is copied. */
  private static final int COPIED_SIDE = 1024;

  private final FeatureViewModel viewModel;
  private final Messages messages;
  private final Pictures pictures;
  private final TileGrid<Example> grid;

  private TopImages(
      FeatureViewModel viewModel, Messages messages, Pictures pictures, TileGrid<Example> grid) {
    this.viewModel = viewModel;
    this.messages = messages;
    this.pictures = pictures;
    this.grid = grid;
  }

  /** Fills a grid with the feature's images and gives it its actions. */
  static void equip(
      TileGrid<Example> grid, FeatureViewModel viewModel, Messages messages, Pictures pictures) {
    TopImages images = new TopImages(viewModel, messages, pictures, grid);
    grid.setTiles(() -> new ExampleTile(viewModel, pictures));
    grid.setItems(viewModel.top());
    grid.list().setAccessibleText(messages.text("feature.section.top"));
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
    int selected = grid.selectedProperty().get();
    if (selected >= 0 && selected < viewModel.top().size()) {
      action.accept(viewModel.top().get(selected));
    }
  }

  private void view(Example example) {
    viewModel.view(viewModel.top(), example);
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
