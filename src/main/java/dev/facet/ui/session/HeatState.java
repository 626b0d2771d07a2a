package dev.facet.ui.session;

import dev.facet.fx.ColourMap;
import dev.facet.fx.HeatStyle;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.ObjectBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;

/** How heat maps are drawn, in the grid and in the viewer alike. */
public final class HeatState {

  private static final double OPACITY = 0.45;

  private final BooleanProperty shown = new SimpleBooleanProperty(true);
  private final DoubleProperty opacity = new SimpleDoubleProperty(OPACITY);
  private final ObjectProperty<ColourMap> colours = new SimpleObjectProperty<>(ColourMap.CIVIDIS);
  private final BooleanProperty contour = new SimpleBooleanProperty();
  private final BooleanProperty ownRange = new SimpleBooleanProperty();
  private final ObjectBinding<HeatStyle> style =
      Bindings.createObjectBinding(
          () -> new HeatStyle(colours.get(), contour.get()), colours, contour);

  public BooleanProperty shownProperty() {
    return shown;
  }

  /** 0 to 1. */
  public DoubleProperty opacityProperty() {
    return opacity;
  }

  public ObjectProperty<ColourMap> coloursProperty() {
    return colours;
  }

  public BooleanProperty contourProperty() {
    return contour;
  }

  /**
   * Whether the brightest colour is each image's own largest code; else it is the latent's largest
   * one of the study, so that images can be compared.
   */
  public BooleanProperty ownRangeProperty() {
    return ownRange;
  }

  /** Colours and contour together. */
  public ObjectBinding<HeatStyle> styleBinding() {
    return style;
  }
}
