package dev.facet.ui.status;

/**
 * Something that the whole window should know, in a strip above the panels.
 *
 * @param text one or two sentences
 * @param working whether something goes on by itself
 * @param action text of the button that helps, or empty
 * @param dismissable whether the person can put it away
 */
public record Notice(Kind kind, String text, boolean working, String action, boolean dismissable) {

  /** How much it matters. */
  public enum Kind {
    INFO,
    WARNING,
    TROUBLE
  }
}
