package dev.facet.ui.features;

import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.fx.FxThread;
import dev.facet.fx.Look;
import dev.facet.fx.Messages;
import dev.facet.fx.Segments;
import dev.facet.fx.StatePane;
import dev.facet.fx.plot.PointCloudPane;
import dev.facet.ui.features.PlotViewModel.Kind;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.Executor;
import javafx.fxml.FXML;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The scatter and the map under the list. */
public final class PlotView extends VBox {

  private static final int LIGHT = 0x0969da;
  private static final int DARK = 0x58a6ff;

  @Inject private PlotViewModel viewModel;
  @Inject private Messages messages;
  @Inject private Look look;
  @Inject private Executor background;
  @FXML private ToggleButton density;
  @FXML private ToggleButton map;
  @FXML private ToggleButton fold;
  @FXML private FontIcon foldIcon;
  @FXML private StatePane statePane;
  @FXML private PointCloudPane pane;
  @FXML private HBox foot;
  @FXML private Label reading;

  @SuppressWarnings("NullAway.Init") // fields are filled by the loader
  public PlotView() {
    ViewLoader.view(this).root(this).load();
  }

  /** The points. */
  public PointCloudPane pane() {
    return pane;
  }

  @FXML
  private void initialize() {
    new Segments<>(viewModel.kindProperty()).add(Kind.DENSITY, density).add(Kind.MAP, map);
    Map.of(Kind.DENSITY, density, Kind.MAP, map)
        .forEach(
            (kind, button) -> {
              button.setTooltip(new Tooltip(messages.text("plot." + kind + ".hint")));
              button.setOnAction(e -> viewModel.shownProperty().set(true));
            });
    folding();
    pane.equip(new FxThread(), background);
    look.darkProperty().subscribe(dark -> pane.setColour(dark ? DARK : LIGHT));
    pane.setAccessibleText(messages.text("plot.accessible"));
    pane.setOnOpen(viewModel::open);
    pane.setOnBrush(viewModel::brush);
    pane.hoveredProperty().subscribe(id -> viewModel.hover(id.intValue()));
    viewModel.plotProperty().subscribe(this::show);
    viewModel.brushProperty().subscribe(pane::showBrush);
    viewModel.featureProperty().subscribe(id -> pane.choose(id.intValue()));
    statePane.stateProperty().bind(viewModel.stateProperty());
    statePane.setOnAction(viewModel::recover);
    viewModel.readingProperty().subscribe(this::read);
    viewModel.kindProperty().subscribe(() -> read(viewModel.readingProperty().get()));
  }

  private void folding() {
    fold.setTooltip(new Tooltip(messages.text("plot.fold")));
    fold.setOnAction(e -> viewModel.shownProperty().set(!viewModel.shownProperty().get()));
    viewModel
        .shownProperty()
        .subscribe(
            shown -> {
              fold.setSelected(false);
              foldIcon.setIconLiteral(shown ? "fth-chevron-down" : "fth-chevron-up");
              statePane.setVisible(shown);
              statePane.setManaged(shown);
              foot.setVisible(shown);
              foot.setManaged(shown);
            });
  }

  private void show(@Nullable Plot plot) {
    if (plot != null) {
      pane.show(plot.cloud(), plot.ticksX(), plot.ticksY());
    }
  }

  private void read(String text) {
    reading.setText(
        text.isEmpty() ? messages.text("plot." + viewModel.kindProperty().get() + ".axes") : text);
  }
}
