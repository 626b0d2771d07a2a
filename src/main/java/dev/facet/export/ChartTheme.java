package dev.facet.export;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/** Ground and ink of charts, and all that every chart has in common. */
public enum ChartTheme {
  LIGHT(0xffffff, 0x24292f, 0x57606a, 0xd8dee4, 0x0969da),
  DARK(0x0d1117, 0xc9d1d9, 0x8b949e, 0x30363d, 0x58a6ff);

  final Color ground;
  final Color ink;
  final Color muted;
  final Color line;
  final Color accent;

  ChartTheme(int ground, int ink, int muted, int line, int accent) {
    this.ground = new Color(ground);
    this.ink = new Color(ink);
    this.muted = new Color(muted);
    this.line = new Color(line);
    this.accent = new Color(accent);
  }

  static Font font(int style, int size) {
    return new Font(Family.NAME, style, size);
  }

  /** Fonts and colours of an axis. */
  <A extends ValueAxis> A dress(A axis, int labelSize, int tickSize) {
    axis.setLabelFont(font(Font.PLAIN, labelSize));
    axis.setLabelPaint(muted);
    axis.setTickLabelFont(font(Font.PLAIN, tickSize));
    axis.setTickLabelPaint(muted);
    axis.setAxisLinePaint(line);
    axis.setTickMarkPaint(line);
    return axis;
  }

  /** A chart around a plot, with a title above and small print beneath where they are not empty. */
  JFreeChart frame(XYPlot plot, String heading, String smallPrint) {
    plot.setBackgroundPaint(ground);
    plot.setOutlineVisible(false);
    plot.setDomainGridlinesVisible(false);
    plot.setRangeGridlinePaint(line);
    plot.setRangeGridlineStroke(new BasicStroke(0.6f));
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    JFreeChart chart = new JFreeChart("", font(Font.BOLD, 14), plot, false);
    chart.setBackgroundPaint(ground);
    chart.setPadding(new RectangleInsets(8, 16, 8, 16));
    chart.setTitle((TextTitle) null);
    if (!heading.isEmpty()) {
      TextTitle title = new TextTitle(heading, font(Font.BOLD, 14));
      title.setPaint(ink);
      title.setHorizontalAlignment(HorizontalAlignment.LEFT);
      title.setPadding(0, 0, 8, 0);
      chart.setTitle(title);
    }
    if (!smallPrint.isEmpty()) {
      TextTitle print = new TextTitle(smallPrint, font(Font.PLAIN, 10));
      print.setPaint(muted);
      print.setPosition(RectangleEdge.BOTTOM);
      print.setHorizontalAlignment(HorizontalAlignment.LEFT);
      print.setPadding(8, 0, 0, 0);
      chart.addSubtitle(print);
    }
    return chart;
  }

  /** Registered when the first chart is drawn: whoever only names a theme must not wait for it. */
  private static final class Family {

    /** The window's own font, so that text is as wide as it is measured, or one without serifs. */
    static final String NAME = registerRoboto();

    private Family() {}

    private static String registerRoboto() {
      for (String style : List.of("Regular", "Bold")) {
        String name = "/com/formdev/flatlaf/fonts/roboto/Roboto-" + style + ".ttf";
        try (InputStream file = ChartTheme.class.getResourceAsStream(name)) {
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
}
