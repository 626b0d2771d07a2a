package dev.facet.fx;

import javafx.scene.input.KeyEvent;
import javafx.scene.input.ScrollEvent;

/** What keys and wheel do to a {@link TileGrid}. */
final class TileKeys {

  private final TileGrid<?> grid;

  TileKeys(TileGrid<?> grid) {
    this.grid = grid;
  }

  void pressed(KeyEvent e) {
    if (e.isShortcutDown() ? zoomed(e) : moved(e)) {
      e.consume();
    }
  }

  void scrolled(ScrollEvent e) {
    if (e.isShortcutDown() && e.getDeltaY() != 0) {
      grid.zoom(e.getDeltaY() > 0 ? 1 : -1);
      e.consume();
    }
  }

  private boolean zoomed(KeyEvent e) {
    switch (e.getCode()) {
      case PLUS, EQUALS, ADD -> grid.zoom(1);
      case MINUS, SUBTRACT -> grid.zoom(-1);
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean moved(KeyEvent e) {
    int now = grid.selectedProperty().get();
    switch (e.getCode()) {
      case LEFT -> grid.select(now - 1);
      case RIGHT -> grid.select(now + 1);
      case UP -> grid.step(-1);
      case DOWN -> grid.step(1);
      case HOME -> grid.select(0);
      case END -> grid.select(grid.size() - 1);
      case PAGE_UP -> grid.step(-grid.visibleRows());
      case PAGE_DOWN -> grid.step(grid.visibleRows());
      case ENTER -> {
        if (now < 0) {
          return false;
        }
        grid.openSelected();
      }
      default -> {
        return false;
      }
    }
    return true;
  }
}
