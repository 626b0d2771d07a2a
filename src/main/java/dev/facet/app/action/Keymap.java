package dev.facet.app.action;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyCombination.ModifierValue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which key does what: the declared keys with the person's own changes. No two actions ever have
 * the same key; giving a key to one takes it from the other.
 */
public final class Keymap {

  private static final Logger LOG = LoggerFactory.getLogger(Keymap.class);

  /** Keys that text fields need for themselves. */
  private static final Set<KeyCode> EDITING =
      EnumSet.of(KeyCode.A, KeyCode.C, KeyCode.V, KeyCode.X);

  private static final String NO_KEY = "";

  /** Why a key cannot be given to an action. */
  public enum Refusal {
    /** A letter alone would be typed into every text field. */
    NEEDS_MODIFIER,
    /** Cut, copy, paste and select all. */
    EDITING
  }

  private final List<FacetAction> actions;
  private final Map<String, String> own = new LinkedHashMap<>();
  private final Consumer<Map<String, String>> onChange;

  /**
   * Gives all actions their keys.
   *
   * @param chosen the person's keys by name of the action, empty text for no key; what cannot be
   *     read or is taken is left out
   * @param onChange told the person's keys after each change
   */
  public Keymap(
      List<FacetAction> actions,
      Map<String, String> chosen,
      Consumer<Map<String, String>> onChange) {
    this.actions = List.copyOf(actions);
    this.onChange = onChange;
    chosen.forEach(
        (id, text) ->
            this.actions.stream()
                .filter(a -> a.id().equals(id))
                .findFirst()
                .ifPresent(action -> adopt(action, text)));
  }

  private void adopt(FacetAction action, String text) {
    KeyCombination key = null;
    if (!text.equals(NO_KEY)) {
      try {
        key = KeyCombination.valueOf(text);
      } catch (IllegalArgumentException e) {
        LOG.warn("'{}' is no key; {} keeps its usual one", text, action.id());
        return;
      }
      if (refusal(key).isPresent()) {
        LOG.warn("{} cannot have the key {}", action.id(), text);
        return;
      }
    }
    put(action, key);
  }

  public List<FacetAction> actions() {
    return actions;
  }

  /** The action that a key is given to already, other than the one named. */
  public Optional<FacetAction> conflict(FacetAction action, KeyCombination key) {
    return actions.stream().filter(a -> a != action && key.equals(a.key())).findFirst();
  }

  /** Why no action may have the key; empty when one may. */
  public static Optional<Refusal> refusal(KeyCombination key) {
    boolean command =
        key.getShortcut() == ModifierValue.DOWN
            || key.getControl() == ModifierValue.DOWN
            || key.getMeta() == ModifierValue.DOWN;
    if (key instanceof KeyCodeCombination code) {
      if (command
          && EDITING.contains(code.getCode())
          && key.getShift() != ModifierValue.DOWN
          && key.getAlt() != ModifierValue.DOWN) {
        return Optional.of(Refusal.EDITING);
      }
      if (command || key.getAlt() == ModifierValue.DOWN || code.getCode().isFunctionKey()) {
        return Optional.empty();
      }
    }
    return Optional.of(Refusal.NEEDS_MODIFIER);
  }

  /**
   * Gives a key, or none for null; an action that had it is left without.
   *
   * @throws IllegalArgumentException when the key is refused
   */
  public void assign(FacetAction action, @Nullable KeyCombination key) {
    if (key != null && refusal(key).isPresent()) {
      throw new IllegalArgumentException("Refused: " + key);
    }
    put(action, key);
    onChange.accept(Map.copyOf(own));
  }

  /** Gives an action its declared key again. */
  public void reset(FacetAction action) {
    assign(action, action.usualKey());
  }

  /** Forgets all that the person chose. */
  public void resetAll() {
    own.clear();
    actions.forEach(a -> a.give(a.usualKey()));
    onChange.accept(Map.of());
  }

  /** Whether the person chose the action's key. */
  public boolean isOwn(FacetAction action) {
    return own.containsKey(action.id());
  }

  private void put(FacetAction action, @Nullable KeyCombination key) {
    if (key != null) {
      conflict(action, key).ifPresent(other -> set(other, null));
    }
    set(action, key);
  }

  private void set(FacetAction action, @Nullable KeyCombination key) {
    action.give(key);
    if (Objects.equals(key, action.usualKey())) {
      own.remove(action.id());
    } else {
      own.put(action.id(), key == null ? NO_KEY : key.getName());
    }
  }
}
