package dev.facet.fx;

import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;

/** How the window looks, for what style sheets cannot reach, such as charts. */
public final class Look {

  private final BooleanProperty dark = new SimpleBooleanProperty();

  /** Whether light text stands on a dark ground. */
  public BooleanProperty darkProperty() {
    return dark;
  }
}
