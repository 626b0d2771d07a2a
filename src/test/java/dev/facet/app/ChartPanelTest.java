package dev.facet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.app.settings.Preferences.Theme;
import dev.facet.export.ChartTheme;
import dev.facet.ui.chart.ChartViewModel;
import dev.facet.ui.chart.DistributionViewModel.Figure;
import dev.facet.ui.chart.ExportChoices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javafx.scene.control.ButtonBase;
import javafx.scene.image.ImageView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart panel in the real window. */
class ChartPanelTest {

  @TempDir Path folder;
  private WindowStage stage;
  private FacetWindow window;
  private ChartViewModel chart;

  @BeforeEach
  void start() throws Exception {
    stage = new WindowStage(folder, 100);
    window = stage.window();
    chart = window.chart();
    stage.open();
  }

  @AfterEach
  void stop() throws Exception {
    stage.close();
  }

  private void drawn() throws TimeoutException {
    stage.until(() -> window.shell().chart().pane().drawnProperty().get());
  }

  private void fire(String id) {
    stage.fx(() -> ((ButtonBase) window.shell().chart().lookup("#" + id)).fire());
  }

  @Test
  void it_is_drawn_at_the_size_of_the_panel_and_again_when_that_changes() throws Exception {
    drawn();
    ImageView view =
        stage.get(
            () -> (ImageView) window.shell().chart().pane().lookup(".chart-pane > ImageView"));
    assertEquals(
        Math.floor(window.shell().chart().pane().getWidth()), view.getFitWidth(), "no scaling");
    double before = stage.get(view::getFitHeight);
    stage.fx(() -> window.shell().getScene().getWindow().setHeight(700));
    stage.until(() -> view.getFitHeight() < before);
  }

  @Test
  void one_feature_with_pins_on_a_logarithmic_axis_and_all_features() throws Exception {
    for (Theme theme : new Theme[] {Theme.LIGHT, Theme.DARK}) {
      String suffix = "-" + theme.name().toLowerCase(Locale.ROOT);
      stage.fx(() -> window.theme(theme));
      int first = window.session().featureProperty().get();
      fire("pin");
      stage.fx(() -> window.session().select(first == 7 ? 8 : 7));
      stage.until(() -> chart.pinnableProperty().get());
      assertEquals(1, stage.get(() -> chart.contentProperty().get().pinned().size()));
      drawn();
      stage.picture("chart-pinned" + suffix, window.shell().chart());
      fire("log");
      drawn();
      stage.picture("chart-log" + suffix, window.shell().chart());
      fire("log");
      fire("clear");
      fire("all");
      stage.until(() -> chart.distribution().contentProperty().get() != null);
      drawn();
      assertTrue(stage.get(() -> window.shell().chart().lookup("#measure").isVisible()));
      stage.picture("chart-all-s" + suffix, window.shell().chart());
      fire("monosemanticity");
      stage.until(() -> chart.distribution().contentProperty().get() != null);
      assertEquals(Figure.MONOSEMANTICITY, chart.distribution().figureProperty().get());
      drawn();
      stage.picture("chart-all-ms" + suffix, window.shell().chart());
      fire("explanations");
      stage.until(() -> chart.distribution().explainedProperty().get() != null);
      drawn();
      stage.picture("chart-all-lms" + suffix, window.shell().chart());
      fire("steerability");
      fire("one");
      drawn();
    }
  }

  @Test
  void the_choices_of_the_export_are_kept_in_the_settings() throws Exception {
    stage.fx(
        () -> {
          chart.choices().sizeProperty().set(ExportChoices.Size.SLIDE);
          chart.choices().themeProperty().set(ChartTheme.DARK);
        });
    assertEquals(ExportChoices.Size.SLIDE, window.preferences().exportSize().get());
    assertEquals(ChartTheme.DARK, window.preferences().exportTheme().get());
    stage.fx(() -> window.shell().chart().export("svg"));
    Path file = folder.resolve(chart.proposedName() + ".svg");
    stage.until(() -> Files.exists(file));
    assertTrue(Files.readString(file).contains("width='1280.0' height='720.0'"));
  }
}
