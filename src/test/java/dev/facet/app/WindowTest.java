package dev.facet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.app.settings.Preferences;
import dev.facet.fx.PartsLine;
import dev.facet.ui.feature.FeatureViewModel.Section;
import dev.facet.ui.steering.CaptionLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javafx.beans.property.BooleanProperty;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.stage.Window;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real window, driven as a person would, with a fake worker behind it. */
class WindowTest {

  private static final Set<Integer> REGION = Set.of(19, 20, 27, 28, 29);

  @TempDir Path folder;
  private WindowStage stage;

  @BeforeEach
  void start() throws Exception {
    stage = new WindowStage(folder, 1024);
    stage.open();
  }

  @AfterEach
  void stop() throws Exception {
    stage.close();
  }

  @Test
  void pictures_of_the_window_and_its_panels() throws Exception {
    FacetWindow window = stage.window();
    stage.fx(() -> window.features().textProperty().set("av"));
    stage.until(() -> window.features().rows().size() < 300);
    stage.fx(() -> window.features().textProperty().set(""));
    stage.until(() -> window.features().rows().size() == 1024);
    stage.fx(() -> window.steering().strength().set(4 * FakeWorker.R));
    stage.until(
        () ->
            window.steering().captions().steeredProperty().get().phase() == CaptionLine.Phase.DONE
                && window.session().steering().sweepProperty().get() != null);
    for (Preferences.Theme theme :
        new Preferences.Theme[] {Preferences.Theme.LIGHT, Preferences.Theme.DARK}) {
      String suffix = "-" + theme.name().toLowerCase(Locale.ROOT);
      stage.fx(() -> window.theme(theme));
      assertTrue(Files.size(stage.picture("window" + suffix, window.shell())) > 50_000);
      stage.fx(() -> window.feature().view(window.feature().top(), window.feature().top().get(1)));
      stage.until(() -> !window.shell().viewer().list().getItems().isEmpty());
      stage.fx(() -> window.shell().viewer().viewport().selectionProperty().set(REGION));
      stage.until(() -> window.pictures().pendingProperty().get() == 0);
      stage.picture("viewer" + suffix, window.shell());
      stage.fx(() -> window.session().view(null));
      stage.fx(() -> window.feature().sectionProperty().set(Section.QUANTILES));
      stage.picture("quantiles" + suffix, window.shell().feature());
      stage.fx(() -> window.feature().sectionProperty().set(Section.FIGURES));
      stage.picture("figures" + suffix, window.shell().feature());
      stage.fx(() -> window.feature().sectionProperty().set(Section.WORDS));
      stage.picture("words" + suffix, window.shell().feature());
      stage.fx(() -> window.feature().sectionProperty().set(Section.TOP));
      stage.fx(() -> window.steering().controls().wantedProperty().set(true));
      stage.until(
          () ->
              window.steering().captions().permutedProperty().get().phase()
                  == CaptionLine.Phase.DONE);
      stage.picture("steering" + suffix, window.shell().steering());
      stage.fx(() -> window.steering().controls().wantedProperty().set(false));
      stage.fx(() -> window.about().openProperty().set(true));
      stage.until(() -> !window.about().skipped().isEmpty());
      stage.picture("about" + suffix, window.shell());
      stage.fx(() -> window.about().openProperty().set(false));
      stage.fx(() -> window.compare().shownProperty().set(true));
      stage.picture("compare-empty" + suffix, window.shell());
      stage.fx(() -> window.compare().compare(folder));
      stage.until(() -> !window.compare().matches().isEmpty());
      stage.picture("compare" + suffix, window.shell());
      stage.fx(() -> window.compare().shownProperty().set(false));
      stage.fx(() -> window.palette().open());
      stage.picture("palette" + suffix, window.shell());
      stage.fx(() -> window.palette().close());
      stage.fx(() -> window.newStudy().begin());
      stage.picture("newstudy" + suffix, window.shell());
      stage.fx(() -> window.newStudy().openProperty().set(false));
      stage.fx(() -> window.features().textProperty().set("zebrafish"));
      stage.until(() -> window.features().rows().isEmpty());
      stage.picture("empty" + suffix, window.shell().features());
      stage.fx(() -> window.features().textProperty().set(""));
      stage.until(() -> window.features().rows().size() == 1024);
    }
  }

