package dev.facet.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.app.action.FacetAction;
import dev.facet.app.action.Keymap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuItem;
import javafx.scene.input.KeyCombination;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kordamp.ikonli.feather.Feather;

/** Every action of the real window has all its parts and can be found. */
class ActionsTest {

  @TempDir Path folder;
  private WindowStage stage;

  @BeforeEach
  void start() throws Exception {
    stage = new WindowStage(folder, 100);
    stage.open();
  }

  @AfterEach
  void stop() throws Exception {
    stage.close();
  }

  @Test
  void every_action_has_name_hint_icon_menu_item_and_palette_entry() {
    List<FacetAction> actions = stage.window().actions().all();
    Set<String> names = new HashSet<>();
    for (FacetAction action : actions) {
      assertFalse(action.text().isBlank(), action.id());
      assertTrue(names.add(action.text()), "two actions are called " + action.text());
      assertTrue(action.hint().length() > 8, action.id());
      assertEquals(action.icon(), Feather.findByDescription(action.icon()).getDescription());
      if (action.key() != null) {
        assertTrue(Keymap.refusal(action.key()).isEmpty(), action.id() + " " + action.keyText());
      }
    }
    Set<String> inMenu = new HashSet<>();
    Set<String> inPalette = new HashSet<>();
    stage.fx(
        () -> {
          collect(stage.window().shell().menuItems(), inMenu);
          stage.window().palette().open();
          stage.window().palette().shown().forEach(a -> inPalette.add(a.text()));
          stage.window().palette().close();
        });
    for (FacetAction action : actions) {
      assertTrue(inMenu.contains(action.text()), "not in the menu: " + action.text());
    }
    assertEquals(
        actions.stream()
            .filter(a -> a.enabled().get())
            .map(FacetAction::text)
            .collect(Collectors.toSet()),
        inPalette);
  }

  private static void collect(List<MenuItem> items, Set<String> names) {
    for (MenuItem item : items) {
      if (item instanceof Menu menu) {
        collect(menu.getItems(), names);
      } else {
        names.add(Objects.requireNonNullElse(item.getText(), ""));
      }
    }
  }

  @Test
  void no_two_actions_have_the_same_key() {
    List<KeyCombination> keys = new ArrayList<>();
    stage.window().actions().all().stream()
        .map(FacetAction::key)
        .filter(Objects::nonNull)
        .forEach(keys::add);
    assertEquals(keys.size(), new HashSet<>(keys).size());
    assertTrue(stage.window().shell().getScene().getAccelerators().keySet().containsAll(keys));
  }

  @Test
  void a_key_that_a_person_gives_works_at_once_and_the_old_one_no_more() {
    FacetWindow window = stage.window();
    FacetAction palette = window.actions().get("palette");
    KeyCombination before = palette.key();
    KeyCombination now = KeyCombination.valueOf("F6");
    stage.fx(() -> window.keymap().assign(palette, now));
    stage.fx(() -> assertFalse(window.shell().getScene().getAccelerators().containsKey(before)));
    stage.robot.press(javafx.scene.input.KeyCode.F6).release(javafx.scene.input.KeyCode.F6);
    assertTrue(stage.get(() -> window.palette().isVisible()));
  }

  @Test
  void parts_of_the_window_fold_and_come_back_where_they_were() {
    ShellView shell = stage.window().shell();
    ShellView.Arrangement before = stage.get(shell::arrangement);
    for (ShellView.Part part : ShellView.Part.values()) {
      stage.fx(() -> shell.toggle(part));
    }
    assertEquals(List.of("features", "steering", "chart"), stage.get(shell::arrangement).folded());
    for (ShellView.Part part : ShellView.Part.values()) {
      stage.fx(() -> shell.toggle(part));
    }
    ShellView.Arrangement after = stage.get(shell::arrangement);
    assertEquals(List.of(), after.folded());
    assertEquals(before.columns().getFirst(), after.columns().getFirst(), 0.03);
    assertEquals(before.columns().getLast(), after.columns().getLast(), 0.03);
    assertEquals(before.chart(), after.chart(), 0.03);
  }
}
