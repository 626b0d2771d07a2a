package dev.facet.app.action;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableBooleanValue;
import javafx.scene.input.KeyCombination;
import org.jspecify.annotations.Nullable;

/**
 * Something that a person can do, declared once: toolbar, menu, key and command palette all come
 * from it.
 */
public final class FacetAction {

  /** The part of the menu that it stands in. */
  public enum Group {
    STUDY,
    FEATURE,
    STEERING,
    VIEW,
    PROGRAM
  }

  private final String id;
  private final Group group;
  private final String text;
  private final String hint;
  private final String icon;
  private final @Nullable KeyCombination usualKey;
  private final ObservableBooleanValue enabled;
  private final Runnable run;
  private final ReadOnlyObjectWrapper<@Nullable KeyCombination> key;

  /**
   * @param id stable name
   * @param text a verb first; ends with an ellipsis where more will be asked
   * @param hint one sentence for the tooltip
   * @param icon Ikonli literal
   * @param usualKey pressed anywhere in the window where the person chose no other, or null
   * @param enabled whether it can be done now
   * @param run does it
   */
  public FacetAction(
      String id,
      Group group,
      String text,
      String hint,
      String icon,
      @Nullable KeyCombination usualKey,
      ObservableBooleanValue enabled,
      Runnable run) {
    this.id = id;
    this.group = group;
    this.text = text;
    this.hint = hint;
    this.icon = icon;
    this.usualKey = usualKey;
    this.enabled = enabled;
    this.run = run;
    this.key = new ReadOnlyObjectWrapper<>(usualKey);
  }

  public String id() {
    return id;
  }

  public Group group() {
    return group;
  }

  public String text() {
    return text;
  }

  public String hint() {
    return hint;
  }

  public String icon() {
    return icon;
  }

  /** The key that it has unless a person chose another. */
  public @Nullable KeyCombination usualKey() {
    return usualKey;
  }

  /** The key that it has now, or null. */
  public ReadOnlyObjectProperty<@Nullable KeyCombination> keyProperty() {
    return key.getReadOnlyProperty();
  }

  public @Nullable KeyCombination key() {
    return key.get();
  }

  public ObservableBooleanValue enabled() {
    return enabled;
  }

  /** Does it where it can be done now. */
  public void perform() {
    if (enabled.get()) {
      run.run();
    }
  }

  /** The key as it is written on this system, or empty. */
  public String keyText() {
    KeyCombination now = key.get();
    return now == null ? "" : now.getDisplayText();
  }

  /** Only the keymap gives keys, so that no two actions have the same. */
  void give(@Nullable KeyCombination newKey) {
    key.set(newKey);
  }
}
