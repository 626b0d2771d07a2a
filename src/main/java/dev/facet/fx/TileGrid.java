package dev.facet.fx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.collections.FXCollections;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.geometry.Insets;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/**
 * A grid of equal tiles over a list of any length: rows of a list view, so that only what is on
 * screen exists. Items may stand in groups, each under a heading. One tile can be selected; arrows,
 * Home, End and Page keys move, Enter opens, Ctrl with plus, minus or the wheel changes the size.
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

  /**
   * Items that begin a new row, under a heading.
   *
   * @param heading shown above the row; empty for none
   */
  public record Group<T>(String heading, List<T> items) {

    public Group {
      items = List.copyOf(items);
    }
  }

  static final double GAP = 8;
  private static final double SCROLL_BAR = 14;
  private static final double SMALLEST = 64;
  private static final double LARGEST = 192;
  private static final double SIZE_STEP = 16;

  private final ObservableList<Integer> rowNumbers = FXCollections.observableArrayList();
  private final ListView<Integer> list = new ListView<>(rowNumbers);
  private final List<TileRow<T>> rows = new ArrayList<>();
  private final DoubleProperty tileSize = new SimpleDoubleProperty(96);

  /** The side in use: at least {@link #tileSize}, and as much more as fills the width. */
  private final DoubleProperty side = new SimpleDoubleProperty(96);

  private final IntegerProperty selected = new SimpleIntegerProperty(-1);
  private ObservableList<T> items = FXCollections.observableArrayList();
  private final ListChangeListener<T> itemsChanged = c -> rebuild();
  private List<Group<T>> groups = List.of();
  private TileLines lines = TileLines.NONE;
  private Function<T, String> describe = item -> "";
  private String title = "";
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
    list.setCellFactory(l -> newRow());
    fixRows(true);
    TileKeys keys = new TileKeys(this);
    list.addEventFilter(KeyEvent.KEY_PRESSED, keys::pressed);
    list.addEventFilter(ScrollEvent.SCROLL, keys::scrolled);
    getChildren().add(list);
    tileSize.addListener(o -> requestLayout());
    selected.addListener(
        o -> {
          rows.forEach(TileRow::mark);
          name();
        });
  }

  private TileRow<T> newRow() {
    TileRow<T> row = new TileRow<>(this);
    rows.add(row);
    return row;
  }

  /** Rows are of one height, unless some have a heading. */
  private void fixRows(boolean equal) {
    if (equal) {
      list.fixedCellSizeProperty().bind(side.add(GAP));
    } else {
      list.fixedCellSizeProperty().unbind();
      list.setFixedCellSize(Region.USE_COMPUTED_SIZE);
    }
  }

  public void setTiles(Supplier<Tile<T>> tiles) {
    this.tiles = tiles;
  }

  /** Shows a list, and what becomes of it. */
  public void setItems(ObservableList<T> newItems) {
    items.removeListener(itemsChanged);
    items = newItems;
    groups = List.of();
    fixRows(true);
    items.addListener(itemsChanged);
    rebuild();
  }

  /** Shows groups, each from a new row on. */
  public void setGroups(List<Group<T>> newGroups) {
    items.removeListener(itemsChanged);
    groups = List.copyOf(newGroups);
    List<T> all = new ArrayList<>();
    groups.forEach(group -> all.addAll(group.items()));
    items = FXCollections.observableArrayList(all);
    fixRows(false);
    rebuild();
  }

  /**
   * What a screen reader says of the grid and of the tile that is selected.
   *
   * @param newTitle of the grid
   * @param description of an item
   */
  public void setNames(String newTitle, Function<T, String> description) {
    title = newTitle;
    describe = description;
    name();
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

  /** The selected item, if any. */
  public Optional<T> selectedItem() {
    int index = selected.get();
    return index < 0 || index >= items.size()
        ? Optional.empty()
        : Optional.ofNullable(items.get(index));
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
    if (selected.get() >= items.size()) {
      selected.set(-1);
    }
    lines = groups.isEmpty() ? TileLines.of(items.size(), columns) : TileLines.of(groups, columns);
    if (rowNumbers.size() != lines.size()) {
      List<Integer> numbers = new ArrayList<>(lines.size());
      for (int i = 0; i < lines.size(); i++) {
        numbers.add(i);
      }
      rowNumbers.setAll(numbers);
    }
    rows.forEach(TileRow::fill);
    name();
  }

  private void name() {
    list.setAccessibleText(
        selectedItem().map(item -> title + ": " + describe.apply(item)).orElse(title));
  }

  /** Selects the tile nearest to an index and scrolls to it. */
  void select(int index) {
    if (!items.isEmpty()) {
      int within = Math.clamp(index, 0, items.size() - 1);
      selected.set(within);
      list.scrollTo(Math.max(0, lines.lineOf(within) - (visibleRows() - 1) / 2));
    }
  }

  /** Selects the tile in the same column some rows on. */
  void step(int rows) {
    select(selected.get() < 0 ? 0 : lines.step(selected.get(), rows));
  }

  int visibleRows() {
    return Math.max(1, (int) (getHeight() / (side.get() + GAP)));
  }

  /** What Enter does. */
  void openSelected() {
    onOpen.accept(items.get(selected.get()));
  }

  int size() {
    return items.size();
  }

  /** What stands on a row; null for a row that is no longer there. */
  TileLines.@Nullable Line line(@Nullable Integer row) {
    return row == null || row >= lines.size() ? null : lines.get(row);
  }

  T item(int index) {
    return items.get(index);
  }

  Tile<T> newTile() {
    return tiles.get();
  }

  int columns() {
    return columns;
  }

  /** The side of the tiles in use, pixels. */
  ReadOnlyDoubleProperty sideProperty() {
    return side;
  }

  /** What a click on a tile does. */
  void clicked(int index, int clicks) {
    list.requestFocus();
    selected.set(index);
    (clicks == 2 ? onOpen : onClick).accept(items.get(index));
  }
}
