package dev.facet.ui.viewer;

import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.fx.ColourBar;
import dev.facet.fx.Figures;
import dev.facet.fx.Messages;
import dev.facet.fx.StatePane;
import dev.facet.fx.picture.PictureViewport;
import dev.facet.protocol.Firing;
import dev.facet.protocol.MeaningSearchRequest.Mode;
import dev.facet.ui.session.Pictures;
import dev.facet.ui.session.ViewedImages;
import jakarta.inject.Inject;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.fxml.FXML;
import javafx.geometry.Orientation;
import javafx.scene.control.Button;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.Slider;
import javafx.scene.control.SplitPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** An image with what fires on it. */
public final class ViewerView extends VBox {

  /** Pixels of the longer side that are asked for. */
  private static final int SIDE = 1024;

  /** Pixels that tiles asked for: shown until the larger picture is here. */
  private static final int TILE_SIDE = 192;

  /** From this width on the list stands beside the image, below it otherwise. */
  private static final double WIDE = 640;

  private static final double WIDE_SHARE = 0.62;
  private static final double HIGH_SHARE = 0.6;

  @Inject private ViewerViewModel viewModel;
  @Inject private Messages messages;
  @Inject private Pictures pictures;
  @FXML private Button close;
  @FXML private Label name;
  @FXML private Label place;
  @FXML private HBox steps;
  @FXML private Button previous;
  @FXML private Button next;
  @FXML private SplitPane split;
  @FXML private PictureViewport viewport;
  @FXML private ToggleButton heat;
  @FXML private Slider opacity;
  @FXML private ToggleButton grid;
  @FXML private Button zoomOut;
  @FXML private Label zoom;
  @FXML private Button zoomIn;
  @FXML private Button fit;
  @FXML private Label reading;
  @FXML private ColourBar bar;
  @FXML private Label regionText;
  @FXML private Button clear;
  @FXML private MenuButton find;
  @FXML private StatePane statePane;
  @FXML private ListView<Firing> list;

  private String address = "";
  private @Nullable Orientation orientation;

  @SuppressWarnings("NullAway.Init") // fields are filled by the loader
  public ViewerView() {
    ViewLoader.view(this).root(this).load();
  }

  /** The picture, for whoever paints on it. */
  public PictureViewport viewport() {
    return viewport;
  }

  /** The latents that fire. */
  public ListView<Firing> list() {
    return list;
  }

  @FXML
  private void initialize() {
    visibleProperty().bind(viewModel.shown());
    viewModel.viewedProperty().subscribe(this::show);
    header();
    picture();
    zooming();
    firing();
    widthProperty().subscribe(this::arrange);
    addEventHandler(KeyEvent.KEY_PRESSED, this::key);
  }

  private void header() {
    hint(close, "viewer.close");
    close.setOnAction(e -> viewModel.close());
    hint(previous, "viewer.previous");
    hint(next, "viewer.next");
    previous.setOnAction(e -> viewModel.step(-1));
    next.setOnAction(e -> viewModel.step(1));
  }

  private void picture() {
    viewport.setAccessibleText(messages.text("viewer.picture"));
    viewport.selectionProperty().bindBidirectional(viewModel.regionProperty());
    viewModel.gridWidthProperty().subscribe(this::gridChanged);
    viewModel.gridHeightProperty().subscribe(this::gridChanged);
    viewport.heat().heatOpacityProperty().bind(viewModel.heat().opacityProperty());
    viewport.heat().heatStyleProperty().bind(viewModel.heat().styleBinding());
    viewModel.chosenProperty().subscribe(this::showHeat);
    viewModel.heat().shownProperty().subscribe(() -> showHeat(viewModel.chosenProperty().get()));
    heat.selectedProperty().bindBidirectional(viewModel.heat().shownProperty());
    hint(heat, "action.heat");
    opacity.valueProperty().bindBidirectional(viewModel.heat().opacityProperty());
    opacity.disableProperty().bind(heat.selectedProperty().not());
    opacity.setTooltip(new Tooltip(messages.text("feature.opacity")));
    grid.selectedProperty().bindBidirectional(viewport.gridShownProperty());
    hint(grid, "viewer.grid");
    bar.coloursProperty().bind(viewModel.heat().coloursProperty());
    viewport.hoveredProperty().subscribe(patch -> read(patch.intValue()));
  }

  private void read(int patch) {
    String text = viewModel.describe(patch);
    reading.setText(text.isEmpty() ? messages.text("viewer.paint") : text);
  }

  private void zooming() {
    hint(zoomOut, "viewer.zoom.out");
    hint(zoomIn, "viewer.zoom.in");
    hint(fit, "viewer.zoom.fit");
    zoomOut.setOnAction(e -> viewport.zoomBy(-1));
    zoomIn.setOnAction(e -> viewport.zoomBy(1));
    fit.setOnAction(e -> viewport.fit());
    zoom.textProperty()
        .bind(
            Bindings.createStringBinding(
                () -> Figures.fixed(viewport.zoomProperty().get() * 100, 0) + " %",
                viewport.zoomProperty()));
  }

