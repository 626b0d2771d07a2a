package dev.facet.export;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;

/**
 * The name of a line beside its last point, instead of a legend. Two names that would touch are
 * moved apart, the higher line's upwards; the plot leaves room for them at its right edge.
 */
final class LineName extends AbstractXYAnnotation {

  private static final long serialVersionUID = 1L;

  private static final int GAP = 7;

  private final String name;
  private final double x;
  private final double y;
  private final double other;
  private final boolean upper;
  private final transient Font font;
  private final transient Color color;

  /**
   * @param x last point, axis units
   * @param y last value
   * @param other last value of the other line
   * @param upper whether this name goes above where both lines end at one value
   */
  LineName(String name, double x, double y, double other, boolean upper, Font font, Color color) {
    this.name = name;
    this.x = x;
    this.y = y;
    this.other = other;
    this.upper = upper;
    this.font = font;
    this.color = color;
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
    g.setFont(font);
    g.setPaint(color);
    FontMetrics metrics = g.getFontMetrics();
    double px = domain.valueToJava2D(x, area, plot.getDomainAxisEdge());
    double py = range.valueToJava2D(y, area, plot.getRangeAxisEdge());
    double py2 = range.valueToJava2D(other, area, plot.getRangeAxisEdge());
    double height = metrics.getAscent() + metrics.getDescent();
    double tooClose = Math.max(0, height - Math.abs(py - py2)) / 2;
    double middle = py + (py < py2 || (py == py2 && upper) ? -tooClose : tooClose);
    float left = (float) Math.min(px + GAP, area.getMaxX() - metrics.stringWidth(name));
    g.drawString(name, left, (float) (middle + (metrics.getAscent() - metrics.getDescent()) / 2.0));
  }
}
