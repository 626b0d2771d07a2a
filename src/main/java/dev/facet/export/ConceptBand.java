package dev.facet.export;

import dev.facet.core.SweepPoint;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;

/**
 * The top promoted concept along the strengths: a band at the head of the plot, one segment a
 * concept, tinted by power. Laid out when it is drawn, so that names fit whatever the size; a name
 * that does not fit is shortened, and left out when not even that helps.
 */
final class ConceptBand extends AbstractXYAnnotation {

  private static final long serialVersionUID = 1L;

  static final int HEIGHT = 18;

  /** Below this gain of probability a word is chance, not a concept. */
  private static final double LEAST_POWER = 0.1;

  private static final int PADDING = 5;
  private static final int SHORTEST = 3;
  private static final double FAINTEST = 0.10;
  private static final double STRONGEST = 0.40;

  /** A run of neighbouring strengths that promote the same word, in axis units. */
  private record Segment(String word, double from, double to, double power) {}

  private final transient List<Segment> segments;
  private final transient Font font;
  private final transient Color ink;
  private final transient Color tint;

  /**
   * @param points ordered by strength
   * @param unit raw strength of one axis unit
   */
  ConceptBand(List<SweepPoint> points, double unit, Font font, Color ink, Color tint) {
    this.segments = segments(points, unit);
    this.font = font;
    this.ink = ink;
    this.tint = tint;
  }

  boolean isEmpty() {
    return segments.isEmpty();
  }

  private static List<Segment> segments(List<SweepPoint> points, double unit) {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      SweepPoint point = points.get(i);
      if (point.power() < LEAST_POWER || point.topWord().isEmpty()) {
        continue;
      }
      double x = point.strength() / unit;
      double from = i == 0 ? x : (x + points.get(i - 1).strength() / unit) / 2;
      double to = i == points.size() - 1 ? x : (x + points.get(i + 1).strength() / unit) / 2;
      Segment last = segments.isEmpty() ? null : segments.getLast();
      if (last != null && last.word.equals(point.topWord()) && last.to == from) {
        segments.set(
            segments.size() - 1,
            new Segment(last.word, last.from, to, Math.max(last.power, point.power())));
      } else {
        segments.add(new Segment(point.topWord(), from, to, point.power()));
      }
    }
    return segments;
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
    RectangleEdge edge = plot.getDomainAxisEdge();
    g.setFont(font);
    FontMetrics metrics = g.getFontMetrics();
    for (Segment segment : segments) {
      double left = Math.max(area.getMinX(), domain.valueToJava2D(segment.from, area, edge));
      double right = Math.min(area.getMaxX(), domain.valueToJava2D(segment.to, area, edge));
      if (right <= left) {
        continue;
      }
      Rectangle2D box = new Rectangle2D.Double(left, area.getMinY(), right - left, HEIGHT);
      // The ground first: grid lines do not shine through.
      g.setPaint(plot.getBackgroundPaint());
      g.fill(box);
      double alpha = FAINTEST + (STRONGEST - FAINTEST) * Math.min(1, segment.power);
      g.setPaint(new Color(tint.getRed(), tint.getGreen(), tint.getBlue(), (int) (255 * alpha)));
      g.fill(box);
      g.setPaint(plot.getBackgroundPaint());
      g.draw(new Line2D.Double(right, area.getMinY(), right, area.getMinY() + HEIGHT));
      String name = fitting(segment.word, metrics, right - left - 2 * PADDING);
      g.setPaint(ink);
      g.drawString(
          name,
          (float) ((left + right - metrics.stringWidth(name)) / 2),
          (float) (area.getMinY() + (HEIGHT + metrics.getAscent() - metrics.getDescent()) / 2.0));
    }
  }

  private static String fitting(String word, FontMetrics metrics, double width) {
    if (metrics.stringWidth(word) <= width) {
      return word;
    }
    for (int length = word.length() - 1; length >= SHORTEST; length--) {
      String shorter = word.substring(0, length).strip() + "…";
      if (metrics.stringWidth(shorter) <= width) {
        return shorter;
      }
    }
    return "";
  }
}
