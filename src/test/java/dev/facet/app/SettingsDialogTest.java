package dev.facet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.app.action.FacetAction;
import dev.facet.app.settings.Preferences;
import dev.facet.app.settings.Setting;
import dev.facet.app.settings.SettingsView;
import dev.facet.fx.ColourMap;
import java.nio.file.Path;
import javafx.scene.text.Text;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings dialog in the real window. */
class SettingsDialogTest {

  @TempDir Path folder;
  private WindowStage stage;
  private FacetWindow window;

  @BeforeEach
  void start() throws Exception {
    stage = new WindowStage(folder, 100);
    window = stage.window();
    stage.open();
  }

  @AfterEach
  void stop() throws Exception {
    stage.close();
  }

  @Test
  void every_setting_and_every_shortcut_is_found_by_its_name() {
    stage.fx(
        () -> {
          SettingsView view = new SettingsView();
          long all = view.shown();
          assertEquals(window.preferences().all().size() + window.actions().all().size(), all);
          for (Setting<?> setting : window.preferences().all()) {
            view.find(FacetApp.messages().text("setting." + setting.id()));
            assertTrue(view.shown() >= 1 && view.shown() < all, setting.id());
          }
          for (FacetAction action : window.actions().all()) {
            view.find(action.text());
            assertTrue(view.shown() >= 1, action.id());
          }
          view.find("no such thing");
          assertEquals(0, view.shown());
        });
  }

  @Test
  void what_is_set_holds_at_once() throws Exception {
    Preferences preferences = window.preferences();
    double before = stage.get(() -> font("Features"));
    stage.fx(
        () -> {
          preferences.fontSize().set(18);
          preferences.colours().set(ColourMap.MAGMA);
          preferences.motion().set(Preferences.Motion.REDUCED);
        });
    stage.until(() -> font("Features") > before);
    assertEquals(before * 18 / 13, stage.get(() -> font("Features")), 0.1);
    assertEquals(ColourMap.MAGMA, window.session().heat().coloursProperty().get());
    assertTrue(stage.get(() -> window.shell().getScene().getPreferences().isReducedMotion()));
    stage.picture("large-text-light", window.shell());
    stage.fx(() -> preferences.all().forEach(Setting::reset));
    stage.until(() -> font("Features") == before);
  }

  private double font(String text) {
    window.shell().applyCss();
    return window.shell().lookupAll(".panel-title").stream()
        .flatMap(n -> n.lookupAll(".text").stream())
        .map(Text.class::cast)
        .filter(t -> t.getText().equals(text))
        .findFirst()
        .orElseThrow()
        .getFont()
        .getSize();
  }

  @Test
  void pictures_of_the_sheets() throws Exception {
    for (Preferences.Theme theme :
        new Preferences.Theme[] {Preferences.Theme.LIGHT, Preferences.Theme.DARK}) {
      String suffix = "-" + theme.name().toLowerCase(java.util.Locale.ROOT);
      stage.fx(() -> window.theme(theme));
      stage.fx(() -> window.settingsOpenProperty().set(true));
      stage.picture("settings" + suffix, window.shell());
      stage.fx(() -> window.settingsOpenProperty().set(false));
      stage.fx(() -> window.toggleStart());
      stage.picture("start" + suffix, window.shell());
      stage.fx(() -> window.toggleStart());
    }
    assertFalse(window.settingsOpenProperty().get());
  }
}
