package dev.facet.ui.session;

import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/**
 * What is asked on which image, what is applied to the model, and what the sweep over strengths of
 * the active intervention found: ruler and chart share it.
 */
public final class SteeringState {

  /** How strengths are written. */
  public enum Unit {
    /** Multiples of R, the mean residual norm at the site. */
    RESIDUAL_NORM,
    /** Raw residual units. */
    RAW
  }

  private final EditList edits = new EditList();
  private final ObjectProperty<Unit> unit = new SimpleObjectProperty<>(Unit.RESIDUAL_NORM);
  private final PromptImages images = new PromptImages("white");
  private final StringProperty model = new SimpleStringProperty("");
  private final StringProperty prompt = new SimpleStringProperty("");
  private final ObjectProperty<List<SweepPoint>> points = new SimpleObjectProperty<>(List.of());
  private final ObjectProperty<@Nullable SweepResult> sweep = new SimpleObjectProperty<>();

  /** All that is applied. */
  public EditList edits() {
    return edits;
  }

  /** Strength of the active intervention, raw, whatever the unit on show. */
  public DoubleProperty strengthProperty() {
    return edits.strengthProperty();
  }

  public ObjectProperty<Unit> unitProperty() {
    return unit;
  }

  /** All images of the question. */
  public PromptImages images() {
    return images;
  }

  /** Address of the marked image, as in CaptionSpec; the only one where there is one. */
  public StringProperty imageProperty() {
    return images.imageProperty();
  }

  /** Adds an image to the question; a mask has no patch of it. */
  public void addImage(String address) {
    int before = images.allProperty().get().size();
    edits.changeMasks(
        before,
        masks -> {
          List<List<Integer>> more = new ArrayList<>(masks);
          more.add(List.of());
          return more;
        });
    images.add(address);
  }

  /** Takes an image out of the question, and its patches out of masks. */
  public void removeImage(int index) {
    int before = images.allProperty().get().size();
    if (before > 1) {
      edits.changeMasks(
          before,
          masks -> {
            List<List<Integer>> fewer = new ArrayList<>(masks);
            fewer.remove(index);
            return fewer;
          });
      images.remove(index);
    }
  }

  /**
   * Name of the language model that answers; empty where the study was made with an encoder alone
   * and none was attached.
   */
  public StringProperty modelProperty() {
    return model;
  }

  /** The question to the model. */
  public StringProperty promptProperty() {
    return prompt;
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
