package dev.facet.fx;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.collections.FXCollections;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.css.PseudoClass;
import javafx.geometry.Insets;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/**
 * A grid of equal tiles over a list of any length: rows of a list view with a fixed cell size, so
 * that only what is on screen exists. One tile can be selected; arrows, Home, End and Page keys
 * move, Enter opens, Ctrl with plus, minus or the wheel changes the size.
 *
 * @param <T> an item
 */
public final class TileGrid<T> extends Region {

  /** One tile, reused for many items. */
  public interface Tile<T> {
    Node node();

    /** Shows an item, or nothing. Called often: must be cheap. */
    void show(@Nullable T item);
  }

  private static final PseudoClass SELECTED = PseudoClass.getPseudoClass("selected");
  private static final double GAP = 8;
  private static final double SCROLL_BAR = 14;
  private static final double SMALLEST = 64;
  private static final double LARGEST = 192;
  private static final double SIZE_STEP = 16;

  private final ObservableList<Integer> rowNumbers = FXCollections.observableArrayList();
  private final ListView<Integer> list = new ListView<>(rowNumbers);
  private final List<Row> rows = new ArrayList<>();
  private final DoubleProperty tileSize = new SimpleDoubleProperty(96);

  /** The side in use: at least {@link #tileSize}, and as much more as fills the width. */
  private final DoubleProperty side = new SimpleDoubleProperty(96);

  private final IntegerProperty selected = new SimpleIntegerProperty(-1);
  private ObservableList<T> items = FXCollections.observableArrayList();
  private final ListChangeListener<T> itemsChanged = c -> rebuild();
  private Supplier<Tile<T>> tiles =
      () -> {
        throw new IllegalStateException("A tile grid needs a supplier of tiles");
      };
  private Consumer<T> onOpen = item -> {};
  private Consumer<T> onClick = item -> {};
  private int columns = 1;

  public TileGrid() {
    getStyleClass().add("tile-grid");
    list.getStyleClass().add("tile-rows");
    list.setAccessibleRole(AccessibleRole.LIST_VIEW);
    list.setCellFactory(l -> new Row());
    list.fixedCellSizeProperty().bind(side.add(GAP));
    list.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
    list.addEventFilter(ScrollEvent.SCROLL, this::wheel);
    getChildren().add(list);
    tileSize.addListener(o -> requestLayout());
    selected.addListener(o -> rows.forEach(Row::mark));
  }

  public void setTiles(Supplier<Tile<T>> tiles) {
    this.tiles = tiles;
  }

  public void setItems(ObservableList<T> newItems) {
    items.removeListener(itemsChanged);
    items = newItems;
    items.addListener(itemsChanged);
    rebuild();
  }

  /** What Enter and a double click do with the item. */
  public void setOnOpen(Consumer<T> onOpen) {
    this.onOpen = onOpen;
  }

  /** What a single click does with the item, besides selecting it. */
  public void setOnClick(Consumer<T> onClick) {
    this.onClick = onClick;
  }

  /** The tiles' least side in pixels; they grow a little to fill the width. */
  public DoubleProperty tileSizeProperty() {
    return tileSize;
  }

  /** Index of the selected item, -1 for none. */
  public IntegerProperty selectedProperty() {
    return selected;
  }

  /** The list view underneath, for focus and accessible texts. */
  public ListView<Integer> list() {
    return list;
  }

  /** Makes the next size up or down the tiles' size. */
  public void zoom(int steps) {
    tileSize.set(Math.clamp(tileSize.get() + steps * SIZE_STEP, SMALLEST, LARGEST));
  }

  @Override
  protected void layoutChildren() {
    Insets insets = getInsets();
    double width = getWidth() - insets.getLeft() - insets.getRight();
    list.resizeRelocate(
        insets.getLeft(),
        insets.getTop(),
        width,
        getHeight() - insets.getTop() - insets.getBottom());
    double free = width - SCROLL_BAR + GAP;
    int fit = (int) Math.max(1, Math.floor(free / (tileSize.get() + GAP)));
    side.set(Math.max(SMALLEST, Math.floor(free / fit) - GAP));
    if (fit != columns) {
      columns = fit;
      rebuild();
    }
  }

