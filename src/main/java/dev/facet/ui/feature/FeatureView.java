package dev.facet.ui.feature;

import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.fx.Bars;
import dev.facet.fx.Figures;
import dev.facet.fx.Messages;
import dev.facet.fx.StatePane;
import dev.facet.fx.TileGrid;
import dev.facet.protocol.FeatureDetail;
import dev.facet.protocol.FeatureDetail.Example;
import dev.facet.protocol.FeatureDetail.Neighbour;
import dev.facet.protocol.FeatureDetail.Quantile;
import dev.facet.protocol.FeatureDetail.ScoredLabel;
import dev.facet.protocol.FeatureRow;
import dev.facet.ui.feature.FeatureViewModel.Section;
import dev.facet.ui.session.Pictures;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import javafx.collections.ListChangeListener;
import javafx.fxml.FXML;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The page of one feature. */
public final class FeatureView extends VBox {

  private static final double QUANTILE_TILE = 64;
  private static final int QUANTILE_TILES = 8;
  private static final double STALE_OPACITY = 0.5;

  @Inject private FeatureViewModel viewModel;
  @Inject private Messages messages;
  @Inject private Pictures pictures;
  @FXML private HBox header;
  @FXML private Label number;
  @FXML private Label title;
  @FXML private TextField editor;
  @FXML private ToggleButton star;
  @FXML private Button rename;
  @FXML private StatePane statePane;
  @FXML private FlowPane figures;
  @FXML private ToggleButton showTop;
  @FXML private ToggleButton showQuantiles;
  @FXML private ToggleButton showAbout;
  @FXML private ToggleButton heat;
  @FXML private Slider opacity;
  @FXML private StackPane body;
  @FXML private TileGrid<Example> top;
  @FXML private ScrollPane quantilesPane;
  @FXML private VBox quantiles;
  @FXML private ScrollPane aboutPane;
  @FXML private VBox about;

  @SuppressWarnings("NullAway.Init") // fields are filled by the loader
  public FeatureView() {
    ViewLoader.view(this).root(this).load();
  }

  /** Starts editing the label. */
  public void editLabel() {
    FeatureDetail detail = viewModel.detailProperty().get();
    if (detail != null) {
      editor.setText(detail.row().label());
      editing(true);
      editor.requestFocus();
      editor.selectAll();
    }
  }

  /** The grid of top images. */
  public TileGrid<Example> topGrid() {
    return top;
  }

  @FXML
  private void initialize() {
    title.textProperty().bind(viewModel.labelProperty());
    viewModel.starredProperty().subscribe(star::setSelected);
    star.setOnAction(
        e -> {
          star.setSelected(viewModel.starredProperty().get());
          viewModel.toggleStar();
        });
    star.setTooltip(new Tooltip(messages.text("action.star")));
    rename.setTooltip(new Tooltip(messages.text("action.rename")));
    rename.setOnAction(e -> editLabel());
    editor();
    statePane.stateProperty().bind(viewModel.stateProperty());
    statePane.setOnAction(viewModel::retry);
    header.visibleProperty().bind(viewModel.detailProperty().isNotNull());
    viewModel.staleProperty().subscribe(stale -> body.setOpacity(stale ? STALE_OPACITY : 1));
    viewModel.figures().addListener((ListChangeListener<Figure>) c -> showFigures());
    showFigures();
    sections();
    heat.selectedProperty().bindBidirectional(viewModel.heatShownProperty());
    heat.setTooltip(new Tooltip(messages.text("action.heat")));
    opacity.valueProperty().bindBidirectional(viewModel.heatOpacityProperty());
    opacity.disableProperty().bind(viewModel.heatShownProperty().not());
    opacity.setTooltip(new Tooltip(messages.text("feature.opacity")));
    grid();
    viewModel.detailProperty().subscribe(this::show);
  }

