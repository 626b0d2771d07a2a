package dev.facet.export;

import dev.facet.core.SweepPoint;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.GraphicsEnvironment;
import java.awt.geom.Ellipse2D;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.event.AxisChangeEvent;
import org.jfree.chart.event.AxisChangeListener;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.Range;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * Steerability S and power against strength. S is a solid line, power a dashed one, both with a dot
 * at every swept strength and named where they end; a band at the head names the top promoted
 * concept. In units of R, raw units stand on a second axis.
 */
public final class SteerabilityChart {

  /** Ground and ink. */
  public enum Theme {
    LIGHT(0xffffff, 0x24292f, 0x57606a, 0xd8dee4, 0x0969da),
    DARK(0x0d1117, 0xc9d1d9, 0x8b949e, 0x30363d, 0x58a6ff);

    private final Color ground;
    private final Color ink;
    private final Color muted;
    private final Color line;
    private final Color accent;

    Theme(int ground, int ink, int muted, int line, int accent) {
      this.ground = new Color(ground);
      this.ink = new Color(ink);
      this.muted = new Color(muted);
      this.line = new Color(line);
      this.accent = new Color(accent);
    }
  }

  /**
   * What is drawn.
   *
   * @param title above the chart, or empty
   * @param points ordered by raw strength
   * @param unit raw strength of one unit of the horizontal axis: R, or 1 for raw strengths
   * @param axis name of the horizontal axis, with its unit
   * @param smallPrint beneath the chart, or empty
   */
  public record Content(
      String title, List<SweepPoint> points, double unit, String axis, String smallPrint) {

    public Content {
      points = List.copyOf(points);
    }
  }

  /** The window's own font, or another without serifs. */
  static final String FAMILY = registerRoboto();

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
  public static JFreeChart of(Content content, Theme theme) {
    XYSeries s = new XYSeries("S");
    XYSeries power = new XYSeries("power");
    double top = LEAST_RANGE;
    for (SweepPoint point : content.points()) {
      double x = point.strength() / content.unit();
      s.add(x, point.steerability(), false);
      power.add(x, point.power(), false);
      top = Math.max(top, Math.max(point.steerability(), point.power()));
    }
    XYSeriesCollection data = new XYSeriesCollection();
    data.addSeries(s);
    data.addSeries(power);

    NumberAxis strengths = domain(content, theme);
    XYPlot plot = new XYPlot(data, strengths, range(top, theme), renderer(theme));
    plot.setBackgroundPaint(theme.ground);
    plot.setOutlineVisible(false);
    plot.setDomainGridlinesVisible(false);
    plot.setRangeGridlinePaint(theme.line);
    plot.setRangeGridlineStroke(new BasicStroke(0.6f));
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    plot.setDatasetRenderingOrder(DatasetRenderingOrder.REVERSE);
    if (strengths.getRange().getLowerBound() < 0 && hasNegative(content)) {
      plot.addDomainMarker(new ValueMarker(0, theme.line, new BasicStroke(1)), Layer.BACKGROUND);
    }
    if (content.unit() != 1) {
      rawUnits(plot, strengths, content.unit(), theme);
    }
    names(plot, content, theme);
    ConceptBand band =
        new ConceptBand(
            content.points(), content.unit(), font(Font.PLAIN, 11), theme.ink, theme.accent);
    if (!band.isEmpty()) {
      plot.addAnnotation(band);
    }

    JFreeChart chart = new JFreeChart("", font(Font.BOLD, 14), plot, false);
    chart.setBackgroundPaint(theme.ground);
    chart.setPadding(new RectangleInsets(8, 8, 8, 16));
    chart.setTitle((TextTitle) null);
    if (!content.title().isEmpty()) {
      TextTitle title = new TextTitle(content.title(), font(Font.BOLD, 14));
      title.setPaint(theme.ink);
      title.setHorizontalAlignment(HorizontalAlignment.LEFT);
      title.setPadding(0, 0, 8, 0);
      chart.setTitle(title);
    }
    if (!content.smallPrint().isEmpty()) {
      TextTitle print = new TextTitle(content.smallPrint(), font(Font.PLAIN, 9));
      print.setPaint(theme.muted);
      print.setPosition(RectangleEdge.BOTTOM);
      print.setHorizontalAlignment(HorizontalAlignment.LEFT);
      print.setPadding(8, 0, 0, 0);
      chart.addSubtitle(print);
    }
    return chart;
  }

  private static NumberAxis domain(Content content, Theme theme) {
    NumberAxis axis = axis(content.axis(), theme);
    double low = 0;
    double high = 0;
    for (SweepPoint point : content.points()) {
      low = Math.min(low, point.strength() / content.unit());
      high = Math.max(high, point.strength() / content.unit());
    }
    double width = high > low ? high - low : 1;
    axis.setRange(low - MARGIN * width, low + width + (MARGIN + NAMES) * width);
    return axis;
  }

  private static boolean hasNegative(Content content) {
    return content.points().stream().anyMatch(p -> p.strength() < 0);
  }

  /** A second axis on top that follows the first, also when that is zoomed. */
  private static void rawUnits(XYPlot plot, NumberAxis strengths, double unit, Theme theme) {
    NumberAxis raw = axis("raw units", theme);
    raw.setLabelFont(font(Font.PLAIN, 10));
    raw.setTickLabelFont(font(Font.PLAIN, 10));
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

  private static NumberAxis range(double top, Theme theme) {
    NumberAxis axis = axis("S, power", theme);
    axis.setRange(0, top * HEADROOM);
    return axis;
  }

  private static NumberAxis axis(String label, Theme theme) {
    NumberAxis axis = new NumberAxis(label);
    axis.setLabelFont(font(Font.PLAIN, 12));
    axis.setLabelPaint(theme.muted);
    axis.setTickLabelFont(font(Font.PLAIN, 11));
    axis.setTickLabelPaint(theme.muted);
    axis.setAxisLinePaint(theme.line);
    axis.setTickMarkPaint(theme.line);
    return axis;
  }

  private static XYLineAndShapeRenderer renderer(Theme theme) {
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
    return renderer;
  }

  /** Names both lines where they end instead of in a legend. */
  private static void names(XYPlot plot, Content content, Theme theme) {
    if (content.points().size() < 2) {
      return;
    }
    SweepPoint last = content.points().getLast();
    double x = last.strength() / content.unit();
    double s = last.steerability();
    double power = last.power();
    plot.addAnnotation(new LineName("S", x, s, power, false, font(Font.BOLD, 12), theme.accent));
    plot.addAnnotation(new LineName("power", x, power, s, true, font(Font.PLAIN, 12), theme.muted));
  }

  private static Font font(int style, int size) {
    return new Font(FAMILY, style, size);
  }

  /** The window's own font where it can be had, so that text is as wide as it is measured. */
  private static String registerRoboto() {
    for (String style : List.of("Regular", "Bold")) {
      String name = "/com/formdev/flatlaf/fonts/roboto/Roboto-" + style + ".ttf";
      try (InputStream file = SteerabilityChart.class.getResourceAsStream(name)) {
        if (file == null) {
          return Font.SANS_SERIF;
        }
        GraphicsEnvironment.getLocalGraphicsEnvironment()
            .registerFont(Font.createFont(Font.TRUETYPE_FONT, file));
      } catch (IOException | FontFormatException e) {
        return Font.SANS_SERIF;
      }
    }
    return "Roboto";
  }
}
