package dev.facet.app;

import dev.facet.app.action.Actions;
import dev.facet.app.action.FacetAction;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import org.jspecify.annotations.Nullable;

/** Every action's key works anywhere in the window, and follows when the person changes it. */
final class WindowKeys {

  private static final KeyCombination PASTE =
      new KeyCodeCombination(KeyCode.V, KeyCombination.SHORTCUT_DOWN);

  private WindowKeys() {}

  static void listen(Scene scene, Actions actions) {
    for (FacetAction action : actions.all()) {
      accelerate(scene, action, null, action.key());
      action.keyProperty().addListener((o, before, now) -> accelerate(scene, action, before, now));
    }
    // Text fields paste text and consume the key; anywhere else it is a picture to steer on.
    scene.addEventHandler(
        KeyEvent.KEY_PRESSED,
        e -> {
          if (PASTE.match(e)) {
            actions.get("paste").perform();
            e.consume();
          }
        });
  }

  private static void accelerate(
      Scene scene,
      FacetAction action,
      @Nullable KeyCombination before,
      @Nullable KeyCombination now) {
    if (before != null) {
      scene.getAccelerators().remove(before);
    }
    if (now != null) {
      scene.getAccelerators().put(now, action::perform);
    }
  }
}
