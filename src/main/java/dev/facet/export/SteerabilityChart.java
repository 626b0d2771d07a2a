package dev.facet.export;

import dev.facet.core.SweepPoint;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Ellipse2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.event.AxisChangeEvent;
import org.jfree.chart.event.AxisChangeListener;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.data.Range;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * Steerability S and power against strength. S is a solid line, power a dashed one, both with a dot
 * at every swept strength and named where they end; a band at the head names the top promoted
 * concept. In units of R, raw units stand on a second axis.
 */
public final class SteerabilityChart {

  /**
   * What is drawn.
   *
   * @param title above the chart, or empty
   * @param points ordered by raw strength
   * @param unit raw strength of one unit of the horizontal axis: R, or 1 for raw strengths
   * @param axis name of the horizontal axis, with its unit
   * @param smallPrint beneath the chart, or empty
   * @param pinned S of other features, drawn behind
   * @param logarithmic whether equal factors of strength are equally wide; strengths from 0
   *     downwards have no place then
   */
  public record Content(
      String title,
      List<SweepPoint> points,
      double unit,
      String axis,
      String smallPrint,
      List<Curve> pinned,
      boolean logarithmic) {

    public Content {
      points = List.copyOf(points);
      pinned = List.copyOf(pinned);
    }

    /** One feature, strengths as they are. */
    public Content(
        String title, List<SweepPoint> points, double unit, String axis, String smallPrint) {
      this(title, points, unit, axis, smallPrint, List.of(), false);
    }

    /** With the points that have a place on the axis only. */
    private Content placed() {
      return logarithmic
          ? new Content(
              title,
              positive(points),
              unit,
              axis,
              smallPrint,
              pinned.stream().map(Curve::positive).toList(),
              true)
          : this;
    }

    private static List<SweepPoint> positive(List<SweepPoint> points) {
      return points.stream().filter(p -> p.strength() > 0).toList();
    }
  }

  /**
   * The sweep of another feature.
   *
   * @param name stands at its end
   * @param dots ordered by strength
   */
  public record Curve(String name, List<Dot> dots) {

    public Curve {
      dots = List.copyOf(dots);
    }

    private Curve positive() {
      return new Curve(name, dots.stream().filter(d -> d.strength() > 0).toList());
    }
  }

  /**
   * A figure at a strength.
   *
   * @param strength raw
   * @param figure S of a curve that is pinned
   */
  public record Dot(double strength, double figure) {}

  private static final int DIMMED_ALPHA = 110;
  private static final double HEADROOM = 1.2;
  private static final double LEAST_RANGE = 0.1;
  private static final double DOT = 6;
  private static final double SMALL_DOT = 4;

  /** Share of the horizontal axis that the lines' names take. */
  private static final double NAMES = 0.13;

  /** Share of the horizontal axis that is left free on either side of the points. */
  private static final double MARGIN = 0.02;

  private SteerabilityChart() {}

  /** The chart; the caller chooses its size by where it draws it. */
  public static JFreeChart of(Content wanted, ChartTheme theme) {
    Content content = wanted.placed();
    XYSeriesCollection data = new XYSeriesCollection();
    data.addSeries(series("S", dots(content.points(), SweepPoint::steerability), content.unit()));
    data.addSeries(series("power", dots(content.points(), SweepPoint::power), content.unit()));
    for (int i = 0; i < content.pinned().size(); i++) {
      data.addSeries(series("pinned " + i, content.pinned().get(i).dots(), content.unit()));
    }
    double top = LEAST_RANGE;
    for (int s = 0; s < data.getSeriesCount(); s++) {
      double most = data.getSeries(s).getMaxY();
      top = Double.isNaN(most) ? top : Math.max(top, most);
    }

    ValueAxis strengths = domain(content, theme);
    XYPlot plot = new XYPlot(data, strengths, range(top, theme), renderer(content, theme));
    JFreeChart chart = theme.frame(plot, content.title(), content.smallPrint());
    plot.setDatasetRenderingOrder(DatasetRenderingOrder.REVERSE);
    if (strengths.getRange().getLowerBound() < 0 && hasNegative(content)) {
      plot.addDomainMarker(new ValueMarker(0, theme.line, new BasicStroke(1)), Layer.BACKGROUND);
    }
    if (content.unit() != 1) {
      rawUnits(plot, strengths, content, theme);
    }
    names(plot, content, theme);
    ConceptBand band =
        new ConceptBand(
            content.points(),
            content.unit(),
            ChartTheme.font(Font.PLAIN, 11),
            theme.ink,
            theme.accent);
    if (!band.isEmpty()) {
      plot.addAnnotation(band);
    }
    return chart;
  }

  private static List<Dot> dots(List<SweepPoint> points, ToDoubleFunction<SweepPoint> figure) {
    return points.stream().map(p -> new Dot(p.strength(), figure.applyAsDouble(p))).toList();
  }

  private static XYSeries series(String name, List<Dot> dots, double unit) {
    XYSeries series = new XYSeries(name);
    dots.forEach(dot -> series.add(dot.strength() / unit, dot.figure(), false));
    return series;
  }