  private void firing() {
    regionText.textProperty().bind(viewModel.regionTextProperty());
    clear.visibleProperty().bind(viewModel.regionProperty().map(r -> !r.isEmpty()));
    clear.managedProperty().bind(clear.visibleProperty());
    clear.setOnAction(e -> viewModel.clearRegion());
    for (Mode mode : List.of(Mode.CODES, Mode.IMAGE)) {
      MenuItem item = new MenuItem(messages.text("viewer.find." + mode));
      item.setOnAction(e -> viewModel.findLike(mode));
      find.getItems().add(item);
    }
    hint(find, "viewer.find.hint");
    statePane.stateProperty().bind(viewModel.stateProperty());
    statePane.setOnAction(
        () -> {
          if (viewModel.regionProperty().get().isEmpty()) {
            viewModel.retry();
          } else {
            viewModel.clearRegion();
          }
        });
    list.setItems(viewModel.firing());
    list.setCellFactory(l -> new FiringCell(viewModel, messages));
    list.setAccessibleText(messages.text("viewer.fires"));
    list.getSelectionModel()
        .selectedItemProperty()
        .addListener((o, before, now) -> viewModel.choose(now));
    viewModel
        .chosenProperty()
        .subscribe(
            chosen -> {
              if (chosen != null && !chosen.equals(list.getSelectionModel().getSelectedItem())) {
                list.getSelectionModel().select(chosen);
                list.scrollTo(Math.max(0, list.getSelectionModel().getSelectedIndex() - 2));
              }
            });
    list.setOnKeyPressed(this::listKey);
  }

  private void listKey(KeyEvent e) {
    Firing chosen = list.getSelectionModel().getSelectedItem();
    if (chosen == null || e.isShortcutDown()) {
      return;
    }
    switch (e.getCode()) {
      case ENTER -> viewModel.open(chosen);
      case S -> viewModel.steering().with(chosen);
      case A -> viewModel.steering().beside(chosen);
      case Z -> viewModel.steering().zero(chosen);
      default -> {
        return;
      }
    }
    e.consume();
  }

  private void key(KeyEvent e) {
    if (e.getCode() == KeyCode.ESCAPE) {
      if (viewModel.regionProperty().get().isEmpty()) {
        viewModel.close();
      } else {
        viewModel.clearRegion();
      }
      e.consume();
    } else if (e.getCode() == KeyCode.PAGE_UP || e.getCode() == KeyCode.PAGE_DOWN) {
      viewModel.step(e.getCode() == KeyCode.PAGE_UP ? -1 : 1);
      e.consume();
    }
  }

  private void show(@Nullable ViewedImages viewed) {
    if (viewed == null) {
      address = "";
      return;
    }
    name.setText(viewed.shown().name());
    boolean several = viewed.images().size() > 1;
    steps.setVisible(several);
    steps.setManaged(several);
    place.setVisible(several);
    place.setManaged(several);
    place.setText(messages.text("viewer.place", viewed.at() + 1, viewed.images().size()));
    previous.setDisable(viewed.at() == 0);
    next.setDisable(viewed.at() == viewed.images().size() - 1);
    if (!viewed.shown().address().equals(address)) {
      address = viewed.shown().address();
      load(address);
      viewport.requestFocus();
      read(-1);
    }
  }

  private void load(String wanted) {
    viewport.setImage(pictures.peek(wanted, TILE_SIDE));
    // Where a picture cannot be read, what fires cannot be found either: the state says why.
    var _ =
        pictures
            .get(wanted, SIDE)
            .thenAccept(
                image -> {
                  if (wanted.equals(address)) {
                    viewport.setImage(image);
                  }
                });
  }

  private void gridChanged() {
    viewport.setGrid(
        viewModel.gridWidthProperty().get(),
        viewModel.gridHeightProperty().get(),
        viewModel.patchPart());
  }

  private void showHeat(@Nullable Firing chosen) {
    gridChanged();
    boolean shown = chosen != null && viewModel.heat().shownProperty().get();
    double max = viewModel.heatMax();
    viewport
        .heat()
        .show(
            shown ? chosen.heat() : List.of(),
            viewModel.gridWidthProperty().get(),
            viewModel.gridHeightProperty().get(),
            max);
    bar.setVisible(shown && max > 0);
    bar.setHigh(Figures.fixed(max, 1));
  }

  private void arrange(Number width) {
    Orientation wanted =
        width.doubleValue() >= WIDE ? Orientation.HORIZONTAL : Orientation.VERTICAL;
    if (orientation != wanted) {
      orientation = wanted;
      split.setOrientation(wanted);
      split.setDividerPositions(wanted == Orientation.HORIZONTAL ? WIDE_SHARE : HIGH_SHARE);
    }
  }

  private void hint(Control control, String key) {
    control.setTooltip(new Tooltip(messages.text(key)));
  }
}
