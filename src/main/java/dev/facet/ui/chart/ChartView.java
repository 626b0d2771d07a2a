package dev.facet.ui.chart;

import com.airhacks.afterburner.views.ViewLoader;
import dev.facet.export.ChartFile;
import dev.facet.export.ChartTheme;
import dev.facet.export.DistributionChart;
import dev.facet.export.ExplanationChart;
import dev.facet.export.SteerabilityChart;
import dev.facet.fx.ChartPane;
import dev.facet.fx.FxThread;
import dev.facet.fx.Messages;
import dev.facet.fx.PanelState;
import dev.facet.fx.Segments;
import dev.facet.fx.StatePane;
import dev.facet.ui.chart.DistributionViewModel.Figure;
import dev.facet.ui.session.DialogService;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/**
 * Steerability and power of the chosen feature against strength, or figures of all features as
 * distributions.
 */
public final class ChartView extends VBox {

  @Inject private ChartViewModel viewModel;
  @Inject private Messages messages;
  @Inject private DialogService dialogs;
  @Inject private Executor background;
  @FXML private ToggleButton one;
  @FXML private ToggleButton all;
  @FXML private HBox figures;
  @FXML private ToggleButton steerability;
  @FXML private ToggleButton monosemanticity;
  @FXML private ToggleButton explanations;
  @FXML private Label reading;
  @FXML private Button measure;
  @FXML private ToggleButton log;
  @FXML private Button pin;
  @FXML private Button clear;
  @FXML private MenuButton export;
  @FXML private Menu size;
  @FXML private Menu theme;
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
    if (!viewModel.exportableProperty().get()) {
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
    DistributionViewModel distribution = viewModel.distribution();
    switches(distribution);
    tools(distribution);
    exporting();
    statePane
        .stateProperty()
        .bind(
            Bindings.when(distribution.shownProperty())
                .then(distribution.stateProperty())
                .otherwise(viewModel.stateProperty()));
    statePane.setOnAction(() -> recover(distribution));
    reading.textProperty().bind(viewModel.readingProperty());
    reading.visibleProperty().bind(reading.textProperty().isNotEmpty());
    chart.equip(new FxThread(), background);
    chart.setOnPick(
        x -> {
          if (!distribution.shownProperty().get()) {
            viewModel.pick(x);
          }
        });
    chart.hoveredProperty().subscribe(x -> viewModel.hover(x.doubleValue()));
    viewModel.contentProperty().subscribe(this::draw);
    distribution.contentProperty().subscribe(this::draw);
    distribution.explainedProperty().subscribe(this::draw);
    distribution.shownProperty().subscribe(this::draw);
    viewModel.look().darkProperty().subscribe(this::draw);
    viewModel.look().textScaleProperty().subscribe(scale -> chart.setZoom(scale.doubleValue()));
    viewModel.steering().strengthProperty().subscribe(this::mark);
    draw();
  }

  private void switches(DistributionViewModel distribution) {
    new Segments<>(distribution.shownProperty()).add(false, one).add(true, all);
    one.setTooltip(new Tooltip(messages.text("chart.one.hint")));
    all.setTooltip(new Tooltip(messages.text("chart.all.hint")));
    Segments<Figure> kinds = new Segments<>(distribution.figureProperty());
    kind(kinds, Figure.STEERABILITY, steerability);
    kind(kinds, Figure.MONOSEMANTICITY, monosemanticity);
    kind(kinds, Figure.EXPLANATIONS, explanations);
  }

  private void kind(Segments<Figure> kinds, Figure figure, ToggleButton button) {
    String hint = messages.text("chart.all." + figure + ".hint");
    button.setTooltip(new Tooltip(hint));
    button.setAccessibleText(hint);
    kinds.add(figure, button);
  }

