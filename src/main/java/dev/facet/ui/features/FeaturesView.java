package dev.facet.ui.features;

import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.fx.Figures;
import dev.facet.fx.Messages;
import dev.facet.fx.StatePane;
import dev.facet.fx.TextColumn;
import dev.facet.protocol.FeatureQuery.Sort;
import dev.facet.protocol.FeatureRow;
import dev.facet.ui.session.Session;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;
import javafx.css.PseudoClass;
import javafx.fxml.FXML;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.VBox;

/** The table of features with its filters, and the plot under it. */
public final class FeaturesView extends VBox {

  /** The orders that have no column of their own come by the menu. */
  private static final List<Sort> MENU =
      List.of(
          Sort.LABEL_SCORE,
          Sort.FREQUENCY,
          Sort.DENSITY,
          Sort.MAX,
          Sort.MEAN,
          Sort.MONOSEMANTICITY,
          Sort.STEERABILITY,
          Sort.LABEL,
          Sort.INDEX);

  private static final double LIST_SHARE = 0.68;
  private static final double CHIP_MARGINS = 24;

  private static final PseudoClass ON = PseudoClass.getPseudoClass("on");

  @Inject private FeaturesViewModel viewModel;
  @Inject private PlotViewModel plotViewModel;
  @Inject private Session session;
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
  @FXML private TableColumn<FeatureRow, FeatureRow> monosemanticity;
  @FXML private TableColumn<FeatureRow, FeatureRow> match;
  @FXML private ToggleButton taggedOnly;
  @FXML private ToggleButton explainedOnly;
  @FXML private MenuButton frequencyMenu;
  @FXML private Button brushChip;
  @FXML private Button questionChip;
  @FXML private SplitPane split;
  @FXML private PlotView plot;

  @SuppressWarnings("NullAway.Init") // fields are filled by the loader
  public FeaturesView() {
    ViewLoader.view(this).root(this).load();
  }

  @FXML
  private void initialize() {
    summary.textProperty().bind(viewModel.summaryProperty());
    chips();
    folding();
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
    // What a search found is read from the best match on.
    viewModel.answeredProperty().subscribe(text -> table.scrollTo(0));
    viewModel.rankedProperty().subscribe(ranked -> table.scrollTo(0));
  }

  /** Puts the focus into the list. */
  public void focusList() {
    table.requestFocus();
  }

  /** The scatter and the map. */
  public PlotView plot() {
    return plot;
  }

  private void chips() {
    FeatureFilter filter = viewModel.filter();
    chip(aliveOnly, filter.aliveOnlyProperty(), "features.alive.hint");
    chip(starredOnly, filter.starredOnlyProperty(), "features.starred.hint");
    chip(taggedOnly, filter.taggedOnlyProperty(), "features.tagged.hint");
    chip(explainedOnly, filter.explainedOnlyProperty(), "features.explained.hint");
    ToggleGroup group = new ToggleGroup();
    for (FrequencyBand band : FrequencyBand.values()) {
      RadioMenuItem item = new RadioMenuItem(messages.text("features.frequency." + band));
      item.setToggleGroup(group);
      item.setOnAction(e -> filter.frequencyProperty().set(band));
      frequencyMenu.getItems().add(item);
      filter.frequencyProperty().subscribe(now -> item.setSelected(now == band));
    }
    filter
        .frequencyProperty()
        .subscribe(
            band -> {
              boolean any = band == FrequencyBand.ANY;
              frequencyMenu.setText(
                  messages.text(any ? "features.frequency" : "features.frequency." + band));
              frequencyMenu.pseudoClassStateChanged(ON, !any);
            });
    frequencyMenu.setTooltip(new Tooltip(messages.text("features.frequency.hint")));
    optional(brushChip, filter.brushProperty().map(b -> !b.isEmpty()));
    brushChip.setTooltip(new Tooltip(messages.text("features.brush.end")));
    brushChip.setOnAction(e -> filter.brushProperty().set(List.of()));
    questionChip.textProperty().bind(viewModel.questionProperty());
    optional(questionChip, viewModel.questionProperty().map(q -> !q.isEmpty()));
    questionChip.setTooltip(new Tooltip(messages.text("features.like.end")));
    questionChip.maxWidthProperty().bind(widthProperty().subtract(CHIP_MARGINS));
    questionChip.setOnAction(e -> viewModel.endQuestion());
  }