  private void editor() {
    editor.setOnAction(
        e -> {
          viewModel.rename(editor.getText());
          editing(false);
        });
    editor.setOnKeyPressed(
        e -> {
          if (e.getCode() == KeyCode.ESCAPE) {
            editing(false);
            e.consume();
          }
        });
    editor
        .focusedProperty()
        .subscribe(
            focused -> {
              if (!focused) {
                editing(false);
              }
            });
  }

  private void editing(boolean on) {
    editor.setVisible(on);
    editor.setManaged(on);
    title.setVisible(!on);
    title.setManaged(!on);
  }

  private void sections() {
    ToggleGroup group = new ToggleGroup();
    group.getToggles().addAll(showTop, showQuantiles, showAbout);
    Map<Section, ToggleButton> buttons =
        Map.of(Section.TOP, showTop, Section.QUANTILES, showQuantiles, Section.ABOUT, showAbout);
    Map<Section, Node> panes =
        Map.of(Section.TOP, top, Section.QUANTILES, quantilesPane, Section.ABOUT, aboutPane);
    buttons.forEach(
        (section, button) ->
            button.setOnAction(
                e -> {
                  viewModel.sectionProperty().set(section);
                  button.setSelected(true);
                }));
    viewModel
        .sectionProperty()
        .subscribe(
            shown -> {
              buttons.get(shown).setSelected(true);
              panes.forEach((section, pane) -> pane.setVisible(section == shown));
            });
  }

  private void grid() {
    top.setTiles(() -> new ExampleTile(viewModel, pictures));
    top.setItems(viewModel.top());
    top.list().setAccessibleText(messages.text("feature.section.top"));
    top.setOnOpen(example -> viewModel.view(viewModel.top(), example));
    MenuItem steer = new MenuItem(messages.text("feature.steer.image"));
    steer.setOnAction(
        e -> {
          int chosen = top.selectedProperty().get();
          if (chosen >= 0) {
            viewModel.steer(viewModel.top().get(chosen));
          }
        });
    MenuItem view = new MenuItem(messages.text("feature.view.image"));
    view.setOnAction(
        e -> {
          int chosen = top.selectedProperty().get();
          if (chosen >= 0) {
            viewModel.view(viewModel.top(), viewModel.top().get(chosen));
          }
        });
    top.list().setContextMenu(new ContextMenu(view, steer));
  }

  private void showFigures() {
    figures
        .getChildren()
        .setAll(
            viewModel.figures().stream()
                .map(
                    figure -> {
                      Label name = new Label(figure.name());
                      name.getStyleClass().add("figure-name");
                      Label value = new Label(figure.value());
                      value.getStyleClass().add("figure-value");
                      VBox box = new VBox(name, value);
                      box.getStyleClass().add("figure");
                      Tooltip.install(box, new Tooltip(figure.hint()));
                      return box;
                    })
                .toList());
  }

  private void show(@Nullable FeatureDetail detail) {
    if (detail == null) {
      return;
    }
    number.setText("#" + detail.row().feature());
    quantiles.getChildren().setAll(detail.quantiles().stream().map(this::quantile).toList());
    about.getChildren().setAll(histogram(detail), lists(detail));
  }

  private VBox quantile(Quantile quantile) {
    Label name =
        new Label(
            messages.text(
                "feature.quantile",
                Figures.fixed(quantile.from() * 100, 0),
                Figures.fixed(quantile.to() * 100, 0)));
    name.getStyleClass().add("muted");
    HBox tiles = new HBox();
    tiles.getStyleClass().add("quantile-tiles");
    for (Example example : quantile.examples().stream().limit(QUANTILE_TILES).toList()) {
      ExampleTile tile = new ExampleTile(viewModel, pictures);
      tile.tile().setMinSize(QUANTILE_TILE, QUANTILE_TILE);
      tile.tile().setMaxSize(QUANTILE_TILE, QUANTILE_TILE);
      tile.show(example);
      tile.tile()
          .setOnMouseClicked(
              e -> {
                if (e.getClickCount() == 2) {
                  viewModel.view(quantile.examples(), example);
                }
              });
      tiles.getChildren().add(tile.node());
    }
    tiles.setMinWidth(0);
    return new VBox(4, name, tiles);
  }

