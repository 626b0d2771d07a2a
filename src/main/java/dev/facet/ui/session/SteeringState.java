package dev.facet.ui.session;

import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import java.util.List;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/**
 * What is steered, how strongly, and what the sweep over strengths found: ruler and chart share it.
 */
public final class SteeringState {

  /** How strengths are written. */
  public enum Unit {
    /** Multiples of R, the mean residual norm at the site. */
    RESIDUAL_NORM,
    /** Raw residual units. */
    RAW
  }

  private final DoubleProperty strength = new SimpleDoubleProperty();
  private final ObjectProperty<Unit> unit = new SimpleObjectProperty<>(Unit.RESIDUAL_NORM);
  private final StringProperty image = new SimpleStringProperty("white");
  private final ObjectProperty<List<SweepPoint>> points = new SimpleObjectProperty<>(List.of());
  private final ObjectProperty<@Nullable SweepResult> sweep = new SimpleObjectProperty<>();

  /** In the intervention's raw units, whatever the unit on show. */
  public DoubleProperty strengthProperty() {
    return strength;
  }

  public ObjectProperty<Unit> unitProperty() {
    return unit;
  }

  /** Address of the image, as in CaptionSpec. */
  public StringProperty imageProperty() {
    return image;
  }

  /** What the sweep found so far, by ascending strength. */
  public ObjectProperty<List<SweepPoint>> pointsProperty() {
    return points;
  }

  /** The finished sweep, null while it runs. */
  public ObjectProperty<@Nullable SweepResult> sweepProperty() {
    return sweep;
  }
}
