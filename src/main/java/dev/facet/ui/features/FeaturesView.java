package dev.facet.ui.features;

import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.fx.Figures;
import dev.facet.fx.Messages;
import dev.facet.fx.StatePane;
import dev.facet.protocol.FeatureQuery.Sort;
import dev.facet.protocol.FeatureRow;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.fxml.FXML;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The table of features with its filters. */
public final class FeaturesView extends VBox {

  /** The orders that have no column of their own come by the menu. */
  private static final List<Sort> MENU =
      List.of(
          Sort.LABEL_SCORE,
          Sort.FREQUENCY,
          Sort.MAX,
          Sort.MEAN,
          Sort.MONOSEMANTICITY,
          Sort.STEERABILITY,
          Sort.LABEL,
          Sort.INDEX);

  @Inject private FeaturesViewModel viewModel;
  @Inject private Messages messages;
  @FXML private Label summary;
  @FXML private ToggleButton aliveOnly;
  @FXML private ToggleButton starredOnly;
  @FXML private MenuButton sortMenu;
  @FXML private StatePane statePane;
  @FXML private TableView<FeatureRow> table;
  @FXML private TableColumn<FeatureRow, FeatureRow> star;
  @FXML private TableColumn<FeatureRow, FeatureRow> index;
  @FXML private TableColumn<FeatureRow, FeatureRow> label;
  @FXML private TableColumn<FeatureRow, FeatureRow> frequency;
  @FXML private TableColumn<FeatureRow, FeatureRow> max;
  @FXML private TableColumn<FeatureRow, FeatureRow> steerability;

  @SuppressWarnings("NullAway.Init") // fields are filled by the loader
  public FeaturesView() {
    ViewLoader.view(this).root(this).load();
  }

  /** Widths of the table's columns by name. */
  public Map<String, Double> columnWidths() {
    Map<String, Double> widths = new TreeMap<>();
    table.getColumns().forEach(c -> widths.put(c.getId(), c.getWidth()));
    return widths;
  }

  /** Gives columns the widths that they had; others stay. */
  public void setColumnWidths(Map<String, Double> widths) {
    table
        .getColumns()
        .forEach(
            c -> {
              Double width = widths.get(c.getId());
              if (width != null) {
                c.setPrefWidth(width);
              }
            });
  }

  @FXML
  private void initialize() {
    summary.textProperty().bind(viewModel.summaryProperty());
    aliveOnly.selectedProperty().bindBidirectional(viewModel.aliveOnlyProperty());
    starredOnly.selectedProperty().bindBidirectional(viewModel.starredOnlyProperty());
    aliveOnly.setTooltip(new Tooltip(messages.text("features.alive.hint")));
    starredOnly.setTooltip(new Tooltip(messages.text("features.starred.hint")));
    statePane.stateProperty().bind(viewModel.stateProperty());
    statePane.setOnAction(viewModel::recover);
    columns();
    sorting();
    table.setItems(viewModel.rows());
    table
        .getSelectionModel()
        .selectedItemProperty()
        .addListener(
            (o, before, now) -> {
              if (now != null) {
                viewModel.select(now);
              }
            });
    viewModel.selectedIndexProperty().addListener((o, before, now) -> reveal(now.intValue()));
    reveal(viewModel.selectedIndexProperty().get());
  }

  /** Puts the focus into the list. */
  public void focusList() {
    table.requestFocus();
  }

  private void reveal(int row) {
    if (row < 0) {
      table.getSelectionModel().clearSelection();
    } else if (table.getSelectionModel().getSelectedIndex() != row) {
      table.getSelectionModel().clearAndSelect(row);
      table.scrollTo(Math.max(0, row - 3));
    }
  }

  private void columns() {
    table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_SUBSEQUENT_COLUMNS);
    text(index, row -> Integer.toString(row.feature()));
    text(label, FeatureRow::label);
    text(frequency, row -> Figures.percent(row.frequency()));
    text(max, row -> Figures.fixed(row.max(), 1));
    text(
        steerability,
        row -> {
          Double s = row.steerability();
          return s == null ? "" : Figures.share(s);
        });
    star.setCellValueFactory(c -> new ReadOnlyObjectWrapper<>(c.getValue()));
    star.setCellFactory(c -> new StarCell());
    hint(index, "features.column.index.hint");
    hint(frequency, "figure.frequency.hint");
    hint(max, "figure.max.hint");
    hint(steerability, "figure.s.hint");
  }

  private void sorting() {
    Map<Sort, RadioMenuItem> items = new EnumMap<>(Sort.class);
    ToggleGroup group = new ToggleGroup();
    for (Sort key : MENU) {
      RadioMenuItem item = new RadioMenuItem(messages.text("features.sort." + key));
      item.setToggleGroup(group);
      boolean words = key == Sort.LABEL || key == Sort.INDEX;
      item.setOnAction(
          e -> {
            table.getSortOrder().clear();
            viewModel.sortBy(key, !words);
          });
      items.put(key, item);
      sortMenu.getItems().add(item);
    }
    viewModel
        .sortProperty()
        .subscribe(
            key -> {
              items.get(key).setSelected(true);
              sortMenu.setText(messages.text("features.sort." + key));
            });
    Map<TableColumn<FeatureRow, ?>, Sort> keys =
        Map.of(
            index, Sort.INDEX,
            label, Sort.LABEL,
            frequency, Sort.FREQUENCY,
            max, Sort.MAX,
            steerability, Sort.STEERABILITY);
    // The study sorts, not the table: rows that are not on screen are not even here.
    table.setSortPolicy(
        t -> {
          if (!t.getSortOrder().isEmpty()) {
            TableColumn<FeatureRow, ?> column = t.getSortOrder().getFirst();
            viewModel.sortBy(
                keys.get(column), column.getSortType() == TableColumn.SortType.DESCENDING);
          }
          return true;
        });
    for (TableColumn<FeatureRow, ?> column : List.of(frequency, max, steerability)) {
      column.setSortType(TableColumn.SortType.DESCENDING);
    }
  }

  private void hint(TableColumn<FeatureRow, FeatureRow> column, String key) {
    Label head = new Label(column.getText());
    head.setTooltip(new Tooltip(messages.text(key)));
    column.setText("");
    column.setGraphic(head);
  }

  private static void text(
      TableColumn<FeatureRow, FeatureRow> column, Function<FeatureRow, String> text) {
    column.setCellValueFactory(c -> new ReadOnlyObjectWrapper<>(c.getValue()));
    column.setCellFactory(
        c ->
            new TableCell<>() {
              @Override
              protected void updateItem(@Nullable FeatureRow row, boolean empty) {
                super.updateItem(row, empty);
                setText(row == null || empty ? null : text.apply(row));
              }
            });
  }

  /** A small star where the person bookmarked the feature. */
  private static final class StarCell extends TableCell<FeatureRow, FeatureRow> {

    private final FontIcon icon = new FontIcon("fth-star");

    StarCell() {
      getStyleClass().add("star-cell");
    }

    @Override
    protected void updateItem(@Nullable FeatureRow row, boolean empty) {
      super.updateItem(row, empty);
      setGraphic(row != null && !empty && row.starred() ? icon : null);
    }
  }
}
