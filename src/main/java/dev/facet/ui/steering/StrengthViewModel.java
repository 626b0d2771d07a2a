package dev.facet.ui.steering;

import dev.facet.core.Intervention;
import dev.facet.fx.Figures;
import dev.facet.fx.Messages;
import dev.facet.protocol.StudyInfo;
import dev.facet.ui.session.Edit;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.SteeringState;
import java.util.Locale;
import java.util.OptionalDouble;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import org.jspecify.annotations.Nullable;

/** How strongly the active intervention is applied: stepped, typed, and written in a unit. */
public final class StrengthViewModel {

  private static final double FINE_STEP = 0.1;
  private static final double COARSE_STEP = 1;

  /** Nobody steers further: captions fall apart long before. In units of the ruler. */
  private static final double LONGEST = 100;

  private final Session session;
  private final SteeringState steering;
  private final ModelViewModel model;
  private final Messages messages;
  private final BooleanProperty bothSigns = new SimpleBooleanProperty();
  private final ReadOnlyObjectWrapper<StrengthScale> scale =
      new ReadOnlyObjectWrapper<>(StrengthScale.NONE);
  private final ReadOnlyStringWrapper text = new ReadOnlyStringWrapper("");
  private OptionalDouble typed = OptionalDouble.empty();

  StrengthViewModel(Session session, ModelViewModel model, Messages messages) {
    this.session = session;
    this.steering = session.steering();
    this.model = model;
    this.messages = messages;
    model.normsRevisionProperty().addListener(o -> rescale());
    steering.edits().activeProperty().addListener((o, before, now) -> rescale(before, now));
    session.studyProperty().subscribe(() -> rescale());
    bothSigns.addListener(o -> rescale());
    steering.strengthProperty().addListener(o -> write());
    steering.unitProperty().addListener(o -> write());
    scale.addListener(o -> write());
    write();
  }

  /** Strength of the active intervention, raw. */
  public DoubleProperty strengthProperty() {
    return steering.strengthProperty();
  }

  public ObjectProperty<SteeringState.Unit> unitProperty() {
    return steering.unitProperty();
  }

  /** Whether the ruler reaches below 0 as far as above. */
  public BooleanProperty bothSignsProperty() {
    return bothSigns;
  }

  /** Ends, unit and swept strengths of the ruler. */
  public ReadOnlyObjectProperty<StrengthScale> scaleProperty() {
    return scale.getReadOnlyProperty();
  }

  /** The strength in the present unit, without the unit. */
  public ReadOnlyStringProperty textProperty() {
    return text.getReadOnlyProperty();
  }

  /** The strongest strength of the ruler, raw. */
  public double max() {
    return scale.get().max();
  }

  /** R at the active intervention's site, or 1 while no study is open. */
  public double residualNorm() {
    return scale.get().factor() ? studyNorm() : scale.get().unit();
  }

  /** Steps by an arrow key: fine ones, or coarse ones with Shift. */
  public void step(int direction, boolean coarse) {
    double by = (coarse ? COARSE_STEP : FINE_STEP) * scale.get().unit();
    double steps = Math.round(strengthProperty().get() / by + direction);
    set(steps * by);
  }

  /** Takes a raw strength, kept within the ruler. */
  public void set(double raw) {
    strengthProperty().set(Math.clamp(raw, scale.get().min(), scale.get().max()));
  }

  /** Takes a raw strength; the ruler grows where it lies outside, up to a limit. */
  public void reach(double wanted) {
    double limit = LONGEST * scale.get().unit();
    double raw = Math.clamp(wanted, -limit, limit);
    if (raw < scale.get().min() || raw > scale.get().max()) {
      typed = OptionalDouble.of(raw);
      rescale();
    }
    set(raw);
  }

  /** Back to the model without this intervention. */
  public void reset() {
    set(scale.get().factor() ? 1 : 0);
  }

