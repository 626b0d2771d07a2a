package dev.facet.app.settings;

import dev.facet.app.action.FacetAction;
import dev.facet.app.action.Keymap;
import dev.facet.fx.Messages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/**
 * An action with its key. The button waits for the next key: Esc leaves it, Backspace takes the key
 * away, and a key that another action has is taken from that one on the second press.
 */
final class ShortcutRow extends HBox {

  private static final PseudoClass WAITING = PseudoClass.getPseudoClass("waiting");

  private final FacetAction action;
  private final Keymap keymap;
  private final Messages messages;
  private final Label note = new Label();
  private final Button key = new Button();
  private final Button usual = new Button();
  private boolean waiting;
  private @Nullable KeyCombination contested;

  ShortcutRow(FacetAction action, Keymap keymap, Messages messages) {
    this.action = action;
    this.keymap = keymap;
    this.messages = messages;
    getStyleClass().addAll("setting-row", "shortcut-row");
    setAlignment(Pos.CENTER_LEFT);
    note.getStyleClass().add("muted");
    note.setWrapText(true);
    Label name = new Label(action.text());
    VBox texts = new VBox(2, name, note);
    texts.setAlignment(Pos.CENTER_LEFT);
    HBox.setHgrow(texts, Priority.ALWAYS);
    texts.setMinWidth(0);
    key.getStyleClass().add("key-button");
    key.setOnAction(e -> await(!waiting));
    key.addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
    key.focusedProperty()
        .subscribe(
            focused -> {
              if (!focused) {
                await(false);
              }
            });
    usual.setGraphic(new FontIcon("fth-rotate-ccw"));
    usual.getStyleClass().add("icon-button");
    usual.setTooltip(new Tooltip(messages.text("settings.usual")));
    usual.setAccessibleText(messages.text("settings.usual") + ": " + action.text());
    usual.setOnAction(e -> keymap.reset(action));
    action.keyProperty().subscribe(this::show);
    getChildren().addAll(new FontIcon(action.icon()), texts, key, usual);
  }

  /** By which it is found. */
  String words() {
    return action.text() + " " + action.hint() + " " + action.id() + " " + action.keyText();
  }

  private void show() {
    key.pseudoClassStateChanged(WAITING, waiting);
    String text = action.keyText();
    key.setText(
        waiting
            ? messages.text("settings.key.press")
            : text.isEmpty() ? messages.text("settings.key.none") : text);
    key.setAccessibleText(action.text() + ", " + key.getText());
    usual.setVisible(keymap.isOwn(action));
    note.setManaged(!note.getText().isEmpty());
  }

  private void await(boolean on) {
    waiting = on;
    contested = null;
    note.setText("");
    show();
  }

  private void pressed(KeyEvent e) {
    if (!waiting || e.getCode().isModifierKey()) {
      return;
    }
    e.consume();
    if (e.getCode() == KeyCode.ESCAPE) {
      await(false);
    } else if (e.getCode() == KeyCode.BACK_SPACE || e.getCode() == KeyCode.DELETE) {
      keymap.assign(action, null);
      await(false);
    } else {
      offer(combination(e));
    }
  }

  private void offer(KeyCombination wanted) {
    Optional<Keymap.Refusal> refusal = Keymap.refusal(wanted);
    Optional<FacetAction> holder = keymap.conflict(action, wanted);
    if (refusal.isPresent()) {
      note.setText(messages.text("settings.key." + refusal.get()));
      show();
    } else if (holder.isPresent() && !wanted.equals(contested)) {
      contested = wanted;
      note.setText(
          messages.text("settings.key.taken", wanted.getDisplayText(), holder.get().text()));
      show();
    } else {
      keymap.assign(action, wanted);
      await(false);
    }
  }

  private static KeyCombination combination(KeyEvent e) {
    List<KeyCombination.Modifier> modifiers = new ArrayList<>();
    if (e.isShortcutDown()) {
      modifiers.add(KeyCombination.SHORTCUT_DOWN);
    }
    if (e.isShiftDown()) {
      modifiers.add(KeyCombination.SHIFT_DOWN);
    }
    if (e.isAltDown()) {
      modifiers.add(KeyCombination.ALT_DOWN);
    }
    return new KeyCodeCombination(e.getCode(), modifiers.toArray(KeyCombination.Modifier[]::new));
  }
}