  @Override
  protected double computePrefHeight(double width) {
    return 2 * (side.get() + GAP);
  }

  private void rebuild() {
    int count = (items.size() + columns - 1) / columns;
    if (selected.get() >= items.size()) {
      selected.set(-1);
    }
    if (rowNumbers.size() == count) {
      rows.forEach(Row::fill);
      return;
    }
    List<Integer> numbers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      numbers.add(i);
    }
    rowNumbers.setAll(numbers);
    rows.forEach(Row::fill);
  }

  private void select(int index) {
    if (!items.isEmpty()) {
      int within = Math.clamp(index, 0, items.size() - 1);
      selected.set(within);
      list.scrollTo(Math.max(0, within / columns - (visibleRows() - 1) / 2));
    }
  }

  private int visibleRows() {
    return Math.max(1, (int) (getHeight() / (side.get() + GAP)));
  }

  private void key(KeyEvent e) {
    int now = selected.get();
    if (e.isShortcutDown()) {
      switch (e.getCode()) {
        case PLUS, EQUALS, ADD -> zoom(1);
        case MINUS, SUBTRACT -> zoom(-1);
        default -> {
          return;
        }
      }
      e.consume();
      return;
    }
    switch (e.getCode()) {
      case LEFT -> select(now - 1);
      case RIGHT -> select(now + 1);
      case UP -> select(now - columns);
      case DOWN -> select(now < 0 ? 0 : now + columns);
      case HOME -> select(0);
      case END -> select(items.size() - 1);
      case PAGE_UP -> select(now - columns * visibleRows());
      case PAGE_DOWN -> select(now + columns * visibleRows());
      case ENTER -> {
        if (now < 0) {
          return;
        }
        onOpen.accept(items.get(now));
      }
      default -> {
        return;
      }
    }
    e.consume();
  }

  private void wheel(ScrollEvent e) {
    if (e.isShortcutDown() && e.getDeltaY() != 0) {
      zoom(e.getDeltaY() > 0 ? 1 : -1);
      e.consume();
    }
  }

  /** One row of tiles. */
  private final class Row extends ListCell<Integer> {

    private final HBox box = new HBox(GAP);
    private final List<Tile<T>> shown = new ArrayList<>();

    Row() {
      getStyleClass().add("tile-row");
      rows.add(this);
    }

    @Override
    protected void updateItem(@Nullable Integer row, boolean empty) {
      super.updateItem(row, empty);
      setGraphic(empty ? null : box);
      fill();
    }

    void fill() {
      Integer row = getItem();
      if (row == null) {
        return;
      }
      while (shown.size() < columns) {
        add();
      }
      for (int c = 0; c < shown.size(); c++) {
        int index = row * columns + c;
        boolean there = c < columns && index < items.size();
        Tile<T> tile = shown.get(c);
        tile.node().setVisible(there);
        tile.node().setManaged(c < columns);
        tile.show(there ? items.get(index) : null);
      }
      mark();
    }

    void mark() {
      Integer row = getItem();
      for (int c = 0; row != null && c < shown.size(); c++) {
        shown.get(c).node().pseudoClassStateChanged(SELECTED, row * columns + c == selected.get());
      }
    }

    private void add() {
      Tile<T> tile = tiles.get();
      int column = shown.size();
      Node node = tile.node();
      if (node instanceof Region region) {
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
      Integer row = getItem();
      if (row == null || row * columns + column >= items.size()) {
        return;
      }
      int index = row * columns + column;
      list.requestFocus();
      selected.set(index);
      if (e.getClickCount() == 2) {
        onOpen.accept(items.get(index));
      } else {
        onClick.accept(items.get(index));
      }
      e.consume();
    }
  }
}
