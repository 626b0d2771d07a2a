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
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * Steerability S and power against strength. S is a solid line with a dot at every swept strength,
 * power a dashed one, both named where they end; the top promoted concept stands where it changes.
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

  private static final String FAMILY = registerRoboto();
  private static final double HEADROOM = 1.18;
  private static final double LEAST_RANGE = 0.1;
  private static final double DOT = 5;

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

    XYPlot plot = new XYPlot(data, domain(content, theme), range(top, theme), renderer(theme));
    plot.setBackgroundPaint(theme.ground);
    plot.setOutlineVisible(false);
    plot.setDomainGridlinesVisible(false);
    plot.setRangeGridlinePaint(theme.line);
    plot.setRangeGridlineStroke(new BasicStroke(1));
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    plot.addDomainMarker(new ValueMarker(0, theme.muted, new BasicStroke(1)));
    names(plot, content, theme);
    concepts(plot, content, top, theme);

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
    axis.setAutoRangeIncludesZero(true);
    axis.setLowerMargin(0.02);
    axis.setUpperMargin(0.08);
    return axis;
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
    boolean above = last.steerability() >= last.power();
    plot.addAnnotation(text(" S", x, last.steerability(), theme.accent, Font.BOLD, anchor(above)));
    plot.addAnnotation(text(" power", x, last.power(), theme.muted, Font.PLAIN, anchor(!above)));
  }

  private static TextAnchor anchor(boolean above) {
    return above ? TextAnchor.BOTTOM_LEFT : TextAnchor.TOP_LEFT;
  }

  /** The top promoted concept, where it is another one than at the strength before. */
  private static void concepts(XYPlot plot, Content content, double top, Theme theme) {
    String before = "";
    for (SweepPoint point : content.points()) {
      String word = point.topWord();
      if (!word.isEmpty() && !word.equals(before) && point.power() > LEAST_RANGE) {
        double y = Math.max(point.steerability(), point.power()) + 0.03 * top;
        plot.addAnnotation(
            text(
                word,
                point.strength() / content.unit(),
                y,
                theme.ink,
                Font.PLAIN,
                TextAnchor.BOTTOM_CENTER));
      }
      before = word;
    }
  }

  private static XYTextAnnotation text(
      String text, double x, double y, Color color, int style, TextAnchor anchor) {
    XYTextAnnotation annotation = new XYTextAnnotation(text, x, y);
    annotation.setFont(font(style, 11));
    annotation.setPaint(color);
    annotation.setTextAnchor(anchor);
    return annotation;
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