  private VBox histogram(FeatureDetail detail) {
    Label name = new Label(messages.text("feature.histogram"));
    name.getStyleClass().add("section-title");
    List<Double> edges = detail.histogram().edges();
    List<Long> counts = detail.histogram().counts();
    Bars bars = new Bars();
    bars.setPrefHeight(72);
    bars.show(
        counts,
        i ->
            messages.text(
                "feature.histogram.bar",
                Figures.count(counts.get(i)),
                code(edges.get(i)),
                code(edges.get(i + 1))));
    HBox axis = new HBox();
    axis.getStyleClass().add("bars-axis");
    if (!edges.isEmpty()) {
      Region space = new Region();
      HBox.setHgrow(space, Priority.ALWAYS);
      Label first = new Label(code(edges.getFirst()));
      Label last = new Label(code(edges.getLast()));
      first.getStyleClass().add("axis-label");
      last.getStyleClass().add("axis-label");
      axis.getChildren().addAll(first, space, last);
    }
    return new VBox(4, name, bars, axis);
  }

  /** Edges are decimal logarithms; people read codes. */
  private static String code(double log10) {
    double value = Math.pow(10, log10);
    return value < 0.1 ? Figures.fixed(value, 3) : Figures.fixed(value, value < 10 ? 2 : 1);
  }

  private HBox lists(FeatureDetail detail) {
    VBox labels = new VBox();
    labels.getStyleClass().add("scored-list");
    Label labelsTitle = new Label(messages.text("feature.labels"));
    labelsTitle.getStyleClass().add("section-title");
    labels.getChildren().add(labelsTitle);
    double best = detail.labels().stream().mapToDouble(ScoredLabel::score).max().orElse(1);
    for (ScoredLabel scored : detail.labels()) {
      labels.getChildren().add(scored(new Label(scored.word()), scored.score(), best));
    }
    VBox neighbours = new VBox();
    neighbours.getStyleClass().add("scored-list");
    Label neighboursTitle = new Label(messages.text("feature.neighbours"));
    neighboursTitle.getStyleClass().add("section-title");
    neighbours.getChildren().add(neighboursTitle);
    for (Neighbour neighbour : detail.neighbours()) {
      String text =
          neighbour.label().isBlank()
              ? "#" + neighbour.feature()
              : "#" + neighbour.feature() + "  " + neighbour.label();
      Hyperlink link = new Hyperlink(text);
      link.setOnAction(e -> viewModel.open(neighbour.feature()));
      neighbours.getChildren().add(scored(link, neighbour.cosine(), 1));
    }
    HBox both = new HBox(16, labels, neighbours);
    HBox.setHgrow(labels, Priority.ALWAYS);
    HBox.setHgrow(neighbours, Priority.ALWAYS);
    labels.setPrefWidth(100);
    neighbours.setPrefWidth(100);
    return both;
  }

  private static HBox scored(Region name, double score, double best) {
    name.setMaxWidth(Double.MAX_VALUE);
    name.setMinWidth(0);
    HBox.setHgrow(name, Priority.ALWAYS);
    ProgressBar bar = new ProgressBar(best > 0 ? Math.clamp(score / best, 0, 1) : 0);
    bar.getStyleClass().add("score-bar");
    Label value = new Label(Figures.share(score));
    value.getStyleClass().add("score");
    value.setMinWidth(Region.USE_PREF_SIZE);
    HBox row = new HBox(8, name, bar, value);
    row.setAlignment(Pos.CENTER_LEFT);
    row.setAccessibleText(Figures.share(score));
    return row;
  }

  /** The row whose page is shown, for actions. */
  public @Nullable FeatureRow row() {
    FeatureDetail detail = viewModel.detailProperty().get();
    return detail == null ? null : detail.row();
  }
}
