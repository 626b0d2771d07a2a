package dev.facet.ui.chart;

import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.export.ChartFile;
import dev.facet.export.SteerabilityChart;
import dev.facet.fx.ChartPane;
import dev.facet.fx.FxThread;
import dev.facet.fx.Messages;
import dev.facet.fx.StatePane;
import dev.facet.ui.session.DialogService;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import javafx.fxml.FXML;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.layout.VBox;

/** Steerability and power against strength. */
public final class ChartView extends VBox {

  @Inject private ChartViewModel viewModel;
  @Inject private Messages messages;
  @Inject private DialogService dialogs;
  @Inject private Executor background;
  @FXML private Label reading;
  @FXML private MenuButton export;
  @FXML private StatePane statePane;
  @FXML private ChartPane chart;

  @SuppressWarnings("NullAway.Init") // fields are filled by the loader
  public ChartView() {
    ViewLoader.view(this).root(this).load();
  }

  /** The chart itself. */
  public ChartPane pane() {
    return chart;
  }

  /** Asks for a file and writes the chart to it. */
  public void export(String extension) {
    if (!viewModel.exportable()) {
      return;
    }
    dialogs
        .chooseTarget(
            messages.text("chart.export.title.dialog"),
            viewModel.proposedName() + "." + extension,
            List.of(extension))
        .ifPresent(
            target -> {
              var _ = viewModel.export(target);
            });
  }

  @FXML
  private void initialize() {
    statePane.stateProperty().bind(viewModel.stateProperty());
    reading.textProperty().bind(viewModel.readingProperty());
    export.disableProperty().bind(viewModel.steering().sweepProperty().isNull());
    for (String extension : ChartFile.EXTENSIONS) {
      MenuItem item =
          new MenuItem(messages.text("chart.export.as", extension.toUpperCase(Locale.ROOT)));
      item.setOnAction(e -> export(extension));
      export.getItems().add(item);
    }
    chart.equip(new FxThread(), background);
    chart.setAccessibleText(messages.text("chart.title"));
    chart.setOnPick(viewModel::pick);
    chart.hoveredProperty().subscribe(x -> viewModel.hover(x.doubleValue()));
    viewModel.contentProperty().subscribe(this::draw);
    viewModel.look().darkProperty().subscribe(this::draw);
    viewModel.steering().strengthProperty().subscribe(() -> chart.mark(viewModel.marked()));
    draw();
  }

  private void draw() {
    SteerabilityChart.Content content = viewModel.contentProperty().get();
    if (content != null) {
      boolean dark = viewModel.look().darkProperty().get();
      chart.setChart(
          () ->
              SteerabilityChart.of(
                  content, dark ? SteerabilityChart.Theme.DARK : SteerabilityChart.Theme.LIGHT));
      chart.mark(viewModel.marked());
    }
  }
}
