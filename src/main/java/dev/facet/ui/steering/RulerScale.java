package dev.facet.ui.steering;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.Pane;
import javafx.scene.layout.StackPane;
import javafx.scene.shape.Line;

/** Under the track of a concept ruler: ticks at the strengths that were swept, and numbers. */
final class RulerScale extends Pane {

  private static final double LABEL_SPACING = 44;

  private final double band;
  private final double ticks;
  private final double axis;
  private List<Double> swept = List.of();

  /**
   * @param band height of the track above, pixels
   * @param ticks height of the ticks' row
   * @param axis height of the numbers' row
   */
  RulerScale(double band, double ticks, double axis) {
    this.band = band;
    this.ticks = ticks;
    this.axis = axis;
  }

  /** Raw strengths that get a tick. */
  void show(List<Double> strengths) {
    swept = strengths;
  }

  /**
   * Makes ticks and numbers.
   *
   * @param x where a raw strength stands, pixels
   * @param least number at the left end
   * @param most number at the right end
   * @param unit raw strength of one
   * @param track width that the numbers share, pixels
   */
  void place(DoubleUnaryOperator x, double least, double most, double unit, double track) {
    List<Node> nodes = new ArrayList<>();
    for (double strength : swept) {
      double at = Math.round(x.applyAsDouble(strength)) + 0.5;
      Line tick = new Line(at, band + 2, at, band + 6);
      tick.getStyleClass().add("ruler-tick");
      nodes.add(tick);
    }
    double step = niceStep(most - least, track / LABEL_SPACING);
    for (double n = Math.ceil(least / step) * step; n <= most + step / 100; n += step) {
      Label number = new Label(number(n, step));
      number.getStyleClass().add("axis-label");
      StackPane holder = new StackPane(number);
      holder.setManaged(false);
      double left = x.applyAsDouble(n * unit) - LABEL_SPACING / 2;
      holder.resizeRelocate(left, band + ticks, LABEL_SPACING, axis);
      nodes.add(holder);
    }
    getChildren().setAll(nodes);
  }

  private static String number(double n, double step) {
    double shown = Math.abs(n) < 1e-9 ? 0 : n;
    String text =
        step < 1 ? String.format(Locale.ROOT, "%.1f", shown) : Long.toString(Math.round(shown));
    return text.replace('-', '\u2212');
  }

  private static double niceStep(double range, double most) {
    double rough = range / Math.max(1, most);
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= rough) {
        return factor * power;
      }
    }
    return 10 * power;
  }
}
