package dev.facet.fx;

import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;

/** How the window looks, for what style sheets cannot reach, such as charts. */
public final class Look {

  private final BooleanProperty dark = new SimpleBooleanProperty();

  private final DoubleProperty textScale = new SimpleDoubleProperty(1);

  /** How many times as large as usual text is. */
  public DoubleProperty textScaleProperty() {
    return textScale;
  }

  /** Whether light text stands on a dark ground. */
  public BooleanProperty darkProperty() {
    return dark;
  }
}
