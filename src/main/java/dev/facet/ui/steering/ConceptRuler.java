package dev.facet.ui.steering;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleConsumer;
import java.util.function.DoubleFunction;
import javafx.scene.AccessibleAttribute;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.scene.shape.Line;
import org.jspecify.annotations.Nullable;

/**
 * A slider whose track tells what happens: segments named by the concept that each stretch of
 * strengths promotes, tinted by how much; ticks at the strengths that were swept; marks at 0 and
 * where captions begin to fall apart. Dragging snaps to nothing. Arrows step, Shift steps coarsely,
 * 0 resets, a double click types a value.
 */
public final class ConceptRuler extends Region {

  private static final double BAND = 32;
  private static final double TICKS = 8;
  private static final double AXIS = 18;
  private static final double HEIGHT = BAND + TICKS + AXIS;

  /** Room on both sides, so that the thumb and the outer numbers are not cut off. */
  private static final double INSET = 10;

  private static final double THUMB_WIDTH = 10;

  private final RulerBand band = new RulerBand(BAND);
  private final RulerScale scale = new RulerScale(BAND, TICKS, AXIS);
  private final Region fallingApart = new Region();
  private final Line zero = new Line();
  private final Line needle = new Line();
  private final Region thumb = new Region();
  private final Label waiting = new Label();
  private final Tooltip tooltip = new Tooltip();
  private OptionalDouble degenerate = OptionalDouble.empty();
  private double min;
  private double max = 1;
  private double value;
  private double unit = 1;
  private DoubleConsumer onDrag = v -> {};
  private Stepper onStep = (direction, coarse) -> {};
  private Runnable onReset = () -> {};
  private Runnable onType = () -> {};
  private DoubleFunction<String> describe = Double::toString;

  /** Told of an arrow key. */
  public interface Stepper {
    void step(int direction, boolean coarse);
  }

  public ConceptRuler() {
    getStyleClass().add("concept-ruler");
    setFocusTraversable(true);
    setAccessibleRole(AccessibleRole.SLIDER);
    fallingApart.getStyleClass().add("ruler-degenerate");
    zero.getStyleClass().add("ruler-zero");
    needle.getStyleClass().add("ruler-needle");
    thumb.getStyleClass().add("ruler-thumb");
    waiting.getStyleClass().add("ruler-waiting");
    for (Node node : List.of(band, scale, fallingApart, zero, needle, thumb, waiting)) {
      node.setManaged(false);
      node.setMouseTransparent(true);
    }
    getChildren().addAll(band, fallingApart, waiting, scale, zero, needle, thumb);
    Tooltip.install(this, tooltip);
    setOnMousePressed(this::press);
    setOnMouseDragged(this::drag);
    setOnMouseMoved(e -> tooltip.setText(hint(valueAt(e.getX()))));
    setOnKeyPressed(this::key);
  }

  public void setOnDrag(DoubleConsumer onDrag) {
    this.onDrag = onDrag;
  }

  public void setOnStep(Stepper onStep) {
    this.onStep = onStep;
  }

  public void setOnReset(Runnable onReset) {
    this.onReset = onReset;
  }

  public void setOnType(Runnable onType) {
    this.onType = onType;
  }

  /** How a raw strength is written in the tooltip and for screen readers. */
  public void setDescription(DoubleFunction<String> describe) {
    this.describe = describe;
  }

  /** What the track says while nothing was swept. */
  public void setWaitingText(String text) {
    waiting.setText(text);
  }

  /**
   * The ends of the ruler.
   *
   * @param unit raw strength of one unit of the numbers beneath
   */
  public void setRange(double min, double max, double unit) {
    this.min = min;
    this.max = max;
    this.unit = unit;
    requestLayout();
  }

  public void setValue(double value) {
    this.value = value;
    notifyAccessibleAttributeChanged(AccessibleAttribute.VALUE);
    requestLayout();
  }

  /** What the sweep found so far. */
  public void setSegments(List<Segment> newSegments, List<Double> sweptStrengths) {
    band.show(newSegments);
    scale.show(sweptStrengths);
    requestLayout();
  }

