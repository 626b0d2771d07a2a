package dev.facet.ui.session;

import dev.facet.core.Intervention;

/**
 * A line in the list of what is applied to the model.
 *
 * @param id tells lines apart, also two of the same direction
 * @param label what the direction stands for, as far as is known, or empty
 * @param intervention its strength included
 * @param enabled whether it is applied
 * @param kept whether it stays when another feature is chosen; a line that is not kept becomes that
 *     of the newly chosen feature
 */
public record Edit(
    long id, String label, Intervention intervention, boolean enabled, boolean kept) {

  Edit with(Intervention changed) {
    return new Edit(id, label, changed, enabled, kept);
  }

  Edit withLabel(String newLabel) {
    return new Edit(id, newLabel, intervention, enabled, kept);
  }

  Edit withEnabled(boolean now) {
    return new Edit(id, label, intervention, now, kept);
  }

  Edit withKept(boolean now) {
    return new Edit(id, label, intervention, enabled, now);
  }

  /** Whether the model is another one with it than without it. */
  public boolean effective() {
    return enabled && !intervention.changesNothing();
  }
}
