package dev.facet.app.action;

import dev.facet.app.action.FacetAction.Group;
import dev.facet.fx.Messages;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.scene.input.KeyCombination;

/** All actions of the window in the order of their declaration. */
public final class Actions {

  /** For what can always be done. */
  public static final ObservableBooleanValue ALWAYS = new SimpleBooleanProperty(true);

  private final Messages messages;
  private final List<FacetAction> all = new ArrayList<>();

  public Actions(Messages messages) {
    this.messages = messages;
  }

  /**
   * Declares an action; its texts are {@code action.ID} and {@code action.ID.hint}.
   *
   * @param key as {@link KeyCombination#valueOf} reads it, or empty
   * @throws IllegalStateException when the name or the key is taken already
   */
  public void add(
      Group group,
      String id,
      String key,
      String icon,
      ObservableBooleanValue enabled,
      Runnable run) {
    KeyCombination usual = key.isEmpty() ? null : KeyCombination.valueOf(key);
    for (FacetAction other : all) {
      if (other.id().equals(id) || usual != null && usual.equals(other.usualKey())) {
        throw new IllegalStateException(
            "Actions " + id + " and " + other.id() + " share a name or the key " + key);
      }
    }
    all.add(
        new FacetAction(
            id,
            group,
            messages.text("action." + id),
            messages.text("action." + id + ".hint"),
            icon,
            usual,
            enabled,
            run));
  }

  public List<FacetAction> all() {
    return List.copyOf(all);
  }

  public List<FacetAction> of(Group group) {
    return all.stream().filter(a -> a.group() == group).toList();
  }

  public FacetAction get(String id) {
    return all.stream().filter(a -> a.id().equals(id)).findFirst().orElseThrow();
  }

  public List<FacetAction> get(String first, String... more) {
    List<FacetAction> found = new ArrayList<>(List.of(get(first)));
    List.of(more).forEach(id -> found.add(get(id)));
    return found;
  }
}