  public void setDegenerate(OptionalDouble from) {
    degenerate = from;
    requestLayout();
  }

  @Override
  public @Nullable Object queryAccessibleAttribute(
      AccessibleAttribute attribute, Object... parameters) {
    return switch (attribute) {
      case VALUE -> value;
      case MIN_VALUE -> min;
      case MAX_VALUE -> max;
      case VALUE_STRING -> describe.apply(value);
      default -> super.queryAccessibleAttribute(attribute, parameters);
    };
  }

  @Override
  protected double computePrefHeight(double width) {
    return HEIGHT;
  }

  @Override
  protected double computeMinHeight(double width) {
    return HEIGHT;
  }

  @Override
  protected double computePrefWidth(double height) {
    return 320;
  }

  @Override
  protected double computeMinWidth(double height) {
    return 160;
  }

  @Override
  protected void layoutChildren() {
    double track = getWidth() - 2 * INSET;
    band.resizeRelocate(INSET, 0, track, BAND);
    double clear = band.place(strength -> x(strength) - INSET, x(value) - INSET);
    waiting.setVisible(band.segments().isEmpty());
    waiting.resizeRelocate(INSET, 0, track, BAND);
    fallingApart.setVisible(degenerate.isPresent());
    if (degenerate.isPresent()) {
      double from = x(degenerate.getAsDouble());
      fallingApart.resizeRelocate(from, BAND, Math.max(0, INSET + track - from), 3);
    }
    double atZero = Math.round(x(0)) + 0.5;
    zero.setStartX(atZero);
    zero.setEndX(atZero);
    zero.setStartY(0);
    zero.setEndY(BAND + TICKS);
    double now = Math.round(x(value)) + 0.5;
    needle.setStartX(now);
    needle.setEndX(now);
    needle.setStartY(clear);
    needle.setEndY(BAND);
    thumb.resizeRelocate(now - THUMB_WIDTH / 2 - 0.5, BAND - 2, THUMB_WIDTH + 1, THUMB_WIDTH);
    scale.place(this::x, min / unit, max / unit, unit, track);
    scale.resizeRelocate(0, 0, getWidth(), HEIGHT);
  }

  /** Where a raw strength stands, in pixels from the left edge. */
  public double position(double strength) {
    return x(strength);
  }

  private double x(double strength) {
    return INSET + (strength - min) / (max - min) * (getWidth() - 2 * INSET);
  }

  private double valueAt(double x) {
    double share = (x - INSET) / Math.max(1, getWidth() - 2 * INSET);
    return min + Math.clamp(share, 0, 1) * (max - min);
  }

  private String hint(double strength) {
    String word =
        band.segments().stream()
            .filter(s -> strength >= s.from() && strength <= s.to() && !s.word().isEmpty())
            .map(s -> "\n" + s.word())
            .findFirst()
            .orElse("");
    return describe.apply(strength) + word;
  }

  private void press(MouseEvent e) {
    requestFocus();
    if (e.getButton() != MouseButton.PRIMARY) {
      return;
    }
    if (e.getClickCount() == 2) {
      onType.run();
    } else {
      onDrag.accept(valueAt(e.getX()));
    }
    e.consume();
  }

  private void drag(MouseEvent e) {
    if (e.isPrimaryButtonDown()) {
      onDrag.accept(valueAt(e.getX()));
      e.consume();
    }
  }

  private void key(KeyEvent e) {
    switch (e.getCode()) {
      case RIGHT, UP, KP_RIGHT, KP_UP -> onStep.step(1, e.isShiftDown());
      case LEFT, DOWN, KP_LEFT, KP_DOWN -> onStep.step(-1, e.isShiftDown());
      case PAGE_UP -> onStep.step(1, true);
      case PAGE_DOWN -> onStep.step(-1, true);
      case HOME -> onDrag.accept(min);
      case END -> onDrag.accept(max);
      case DIGIT0, NUMPAD0 -> onReset.run();
      case ENTER, F2 -> onType.run();
      default -> {
        return;
      }
    }
    e.consume();
  }
}
