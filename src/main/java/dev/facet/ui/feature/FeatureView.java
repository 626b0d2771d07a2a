package dev.facet.ui.feature;

import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.fx.EvenRows;
import dev.facet.fx.FigureBox;
import dev.facet.fx.Figures;
import dev.facet.fx.Messages;
import dev.facet.fx.PlainScroll;
import dev.facet.fx.Segments;
import dev.facet.fx.StatePane;
import dev.facet.fx.TileGrid;
import dev.facet.protocol.FeatureDetail;
import dev.facet.protocol.FeatureDetail.Example;
import dev.facet.protocol.FeatureDetail.Quantile;
import dev.facet.protocol.FeatureRow;
import dev.facet.ui.feature.FeatureViewModel.Best;
import dev.facet.ui.feature.FeatureViewModel.Section;
import dev.facet.ui.session.Pictures;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javafx.collections.ListChangeListener;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The page of one feature. */
public final class FeatureView extends VBox {

  private static final double QUANTILE_TILE = 64;
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
  @FXML private EvenRows figures;
  @FXML private ToggleButton showTop;
  @FXML private ToggleButton showQuantiles;
  @FXML private ToggleButton showFigures;
  @FXML private ToggleButton showWords;
  @FXML private MenuButton bestMenu;
  @FXML private HBox heatRow;
  @FXML private StackPane body;
  @FXML private TileGrid<Example> top;
  @FXML private TileGrid<Example> quantiles;
  @FXML private PlainScroll figuresPane;
  @FXML private PlainScroll wordsPane;

  /** How many details were shown; what each section shows of them. */
  private int details;

  private final Map<Section, Integer> filled = new EnumMap<>(Section.class);
  private FiguresPane figureLists;
  private WordsPane words;
  private HeatTools heatTools;

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

  /** The grid of images by quantile. */
  public TileGrid<Example> quantileGrid() {
    return quantiles;
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
          viewModel.writing().toggleStar();
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
    heatTools = new HeatTools(viewModel.heat(), messages);
    HBox.setHgrow(heatTools, Priority.ALWAYS);
    heatRow.getChildren().setAll(heatTools);
    figureLists = new FiguresPane(viewModel, messages);
    figuresPane.setContent(figureLists);
    words = new WordsPane(viewModel, messages);
    wordsPane.setContent(words);
    images();
    viewModel
        .sectionProperty()
        .subscribe(
            section -> {
              boolean pictured = section == Section.TOP || section == Section.QUANTILES;
              heatRow.setVisible(pictured);
              heatRow.setManaged(pictured);
              fill();
            });
    viewModel.detailProperty().subscribe(this::show);
    viewModel.heat().ownRangeProperty().subscribe(() -> show(viewModel.detailProperty().get()));
  }

  private void best() {
    ToggleGroup group = new ToggleGroup();
    for (Best best : Best.values()) {
      RadioMenuItem item = new RadioMenuItem(messages.text("feature.best." + best + ".long"));
      item.setToggleGroup(group);
      item.setOnAction(e -> viewModel.bestProperty().set(best));
      bestMenu.getItems().add(item);
      viewModel.bestProperty().subscribe(now -> item.setSelected(now == best));
    }
    viewModel
        .bestProperty()
        .subscribe(now -> bestMenu.setText(messages.text("feature.best." + now)));
    bestMenu.setTooltip(new Tooltip(messages.text("feature.best.hint")));
    bestMenu.visibleProperty().bind(viewModel.sectionProperty().isEqualTo(Section.TOP));
  }

  private void images() {
    best();
    top.setItems(viewModel.top());
    quantiles.tileSizeProperty().set(QUANTILE_TILE);
    ExampleImages.equip(
        top,
        viewModel,
        messages,
        pictures,
        messages.text("feature.section.top"),
        example -> viewModel.top());
    ExampleImages.equip(
        quantiles,
        viewModel,
        messages,
        pictures,
        messages.text("feature.section.quantiles"),
        viewModel::quantileOf);
  }

  private void editor() {
    editor.setOnAction(
        e -> {
          viewModel.writing().rename(editor.getText());
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
    new Segments<>(viewModel.sectionProperty())
        .add(Section.TOP, showTop)
        .add(Section.QUANTILES, showQuantiles)
        .add(Section.FIGURES, showFigures)
        .add(Section.WORDS, showWords);
    Map<Section, Node> panes =
        Map.of(
            Section.TOP, top,
            Section.QUANTILES, quantiles,
            Section.FIGURES, figuresPane,
            Section.WORDS, wordsPane);
    viewModel
        .sectionProperty()
        .subscribe(shown -> panes.forEach((section, pane) -> pane.setVisible(section == shown)));
  }

  private void showFigures() {
    List<Figure> shown = viewModel.figures();
    while (figures.getChildren().size() < shown.size()) {
      figures.getChildren().add(new FigureBox());
    }
    figures.getChildren().remove(shown.size(), figures.getChildren().size());
    for (int i = 0; i < shown.size(); i++) {
      if (figures.getChildren().get(i) instanceof FigureBox box) {
        Figure figure = shown.get(i);
        box.show(figure.name(), figure.value(), figure.hint());
      }
    }
  }

  private void show(@Nullable FeatureDetail detail) {
    if (detail == null) {
      return;
    }
    number.setText("#" + detail.row().feature());
    details++;
    fill();
    heatTools.setHigh(
        viewModel.heat().ownRangeProperty().get()
            ? messages.text("heat.high.own")
            : Figures.fixed(detail.row().max(), 1));
  }

  /** A section is filled when it is looked at: building all four takes longer than a pulse. */
  private void fill() {
    FeatureDetail detail = viewModel.detailProperty().get();
    Section section = viewModel.sectionProperty().get();
    if (section != Section.WORDS) {
      words.leave();
    }
    if (detail == null || Integer.valueOf(details).equals(filled.put(section, details))) {
      return;
    }
    switch (section) {
      case TOP -> {}
      case QUANTILES ->
          quantiles.setGroups(
              detail.quantiles().stream()
                  .map(quantile -> new TileGrid.Group<>(heading(quantile), quantile.examples()))
                  .toList());
      case FIGURES -> figureLists.show(detail);
      case WORDS -> words.show(detail);
    }
  }

  private String heading(Quantile quantile) {
    return messages.text(
        "feature.quantile",
        Figures.fixed(quantile.from() * 100, 0),
        Figures.fixed(quantile.to() * 100, 0));
  }

  /** Puts the feature's address on the clipboard. */
  public void copyAddress() {
    String address = viewModel.address();
    if (address != null) {
      ClipboardContent content = new ClipboardContent();
      content.putString(address);
      Clipboard.getSystemClipboard().setContent(content);
      viewModel.say(messages.text("feature.copied.address", address));
    }
  }

  /** The row whose page is shown, for actions. */
  public @Nullable FeatureRow row() {
    FeatureDetail detail = viewModel.detailProperty().get();
    return detail == null ? null : detail.row();
  }
}
