package dev.facet.fx.picture;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** How painting over a grid of patches changes which are selected. */
public enum PatchSelection {
  /** What is painted takes the place of what was selected. */
  REPLACE,
  /** What is painted joins it. */
  ADD,
  /** What is painted leaves it. */
  REMOVE;

  /** The selection after a stroke over some patches, ascending. */
  public Set<Integer> apply(Set<Integer> before, Set<Integer> stroke) {
    Set<Integer> after = new TreeSet<>(this == REPLACE ? Set.of() : before);
    if (this == REMOVE) {
      after.removeAll(stroke);
    } else {
      after.addAll(stroke);
    }
    return Collections.unmodifiableSet(after);
  }

  /**
   * The patches that a straight movement from one to another goes over, both included: a fast mouse
   * skips pixels, a stroke has no holes.
   */
  static Set<Integer> line(int columns, int from, int to) {
    int x0 = from % columns;
    int y0 = from / columns;
    int x1 = to % columns;
    int y1 = to / columns;
    int steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0));
    Set<Integer> patches = new TreeSet<>();
    patches.add(from);
    for (int i = 1; i <= steps; i++) {
      int x = Math.round(x0 + (float) (x1 - x0) * i / steps);
      int y = Math.round(y0 + (float) (y1 - y0) * i / steps);
      patches.add(y * columns + x);
    }
    return patches;
  }
}
