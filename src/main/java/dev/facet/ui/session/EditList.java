package dev.facet.ui.session;

import dev.facet.core.Direction;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.core.Intervention.Mode;
import dev.facet.core.Positions;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/**
 * What is applied to the model, all at once: a list of interventions, one of which is active: the
 * ruler, the chart and the rule belong to it. The chosen feature always has a line and makes it
 * active; at most one line is not kept and follows from feature to feature.
 */
public final class EditList {

  private final ObservableList<Edit> all = FXCollections.observableArrayList();
  private final ObservableList<Edit> view = FXCollections.unmodifiableObservableList(all);
  private final ReadOnlyObjectWrapper<@Nullable Edit> active = new ReadOnlyObjectWrapper<>();
  private final DoubleProperty strength = new SimpleDoubleProperty();
  private final ReadOnlyLongWrapper revision = new ReadOnlyLongWrapper();
  private long ids;

  EditList() {
    strength.addListener((o, before, now) -> changeActive(i -> i.withStrength(now.doubleValue())));
  }

  /** All lines, in the order in which they were added; not to be changed. */
  public ObservableList<Edit> all() {
    return view;
  }

  /** The line that the ruler belongs to; null while nothing is chosen. */
  public ReadOnlyObjectProperty<@Nullable Edit> activeProperty() {
    return active.getReadOnlyProperty();
  }

  /** Grows after every change, once all that belongs to it is done. */
  public ReadOnlyLongProperty revisionProperty() {
    return revision.getReadOnlyProperty();
  }

  /** Strength of the active line, raw. */
  DoubleProperty strengthProperty() {
    return strength;
  }

  /** What is applied, in order: enabled lines that change something. */
  public List<Intervention> applied() {
    return all.stream().filter(Edit::effective).map(Edit::intervention).toList();
  }

  /** What is applied beside the active line. */
  public List<Intervention> others() {
    Edit now = active.get();
    return all.stream()
        .filter(e -> e.effective() && (now == null || e.id() != now.id()))
        .map(Edit::intervention)
        .toList();
  }

  /** Forgets all lines. */
  void clear() {
    all.clear();
    active.set(null);
    strength.set(0);
    changed();
  }

  /**
   * Makes a feature's line active: the one that it has, else the one that is not kept, else a new
   * one.
   *
   * @param site where a new line edits
   */
  public void follow(int feature, HookPoint site) {
    Direction direction = Direction.latent(feature);
    Edit known = find(e -> e.intervention().direction().equals(direction)).orElse(null);
    Edit loose = find(e -> !e.kept()).orElse(null);
    if (known != null) {
      makeActive(known);
    } else if (loose != null) {
      Edit moved = loose.with(loose.intervention().withDirection(direction)).withLabel("");
      replace(moved);
      makeActive(moved);
    } else {
      Edit before = active.get();
      Intervention rule =
          before == null
              ? Intervention.add(site, direction, 0)
              : neutral(before.intervention().withDirection(direction));
      append("", rule, false);
    }
    changed();
  }

  /**
   * Applies a direction beside what is applied, under the active line's rule and at the strength
   * that changes nothing; one that has a line already only becomes active.
   *
   * @param site where it edits when there is no active line
   */
  public void addBeside(String label, Direction direction, HookPoint site) {
    Edit known = find(e -> e.intervention().direction().equals(direction)).orElse(null);
    if (known != null) {
      activate(known);
      return;
    }
    Edit now = active.get();
    if (now == null) {
      add(label, Intervention.add(site, direction, 0));
      return;
    }
    Mode mode = now.intervention().mode();
    boolean fits = direction.latent() != null || mode == Mode.ADD || mode == Mode.PROJECTION_CAP;
    add(
        label,
        neutral(now.intervention().withDirection(direction).withMode(fits ? mode : Mode.ADD)));
  }

  /** Adds a line, kept and enabled, and makes it active. */
  public Edit add(String label, Intervention intervention) {
    Edit added = append(label, intervention, true);
    changed();
    return added;
  }

  private Edit append(String label, Intervention intervention, boolean kept) {
    Edit added = new Edit(++ids, label, intervention, true, kept);
    all.add(added);
    makeActive(added);
    return added;
  }

  /** Takes the place of all lines: the last one becomes active. */
  public void setAll(List<Intervention> interventions) {
    all.clear();
    active.set(null);
    interventions.forEach(i -> append("", i, true));
    changed();
  }

  /** Takes a line away; the one before it becomes active. The last one stays. */
  public void remove(Edit edit) {
    int index = index(edit.id());
    if (index < 0 || all.size() == 1) {
      return;
    }
    all.remove(index);
    Edit now = active.get();
    if (now != null && now.id() == edit.id()) {
      makeActive(all.get(Math.max(0, index - 1)));
    }
    changed();
  }

  public void activate(Edit edit) {
    int index = index(edit.id());
    if (index >= 0) {
      makeActive(all.get(index));
      changed();
    }
  }

  private void makeActive(Edit edit) {
    active.set(edit);
    strength.set(edit.intervention().strength());
  }

  public void enable(Edit edit, boolean on) {
    find(e -> e.id() == edit.id()).ifPresent(e -> replace(e.withEnabled(on)));
    changed();
  }

  /** Whether the line stays when another feature is chosen. */
  public void keep(Edit edit, boolean on) {
    // Only one line can follow the chosen feature.
    if (!on) {
      find(e -> !e.kept()).ifPresent(e -> replace(e.withKept(true)));
    }
    find(e -> e.id() == edit.id()).ifPresent(e -> replace(e.withKept(on)));
  }

  /** Names the lines of a direction. */
  public void label(Direction direction, String label) {
    for (Edit edit : List.copyOf(all)) {
      if (edit.intervention().direction().equals(direction) && !edit.label().equals(label)) {
        replace(edit.withLabel(label));
      }
    }
  }

  /** Changes what the active line does. */
  public void changeActive(UnaryOperator<Intervention> change) {
    Edit now = active.get();
    if (now != null) {
      Intervention changed = change.apply(now.intervention());
      if (!changed.equals(now.intervention())) {
        replace(now.with(changed));
        strength.set(changed.strength());
        changed();
      }
    }
  }

  /**
   * Changes the masks of all lines that have one list of patches an image; a mask without patches
   * means all tokens.
   *
   * @param images of the question before
   */
  void changeMasks(int images, UnaryOperator<List<List<Integer>>> change) {
    for (Edit edit : List.copyOf(all)) {
      List<List<Integer>> masks = edit.intervention().positions().patches();
      if (masks != null && masks.size() == images) {
        List<List<Integer>> now = change.apply(masks);
        boolean none = now.stream().allMatch(List::isEmpty);
        replace(
            edit.with(
                edit.intervention().withPositions(none ? Positions.ALL : Positions.mask(now))));
      }
    }
  }

  private void changed() {
    revision.set(revision.get() + 1);
  }

  private void replace(Edit edit) {
    int index = index(edit.id());
    all.set(index, edit);
    Edit now = active.get();
    if (now != null && now.id() == edit.id()) {
      active.set(edit);
    }
  }

  /** The same rule at the strength that changes nothing, or 0 where there is no such. */
  private static Intervention neutral(Intervention intervention) {
    return intervention.withStrength(intervention.mode() == Mode.SCALE ? 1 : 0);
  }

  private Optional<Edit> find(Predicate<Edit> wanted) {
    return all.stream().filter(wanted).findFirst();
  }

  private int index(long id) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).id() == id) {
        return i;
      }
    }
    return -1;
  }
}
