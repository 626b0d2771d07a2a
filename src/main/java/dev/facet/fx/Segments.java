package dev.facet.fx;

import java.util.LinkedHashMap;
import java.util.Map;
import javafx.beans.property.Property;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import org.jspecify.annotations.Nullable;

/**
 * Buttons of which one is on: that of a property's value. By mouse, by Space and by the arrow keys,
 * which move among the buttons of a group without pressing any; a second click does not switch off.
 *
 * @param <T> what is chosen
 */
public final class Segments<T> {

  private final ToggleGroup group = new ToggleGroup();
  private final Map<T, ToggleButton> buttons = new LinkedHashMap<>();
  private final Property<T> chosen;

  /**
   * @param chosen is set by the buttons and sets them
   */
  public Segments(Property<T> chosen) {
    this.chosen = chosen;
    group.selectedToggleProperty().addListener((o, before, now) -> taken(now));
    chosen.subscribe(this::show);
  }

  /** A button for a value; in the order in which the arrow keys go. */
  public Segments<T> add(T value, ToggleButton button) {
    buttons.put(value, button);
    button.setToggleGroup(group);
    show(chosen.getValue());
    return this;
  }

  private void taken(@Nullable Object toggle) {
    if (toggle == null) {
      show(chosen.getValue());
      return;
    }
    buttons.forEach(
        (value, button) -> {
          if (button.equals(toggle) && !value.equals(chosen.getValue())) {
            chosen.setValue(value);
          }
        });
  }

  private void show(T value) {
    ToggleButton button = buttons.get(value);
    if (button != null && !button.isSelected()) {
      button.setSelected(true);
    }
  }
}