  private void tools(DistributionViewModel distribution) {
    ObservableValue<Boolean> alone = distribution.shownProperty().not();
    present(figures, distribution.shownProperty());
    present(measure, distribution.shownProperty().and(distribution.partialProperty()));
    present(log, alone);
    present(pin, alone);
    present(clear, distribution.shownProperty().not().and(Bindings.isNotEmpty(viewModel.pins())));
    measure.setTooltip(new Tooltip(messages.text("chart.all.measure.hint")));
    measure.setOnAction(e -> distribution.measureSteerability());
    log.setTooltip(new Tooltip(messages.text("chart.log.hint")));
    log.setAccessibleText(messages.text("chart.log.hint"));
    log.selectedProperty().bindBidirectional(viewModel.logarithmicProperty());
    pin.setTooltip(new Tooltip(messages.text("chart.pin.hint")));
    pin.disableProperty().bind(viewModel.pinnableProperty().not());
    pin.setOnAction(e -> viewModel.pin());
    clear.setTooltip(new Tooltip(messages.text("chart.pin.clear")));
    clear.setOnAction(e -> viewModel.clearPins());
  }

  private static void present(Node node, ObservableValue<Boolean> when) {
    node.visibleProperty().bind(when);
    node.managedProperty().bind(when);
  }

  private void exporting() {
    export.disableProperty().bind(viewModel.exportableProperty().not());
    List<MenuItem> kinds = new ArrayList<>();
    for (String extension : ChartFile.EXTENSIONS) {
      MenuItem item =
          new MenuItem(messages.text("chart.export.as", extension.toUpperCase(Locale.ROOT)));
      item.setOnAction(e -> export(extension));
      kinds.add(item);
    }
    kinds.add(new SeparatorMenuItem());
    export.getItems().addAll(0, kinds);
    ExportChoices choices = viewModel.choices();
    choice(size, "setting.export-size.", ExportChoices.Size.values(), choices.sizeProperty());
    choice(theme, "setting.export-theme.", ChartTheme.values(), choices.themeProperty());
  }

  private <E extends Enum<E>> void choice(
      Menu menu, String key, E[] values, ObjectProperty<E> chosen) {
    ToggleGroup group = new ToggleGroup();
    for (E value : values) {
      RadioMenuItem item = new RadioMenuItem(messages.text(key + value.name()));
      item.setToggleGroup(group);
      item.setOnAction(e -> chosen.set(value));
      chosen.subscribe(now -> item.setSelected(now == value));
      menu.getItems().add(item);
    }
  }

  private void recover(DistributionViewModel distribution) {
    if (distribution.stateProperty().get().kind() != PanelState.Kind.EMPTY) {
      distribution.retry();
    } else if (distribution.figureProperty().get() == Figure.STEERABILITY) {
      distribution.measureSteerability();
    } else if (distribution.figureProperty().get() == Figure.MONOSEMANTICITY) {
      dialogs
          .chooseFolder(messages.text("chart.all.ms.none.action"))
          .ifPresent(folder -> distribution.measureMonosemanticity(folder.toString()));
    }
  }

  private void draw() {
    ChartTheme ground = viewModel.look().darkProperty().get() ? ChartTheme.DARK : ChartTheme.LIGHT;
    DistributionViewModel distribution = viewModel.distribution();
    if (distribution.shownProperty().get()) {
      DistributionChart.Content content = distribution.contentProperty().get();
      ExplanationChart.Content bars = distribution.explainedProperty().get();
      if (bars != null) {
        chart.setAccessibleText(messages.text("chart.all.title." + Figure.EXPLANATIONS));
        chart.setChart(() -> ExplanationChart.of(bars, ground));
      } else if (content != null) {
        chart.setAccessibleText(
            messages.text("chart.all.title." + distribution.figureProperty().get()));
        chart.setChart(() -> DistributionChart.of(content, ground));
      }
    } else {
      SteerabilityChart.Content content = viewModel.contentProperty().get();
      if (content != null) {
        chart.setAccessibleText(messages.text("chart.title"));
        chart.setChart(() -> SteerabilityChart.of(content, ground));
      }
    }
    mark();
  }

  private void mark() {
    chart.mark(viewModel.distribution().shownProperty().get() ? Double.NaN : viewModel.marked());
  }
}