  private void chip(ToggleButton chip, BooleanProperty property, String hint) {
    chip.selectedProperty().bindBidirectional(property);
    chip.setTooltip(new Tooltip(messages.text(hint)));
  }

  private static void optional(Button chip, ObservableValue<Boolean> shown) {
    shown.subscribe(
        now -> {
          chip.setVisible(now);
          chip.setManaged(now);
        });
  }

  /** A folded plot leaves its place to the list. */
  private void folding() {
    plotViewModel
        .shownProperty()
        .subscribe(
            shown -> {
              plot.setMaxHeight(shown ? Double.MAX_VALUE : plot.minHeight(-1));
              if (shown) {
                split.setDividerPositions(LIST_SHARE);
              }
            });
    SplitPane.setResizableWithParent(plot, false);
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
    table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
    TextColumn.show(index, row -> Integer.toString(row.feature()));
    TextColumn.show(label, FeatureRow::label);
    TextColumn.show(frequency, row -> Figures.percent(row.frequency()));
    TextColumn.show(max, row -> Figures.fixed(row.max(), 1));
    TextColumn.show(
        monosemanticity,
        row -> {
          Double ms = row.monosemanticity();
          return ms == null ? "" : Figures.fixed(ms, 2);
        });
    TextColumn.show(
        match,
        row -> {
          Double score = viewModel.score(row);
          return score == null ? "" : Figures.fixed(score, 2);
        });
    match.visibleProperty().bind(viewModel.rankedProperty());
    steerability.visibleProperty().bind(viewModel.rankedProperty().not());
    TextColumn.show(
        steerability,
        row -> {
          Double s = row.steerability();
          return s == null ? "" : Figures.fixed(s, 2);
        });
    star.setCellValueFactory(c -> new ReadOnlyObjectWrapper<>(c.getValue()));
    star.setCellFactory(c -> new StarCell());
    ColumnWidths widths =
        new ColumnWidths(
            Map.of(
                star, 16.0,
                match, 48.0,
                steerability, 36.0,
                frequency, 52.0,
                max, 44.0,
                monosemanticity, 34.0),
            index,
            List.of(frequency, max, monosemanticity));
    Runnable fit =
        () -> widths.fit(table.getWidth(), summary.getFont(), session.openedProperty().get());
    table.widthProperty().subscribe(fit);
    summary.fontProperty().subscribe(fit);
    viewModel.rankedProperty().subscribe(fit);
    session.openedProperty().subscribe(fit);
    hint(index, "features.column.index.hint");
    hint(frequency, "figure.frequency.hint");
    hint(max, "figure.max.hint");
    hint(monosemanticity, "figure.ms.hint");
    hint(match, "features.column.match.hint");
    hint(steerability, "figure.s.hint");
  }

  private void sorting() {
    sortMenu.disableProperty().bind(viewModel.rankedProperty());
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
        .filter()
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
            monosemanticity, Sort.MONOSEMANTICITY,
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
    for (TableColumn<FeatureRow, ?> column :
        List.of(frequency, max, monosemanticity, steerability)) {
      column.setSortType(TableColumn.SortType.DESCENDING);
    }
  }

  private void hint(TableColumn<FeatureRow, FeatureRow> column, String key) {
    Label head = new Label(column.getText());
    head.setTooltip(new Tooltip(messages.text(key)));
    column.setText("");
    column.setGraphic(head);
  }
}
