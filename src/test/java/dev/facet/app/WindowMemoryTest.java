package dev.facet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.fx.TileGrid;
import dev.facet.protocol.FeatureDetail;
import dev.facet.protocol.FeatureDetail.Example;
import dev.facet.ui.chart.Pin;
import dev.facet.ui.feature.FeatureViewModel.Section;
import dev.facet.ui.session.HeatState;
import dev.facet.ui.session.ViewedImages;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the window remembers of a study, and images by quantile, by keyboard. */
class WindowMemoryTest {

  @TempDir Path folder;

  @Test
  void heat_maps_and_pinned_curves_are_as_they_were_when_the_study_is_opened_again()
      throws Exception {
    List<Pin> pins;
    try (WindowStage stage = new WindowStage(folder, 100)) {
      stage.open();
      FacetWindow window = stage.window();
      stage.fx(
          () -> {
            HeatState heat = window.session().heat();
            heat.opacityProperty().set(0.8);
            heat.contourProperty().set(true);
            heat.ownRangeProperty().set(true);
            window.chart().pin();
          });
      pins = stage.get(() -> List.copyOf(window.chart().pins()));
      assertEquals(1, pins.size());
    }
    try (WindowStage stage = new WindowStage(folder, 100)) {
      stage.open();
      HeatState heat = stage.window().session().heat();
      assertEquals(0.8, heat.opacityProperty().get());
      assertTrue(heat.contourProperty().get());
      assertTrue(heat.ownRangeProperty().get());
      assertTrue(heat.shownProperty().get());
      assertEquals(pins, stage.get(() -> List.copyOf(stage.window().chart().pins())));
      stage.fx(stage.window().chart()::clearPins);
    }
    try (WindowStage stage = new WindowStage(folder, 100)) {
      stage.open();
      assertEquals(List.of(), stage.get(() -> List.copyOf(stage.window().chart().pins())));
    }
  }

  @Test
  void the_keyboard_walks_through_quantiles_and_opens_an_image() throws Exception {
    try (WindowStage stage = new WindowStage(folder, 100)) {
      stage.open();
      FacetWindow window = stage.window();
      TileGrid<Example> grid = window.shell().feature().quantileGrid();
      stage.fx(
          () -> {
            window.feature().sectionProperty().set(Section.QUANTILES);
            window.shell().layout();
            grid.list().requestFocus();
          });
      FeatureDetail detail = Objects.requireNonNull(window.feature().detailProperty().get());
      stage.robot.push(KeyCode.HOME).push(KeyCode.RIGHT);
      Example second = detail.quantiles().getFirst().examples().get(1);
      assertEquals(second, stage.get(() -> grid.selectedItem().orElseThrow()));
      assertTrue(
          stage.get(() -> grid.list().getAccessibleText()).endsWith(second.caption()),
          "the name of the image is told");
      stage.robot.push(KeyCode.END).push(KeyCode.ENTER);
      ViewedImages viewed =
          Objects.requireNonNull(stage.get(() -> window.session().viewedProperty().get()));
      List<Example> lowest = detail.quantiles().getLast().examples();
      assertEquals(lowest.size(), viewed.images().size());
      assertEquals(lowest.size() - 1, viewed.at());
    }
  }
}