  private static ValueAxis axis(String name, boolean logarithmic) {
    if (!logarithmic) {
      return new NumberAxis(name);
    }
    LogAxis axis = new LogAxis(name);
    axis.setBase(2); // sweeps go up by doubling more often than by ten
    axis.setTickUnit(new NumberTickUnit(1)); // a doubling
    axis.setNumberFormatOverride(
        new DecimalFormat("0.###", DecimalFormatSymbols.getInstance(Locale.ENGLISH)));
    return axis;
  }

  private static ValueAxis domain(Content content, ChartTheme theme) {
    ValueAxis axis = theme.dress(axis(content.axis(), content.logarithmic()), 12, 11);
    double low = content.logarithmic() ? Double.POSITIVE_INFINITY : 0;
    double high = 0;
    for (double strength : strengths(content)) {
      low = Math.min(low, strength / content.unit());
      high = Math.max(high, strength / content.unit());
    }
    if (content.logarithmic()) {
      low = high > 0 ? low : 1;
      double ratio = high > low ? high / low : 2;
      axis.setRange(low * Math.pow(ratio, -MARGIN), low * Math.pow(ratio, 1 + MARGIN + NAMES));
    } else {
      double width = high > low ? high - low : 1;
      axis.setRange(low - MARGIN * width, low + width + (MARGIN + NAMES) * width);
    }
    return axis;
  }

  private static double[] strengths(Content content) {
    return DoubleStream.concat(
            content.points().stream().mapToDouble(SweepPoint::strength),
            content.pinned().stream().flatMap(c -> c.dots().stream()).mapToDouble(Dot::strength))
        .toArray();
  }

  private static boolean hasNegative(Content content) {
    return Arrays.stream(strengths(content)).anyMatch(strength -> strength < 0);
  }

  /** A second axis on top that follows the first, also when that is zoomed. */
  private static void rawUnits(
      XYPlot plot, ValueAxis strengths, Content content, ChartTheme theme) {
    double unit = content.unit();
    ValueAxis raw = theme.dress(axis("raw units", content.logarithmic()), 10, 10);
    plot.setDomainAxis(1, raw);
    plot.setDomainAxisLocation(1, AxisLocation.TOP_OR_RIGHT);
    AxisChangeListener follow =
        event -> {
          Range r = strengths.getRange();
          Range wanted = new Range(r.getLowerBound() * unit, r.getUpperBound() * unit);
          if (!wanted.equals(raw.getRange())) {
            raw.setRange(wanted);
          }
        };
    follow.axisChanged(new AxisChangeEvent(strengths));
    strengths.addChangeListener(follow);
  }

  private static NumberAxis range(double top, ChartTheme theme) {
    NumberAxis axis = theme.dress(new NumberAxis("S, power"), 12, 11);
    axis.setRange(0, top * HEADROOM);
    return axis;
  }

  private static XYLineAndShapeRenderer renderer(Content content, ChartTheme theme) {
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    renderer.setDefaultCreateEntities(false);
    renderer.setSeriesPaint(0, theme.accent);
    renderer.setSeriesStroke(0, new BasicStroke(2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    renderer.setSeriesShape(0, new Ellipse2D.Double(-DOT / 2, -DOT / 2, DOT, DOT));
    renderer.setSeriesShapesVisible(0, true);
    renderer.setSeriesPaint(1, theme.muted);
    renderer.setSeriesShape(
        1, new Ellipse2D.Double(-SMALL_DOT / 2, -SMALL_DOT / 2, SMALL_DOT, SMALL_DOT));
    renderer.setSeriesShapesVisible(1, true);
    renderer.setSeriesStroke(
        1,
        new BasicStroke(
            1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {5, 4}, 0));
    for (int i = 0; i < content.pinned().size(); i++) {
      renderer.setSeriesPaint(2 + i, dimmed(theme));
      renderer.setSeriesStroke(
          2 + i, new BasicStroke(1.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }
    return renderer;
  }

  private static Color dimmed(ChartTheme theme) {
    return new Color(
        theme.accent.getRed(), theme.accent.getGreen(), theme.accent.getBlue(), DIMMED_ALPHA);
  }

  /** Names all lines where they end instead of in a legend. */
  private static void names(XYPlot plot, Content content, ChartTheme theme) {
    List<LineNames.Name> names = new ArrayList<>();
    if (content.points().size() > 1) {
      SweepPoint last = content.points().getLast();
      double x = last.strength() / content.unit();
      names.add(
          new LineNames.Name(
              "power", x, last.power(), ChartTheme.font(Font.PLAIN, 12), theme.muted));
      names.add(
          new LineNames.Name(
              "S", x, last.steerability(), ChartTheme.font(Font.BOLD, 12), theme.accent));
    }
    for (Curve curve : content.pinned()) {
      if (!curve.dots().isEmpty()) {
        Dot last = curve.dots().getLast();
        names.add(
            new LineNames.Name(
                curve.name(),
                last.strength() / content.unit(),
                last.figure(),
                ChartTheme.font(Font.PLAIN, 11),
                theme.muted));
      }
    }
    plot.addAnnotation(new LineNames(names));
  }
}
