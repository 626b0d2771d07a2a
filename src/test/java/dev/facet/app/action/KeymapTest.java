package dev.facet.app.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.app.action.FacetAction.Group;
import dev.facet.app.action.Keymap.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.scene.input.KeyCombination;
import org.junit.jupiter.api.Test;

/** Keys that a person gives to actions. */
class KeymapTest {

  private final FacetAction star = action("star", "Shortcut+D");
  private final FacetAction open = action("open", "Shortcut+O");
  private final FacetAction quit = action("quit", null);
  private Map<String, String> kept = new HashMap<>();
  private final Keymap keymap = new Keymap(List.of(star, open, quit), Map.of(), own -> kept = own);

  private static FacetAction action(String id, String key) {
    return new FacetAction(
        id,
        Group.STUDY,
        id,
        id,
        "fth-star",
        key == null ? null : KeyCombination.valueOf(key),
        Actions.ALWAYS,
        () -> {});
  }

  private static KeyCombination key(String text) {
    return KeyCombination.valueOf(text);
  }

  @Test
  void a_key_is_taken_from_the_action_that_had_it() {
    assertEquals(Optional.of(open), keymap.conflict(star, key("Shortcut+O")));
    keymap.assign(star, key("Shortcut+O"));
    assertEquals(key("Shortcut+O"), star.key());
    assertNull(open.key());
    assertEquals(Map.of("star", "Shortcut+O", "open", ""), kept);
    keymap.assign(quit, key("Shortcut+D"));
    assertEquals(Optional.empty(), keymap.conflict(quit, key("Shortcut+D")));
  }

  @Test
  void resetting_one_takes_its_key_back_and_resetting_all_forgets_everything() {
    keymap.assign(star, key("Shortcut+O"));
    keymap.reset(open);
    assertEquals(key("Shortcut+O"), open.key());
    assertNull(star.key());
    assertTrue(keymap.isOwn(star));
    assertFalse(keymap.isOwn(open));
    keymap.resetAll();
    assertEquals(key("Shortcut+D"), star.key());
    assertEquals(Map.of(), kept);
  }

  @Test
  void what_was_kept_comes_back_and_nonsense_is_left_out() {
    keymap.assign(star, key("Alt+F3"));
    keymap.assign(open, null);
    Map<String, String> stored = new HashMap<>(kept);
    stored.put("quit", "Shortcut+Nonsense");
    stored.put("gone", "Shortcut+X");
    keymap.resetAll();
    new Keymap(keymap.actions(), stored, own -> {});
    assertEquals(key("Alt+F3"), star.key());
    assertNull(open.key());
    assertNull(quit.key());
  }

  @Test
  void a_stored_key_that_another_action_has_by_now_leaves_no_two_with_the_same() {
    new Keymap(keymap.actions(), Map.of("quit", "Shortcut+D"), own -> {});
    assertEquals(key("Shortcut+D"), quit.key());
    assertNull(star.key());
  }

  @Test
  void keys_that_text_fields_need_are_refused() {
    assertEquals(Optional.of(Refusal.NEEDS_MODIFIER), Keymap.refusal(key("D")));
    assertEquals(Optional.of(Refusal.NEEDS_MODIFIER), Keymap.refusal(key("Shift+D")));
    assertEquals(Optional.of(Refusal.EDITING), Keymap.refusal(key("Shortcut+C")));
    assertEquals(Optional.empty(), Keymap.refusal(key("Shortcut+Shift+C")));
    assertEquals(Optional.empty(), Keymap.refusal(key("F5")));
    assertThrows(IllegalArgumentException.class, () -> keymap.assign(star, key("D")));
    assertEquals(key("Shortcut+D"), star.key());
  }
}