  @Test
  void large_text_is_left_out_or_wrapped_and_never_cut() throws Exception {
    FacetWindow window = stage.window();
    stage.fx(() -> window.preferences().fontSize().set(18));
    stage.picture("large-text", window.shell());
    PartsLine head = stage.get(() -> (PartsLine) window.shell().lookup(".parts-line"));
    assertEquals("llava", stage.get(head::text).split(" ", 2)[0]);
    assertTrue(stage.get(head::getAccessibleText).endsWith("1,024 latents \u00b7 fp32"));
    List<Double> heights =
        stage.get(
            () ->
                window.shell().lookupAll(".figure").stream()
                    .map(figure -> figure.getLayoutY())
                    .toList());
    long rows = heights.stream().distinct().count();
    assertTrue(rows > 1, "the figures do not fit in one row: " + heights);
    long longest =
        heights.stream().mapToLong(y -> heights.stream().filter(y::equals).count()).max().orElse(0);
    assertEquals(Math.ceilDiv(heights.size(), rows), longest, "rows are equally long: " + heights);
  }

  @Test
  void a_typed_strength_is_taken_by_Enter_and_given_up_by_Esc() {
    ShellView shell = stage.window().shell();
    double before = strength();
    stage.fx(() -> shell.steering().typeStrength());
    stage.robot.write("2").push(KeyCode.ESCAPE);
    assertEquals(before, strength(), "given up");
    assertSame(shell.steering().ruler(), stage.get(() -> shell.getScene().getFocusOwner()));
    stage.robot.push(KeyCode.ENTER).write("two").push(KeyCode.ENTER);
    assertEquals(before, strength(), "no number");
    assertTrue(stage.get(stage.window().session().messageProperty()::get).contains("two"));
    stage.robot.write("2").push(KeyCode.ENTER);
    assertEquals(2 * FakeWorker.R, strength(), 1e-9);
    assertSame(shell.steering().ruler(), stage.get(() -> shell.getScene().getFocusOwner()));
  }

  private double strength() {
    return stage.get(() -> stage.window().steering().strength().strengthProperty().get());
  }

  @Test
  void a_sheet_is_closed_by_Esc_and_gives_the_focus_back() {
    FacetWindow window = stage.window();
    stage.fx(() -> window.shell().steering().ruler().requestFocus());
    for (BooleanProperty sheet :
        List.of(
            window.settingsOpenProperty(),
            window.jobs().openProperty(),
            window.session().problems().openProperty(),
            window.compare().shownProperty(),
            window.about().openProperty(),
            window.newStudy().openProperty())) {
      stage.fx(() -> sheet.set(true));
      Node inside = stage.get(() -> window.shell().getScene().getFocusOwner());
      assertNotSame(window.shell().steering().ruler(), inside);
      // Laid out, a list has its skin, and with it its own idea of Esc.
      stage.fx(window.shell()::applyCss);
      stage.robot.push(KeyCode.ESCAPE);
      assertFalse(stage.get(sheet::get));
      assertSame(
          window.shell().steering().ruler(),
          stage.get(() -> window.shell().getScene().getFocusOwner()));
    }
  }

  @Test
  void a_sheet_is_confirmed_by_Enter_whichever_was_open_before() {
    FacetWindow window = stage.window();
    List<BooleanProperty> sheets =
        List.of(
            window.settingsOpenProperty(),
            window.jobs().openProperty(),
            window.session().problems().openProperty(),
            window.about().openProperty());
    for (int round = 0; round < 2; round++) {
      for (BooleanProperty sheet : sheets) {
        stage.fx(() -> sheet.set(true));
        stage.fx(window.shell()::applyCss);
        stage.robot.push(KeyCode.ENTER);
        assertFalse(stage.get(sheet::get), "number " + sheets.indexOf(sheet) + ", " + round);
      }
    }
    stage.fx(() -> sheets.getFirst().set(true));
    stage.fx(() -> sheets.getLast().set(true));
    stage.fx(window.shell()::applyCss);
    stage.robot.push(KeyCode.ENTER);
    assertFalse(stage.get(sheets.getLast()::get), "the upper one");
    assertTrue(stage.get(sheets.getFirst()::get), "the lower one");
    stage.robot.push(KeyCode.ENTER);
    assertFalse(stage.get(sheets.getFirst()::get), "the lower one, once it is the upper one");
  }

  @Test
  void patches_are_painted_in_a_popover_that_Esc_closes() throws Exception {
    stage.fx(() -> stage.window().shell().steering().paintMask());
    List<Window> over = stage.get(() -> List.copyOf(Window.getWindows()));
    assertEquals(2, over.size());
    stage.robot.push(KeyCode.ESCAPE);
    assertEquals(1, stage.get(() -> Window.getWindows().size()).intValue());
  }
}