  /**
   * Takes what was typed, in the present unit.
   *
   * @return whether it was a number
   */
  public boolean type(String typedText) {
    OptionalDouble value = number(typedText);
    value.ifPresentOrElse(
        v -> reach(raw(v)),
        () ->
            session
                .messageProperty()
                .set(messages.text("steering.strength.nonumber", typedText.strip())));
    write();
    return value.isPresent();
  }

  /** The number that a person typed, with comma or point, true minus or hyphen, unit or none. */
  static OptionalDouble number(String typedText) {
    String plain =
        typedText
            .strip()
            .replace('\u2212', '-')
            .replace(',', '.')
            .replaceFirst("(?i)\\s*[r\u00d7]$", "");
    try {
      double value = Double.parseDouble(plain);
      return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** A raw strength in the present unit, with the unit. */
  public String describe(double raw) {
    String number = Figures.fixed(inUnit(raw), 2);
    return scale.get().factor()
        ? messages.text("steering.strength.factor", number)
        : inResidualNorms() ? number + " R" : number;
  }

  /** The strength of an intervention, active or not, in the present unit, with the unit. */
  public String describe(Intervention intervention) {
    String number = Figures.fixed(intervention.strength() / unitOf(intervention), 2);
    return intervention.mode() == Intervention.Mode.SCALE
        ? messages.text("steering.strength.factor", number)
        : inResidualNorms() ? number + " R" : number;
  }

  /** What one unit of an intervention's number on show is, raw. */
  double unitOf(Intervention intervention) {
    StrengthScale its = scaleOf(intervention);
    return its.factor() || !inResidualNorms() ? 1 : its.unit();
  }

  /** The reach of an intervention, active or not. */
  StrengthScale scaleOf(Intervention intervention) {
    StudyInfo study = session.studyProperty().get();
    if (study == null) {
      return StrengthScale.NONE;
    }
    StrengthScale its =
        StrengthScale.of(
            intervention.mode(), study.strengths(), studyNorm(), model.norm(intervention.site()));
    return (bothSigns.get() ? its.bothSigns() : its).reaching(intervention.strength());
  }

  /** A raw strength in the present unit. */
  public double inUnit(double raw) {
    return raw / unit();
  }

  /** What one unit of the numbers on show is, raw. */
  public double unit() {
    return scale.get().factor() || !inResidualNorms() ? 1 : scale.get().unit();
  }

  private double raw(double shown) {
    return shown * unit();
  }

  /** Both scales of a strength at once. */
  public String describeFully(double raw) {
    return scale.get().factor()
        ? describe(raw)
        : messages.text(
            "steering.strength.full",
            Figures.fixed(raw / scale.get().unit(), 2),
            Figures.fixed(raw, 2));
  }

  /** Whether what is added depends on the codes of the image and not on the strength alone. */
  boolean dependsOnImage() {
    Edit active = steering.edits().activeProperty().get();
    return active != null
        && switch (active.intervention().mode()) {
          case ADD -> false;
          case CLAMP_KEEP_ERROR, CLAMP_RECONSTRUCT, ZERO_OTHERS, SCALE, PROJECTION_CAP -> true;
        };
  }

  public boolean inResidualNorms() {
    return steering.unitProperty().get() == SteeringState.Unit.RESIDUAL_NORM;
  }

  private void rescale(@Nullable Edit before, @Nullable Edit now) {
    boolean same =
        before != null
            && now != null
            && before.id() == now.id()
            && before.intervention().mode() == now.intervention().mode()
            && before.intervention().site().equals(now.intervention().site());
    if (!same) {
      typed = OptionalDouble.empty();
      rescale();
    }
  }

  private void rescale() {
    Edit active = steering.edits().activeProperty().get();
    if (active != null) {
      StrengthScale its = scaleOf(active.intervention());
      scale.set(typed.isPresent() ? its.reaching(typed.getAsDouble()) : its);
    }
  }

  private double studyNorm() {
    StudyInfo study = session.studyProperty().get();
    return study == null || !(study.residualNorm() > 0) ? 1 : study.residualNorm();
  }

  private void write() {
    text.set(
        String.format(Locale.ROOT, "%.2f", inUnit(strengthProperty().get()))
            .replace('-', '\u2212'));
  }
}
