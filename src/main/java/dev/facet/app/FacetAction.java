package dev.facet.app;

import javafx.beans.value.ObservableBooleanValue;
import javafx.scene.input.KeyCombination;
import org.jspecify.annotations.Nullable;

/**
 * Something that a person can do, declared once: toolbar, menu, key and command palette all come
 * from it.
 *
 * @param id stable name
 * @param text a verb first
 * @param hint one sentence for the tooltip
 * @param key pressed anywhere in the window, or null
 * @param icon Ikonli literal
 * @param enabled whether it can be done now
 * @param run does it
 */
public record FacetAction(
    String id,
    String text,
    String hint,
    @Nullable KeyCombination key,
    String icon,
    ObservableBooleanValue enabled,
    Runnable run) {

  /** Does it where it can be done now. */
  public void perform() {
    if (enabled.get()) {
      run.run();
    }
  }

  /** The key as it is written on this system, or empty. */
  public String keyText() {
    return key == null ? "" : key.getDisplayText();
  }
}
