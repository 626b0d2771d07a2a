package dev.facet.export;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;

/**
 * The names of lines beside their last points, instead of a legend. Names that would touch are
 * moved apart, as little as can be and in the order of the lines; the plot leaves room for them at
 * its right edge.
 */
final class LineNames extends AbstractXYAnnotation {

  private static final long serialVersionUID = 1L;

  private static final int GAP = 7;

  /**
   * A name.
   *
   * @param x last point, axis units
   * @param y last value; of two equal ones the name that comes first goes above
   */
  record Name(String text, double x, double y, Font font, Color color) {}

  private final transient List<Name> names;

  LineNames(List<Name> names) {
    this.names = List.copyOf(names);
  }

  @Override
  public void draw(
      Graphics2D g,
      XYPlot plot,
      Rectangle2D area,
      ValueAxis domain,
      ValueAxis range,
      int rendererIndex,
      PlotRenderingInfo info) {
    List<Name> downwards =
        names.stream().sorted(Comparator.comparingDouble((Name n) -> -n.y)).toList();
    double height = 0;
    double[] wanted = new double[downwards.size()];
    for (int i = 0; i < wanted.length; i++) {
      FontMetrics metrics = g.getFontMetrics(downwards.get(i).font);
      height = Math.max(height, metrics.getAscent() + metrics.getDescent());
      wanted[i] = range.valueToJava2D(downwards.get(i).y, area, plot.getRangeAxisEdge());
    }
    double[] middles = apart(wanted, height);
    for (int i = 0; i < middles.length; i++) {
      Name name = downwards.get(i);
      g.setFont(name.font);
      g.setPaint(name.color);
      FontMetrics metrics = g.getFontMetrics();
      double x = domain.valueToJava2D(name.x, area, plot.getDomainAxisEdge());
      double left = Math.min(x + GAP, area.getMaxX() - metrics.stringWidth(name.text));
      double base = middles[i] + (metrics.getAscent() - metrics.getDescent()) / 2.0;
      g.drawString(name.text, (float) left, (float) base);
    }
  }

  /**
   * The nearest places (least squares) to ascending ones that lie a height apart: those that are
   * too close share their mean as middle.
   */
  static double[] apart(double[] wanted, double height) {
    List<double[]> groups = new ArrayList<>(); // sum of (place - offset) and count
    for (int i = 0; i < wanted.length; i++) {
      double[] group = {wanted[i] - i * height, 1};
      while (!groups.isEmpty() && groups.getLast()[0] / groups.getLast()[1] > group[0] / group[1]) {
        double[] above = groups.removeLast();
        group[0] += above[0];
        group[1] += above[1];
      }
      groups.add(group);
    }
    double[] places = new double[wanted.length];
    int i = 0;
    for (double[] group : groups) {
      for (int n = 0; n < group[1]; n++, i++) {
        places[i] = group[0] / group[1] + i * height;
      }
    }
    return places;
  }
}
