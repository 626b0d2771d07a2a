package dev.facet.fx;

/**
 * What a panel has to show. Titles and details are whole texts for a person; the action is the text
 * of the one button that helps, or empty.
 */
public record PanelState(Kind kind, String title, String detail, String action) {

  /** The states that every panel can be in. */
  public enum Kind {
    /** The content. */
    READY,
    /** Content is on its way; the old content may stay visible. */
    LOADING,
    /** Nothing to show, and why. */
    EMPTY,
    /** It went wrong, and what helps. */
    FAILED
  }

  public static final PanelState READY = new PanelState(Kind.READY, "", "", "");

  public static PanelState loading(String title) {
    return new PanelState(Kind.LOADING, title, "", "");
  }

  public static PanelState empty(String title, String detail, String action) {
    return new PanelState(Kind.EMPTY, title, detail, action);
  }

  public static PanelState failed(String title, String detail, String action) {
    return new PanelState(Kind.FAILED, title, detail, action);
  }
}
