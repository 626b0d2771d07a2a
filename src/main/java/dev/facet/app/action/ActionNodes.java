package dev.facet.app.action;

import dev.facet.fx.Icons;
import javafx.beans.binding.Bindings;
import javafx.scene.control.Button;
import javafx.scene.control.MenuItem;
import javafx.scene.control.Tooltip;

/** Buttons and menu items of actions. */
public final class ActionNodes {

  private ActionNodes() {}

  /** An icon that does it; the tooltip has its name, key and hint. */
  public static Button iconButton(FacetAction action) {
    Button button = new Button();
    button.setGraphic(Icons.of(action.icon()));
    button.getStyleClass().add("icon-button");
    button.setAccessibleText(action.text());
    button.setAccessibleHelp(action.hint());
    Tooltip tooltip = new Tooltip();
    action
        .keyProperty()
        .subscribe(
            key -> {
              String name = key == null ? action.text() : action.text() + "  " + action.keyText();
              tooltip.setText(name + "\n" + action.hint());
            });
    button.setTooltip(tooltip);
    wire(button, action);
    return button;
  }

  /** A button with its name. */
  public static Button textButton(FacetAction action) {
    Button button = new Button(action.text());
    button.setTooltip(new Tooltip(action.hint()));
    button.setAccessibleHelp(action.hint());
    wire(button, action);
    return button;
  }

  /** A menu item with icon, name and key. */
  public static MenuItem menuItem(FacetAction action) {
    MenuItem item = new MenuItem(action.text(), Icons.of(action.icon()));
    item.acceleratorProperty().bind(action.keyProperty());
    item.disableProperty().bind(Bindings.not(action.enabled()));
    item.setOnAction(e -> action.perform());
    return item;
  }

  private static void wire(Button button, FacetAction action) {
    button.disableProperty().bind(Bindings.not(action.enabled()));
    button.setOnAction(e -> action.perform());
  }
}
