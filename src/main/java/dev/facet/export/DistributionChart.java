package dev.facet.export;

import java.awt.BasicStroke;
import java.awt.Font;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * A figure of all features as a distribution: for each value the share of features that lies above
 * it (the complement of the empirical distribution function), so that nothing depends on the width
 * of bins and the share above a limit can be read where the line crosses it. The first sample is
 * drawn in the accent colour, the others as dashed baselines.
 */
public final class DistributionChart {

  /**
   * What is drawn.
   *
   * @param title above the chart, or empty
   * @param axis name of the figure
   * @param samples the features first, then baselines
   * @param limit a value that is marked; NaN for none
   * @param limitName what stands at the mark
   * @param smallPrint beneath the chart, or empty
   */
  public record Content(
      String title,
      String axis,
      List<Sample> samples,
      double limit,
      String limitName,
      String smallPrint) {

    public Content {
      samples = List.copyOf(samples);
    }
  }

  /** Values of one kind, ascending, all of them defined. */
  public static final class Sample {

    private final String name;
    private final float[] ascending;

    /**
     * @param values in any order; what is NaN is not defined and left out
     */
    public Sample(String name, float[] values) {
      this.name = name;
      float[] defined = new float[values.length];
      int n = 0;
      for (float value : values) {
        if (!Float.isNaN(value)) {
          defined[n++] = value;
        }
      }
      this.ascending = Arrays.copyOf(defined, n);
      Arrays.sort(ascending);
    }

    public String name() {
      return name;
    }

    /** How many values are defined. */
    public int size() {
      return ascending.length;
    }

    /** Share of values above a limit, 0 to 1; NaN of no values. */
    public double shareAbove(double limit) {
      if (ascending.length == 0) {
        return Double.NaN;
      }
      int low = 0;
      int high = ascending.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (ascending[middle] > limit) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return (double) (ascending.length - low) / ascending.length;
    }

    /** NaN of no values. */
    public double mean() {
      double sum = 0;
      for (float value : ascending) {
        sum += value;
      }
      return sum / ascending.length;
    }

    double least() {
      return ascending.length == 0 ? Double.NaN : ascending[0];
    }

    double greatest() {
      return ascending.length == 0 ? Double.NaN : ascending[ascending.length - 1];
    }

    /** The i-th of the ascending values. */
    float value(int i) {
      return ascending[i];
    }
  }

  /** More steps than a picture has columns show nothing more. */
  private static final int MOST_STEPS = 2000;

  /** Where the names stand, as a share. */
  private static final double NAMES_AT = 0.9;

  /** Share of the horizontal axis that is left free for them. */
  private static final double NAMES = 0.1;

  private static final double MARGIN = 0.02;

  private DistributionChart() {}

  /** The chart; the caller chooses its size by where it draws it. */
  public static JFreeChart of(Content content, ChartTheme theme) {
    double low = Double.isNaN(content.limit()) ? Double.POSITIVE_INFINITY : content.limit();
    double high = Double.isNaN(content.limit()) ? Double.NEGATIVE_INFINITY : content.limit();
    for (Sample sample : content.samples()) {
      if (sample.size() > 0) {
        low = Math.min(low, sample.least());
        high = Math.max(high, sample.greatest());
      }
    }
    low = low > 0 && low < high / 2 ? 0 : low;
    double width = high > low ? high - low : 1;
    double from = low - MARGIN * width;
    double to = low + width * (1 + MARGIN + NAMES);
    XYSeriesCollection data = new XYSeriesCollection();
    List<LineNames.Name> names = new ArrayList<>();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    renderer.setDefaultCreateEntities(false);
    renderer.setDrawSeriesLineAsPath(true); // dashes run on from step to step
    for (int i = 0; i < content.samples().size(); i++) {
      Sample sample = content.samples().get(i);
      if (sample.size() == 0) {
        continue;
      }
      int s = data.getSeriesCount();
      data.addSeries(line(sample, from));
      renderer.setSeriesPaint(s, i == 0 ? theme.accent : theme.muted);
      renderer.setSeriesStroke(
          s,
          i == 0
              ? new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND)
              : new BasicStroke(
                  1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {5, 4}, 0));
      names.add(name(sample, to, i == 0, theme));
    }
    NumberAxis values = theme.dress(new NumberAxis(content.axis()), 12, 11);
    values.setRange(from, to);
    NumberAxis shares = theme.dress(new NumberAxis("share above"), 12, 11);
    shares.setRange(0, 1.05);
    shares.setNumberFormatOverride(
        new DecimalFormat("0 %", DecimalFormatSymbols.getInstance(Locale.ENGLISH)));
    XYPlot plot = new XYPlot(data, values, shares, renderer);
    JFreeChart chart = theme.frame(plot, content.title(), content.smallPrint());
    if (!Double.isNaN(content.limit())) {
      plot.addDomainMarker(limit(content, theme));
    }
    plot.addAnnotation(new LineNames(names));
    return chart;
  }

  private static XYSeries line(Sample sample, double from) {
    XYSeries line = new XYSeries(sample.name(), false, true);
    int n = sample.size();
    line.add(from, 1, false);
    int steps = Math.min(n, MOST_STEPS);
    for (int k = 1; k <= steps; k++) {
      int upTo = (int) ((long) n * k / steps);
      double value = sample.value(upTo - 1);
      line.add(value, line.getY(line.getItemCount() - 1), false);
      line.add(value, (double) (n - upTo) / n, false);
    }
    return line;
  }

  /** Lines that fall leave the upper right corner free: the names stand there. */
  private static LineNames.Name name(Sample sample, double right, boolean first, ChartTheme theme) {
    return new LineNames.Name(
        sample.name(),
        right,
        NAMES_AT,
        ChartTheme.font(first ? Font.BOLD : Font.PLAIN, 12),
        first ? theme.accent : theme.muted);
  }

  private static ValueMarker limit(Content content, ChartTheme theme) {
    ValueMarker mark =
        new ValueMarker(
            content.limit(),
            theme.ink,
            new BasicStroke(
                1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {2, 3}, 0));
    mark.setLabel(content.limitName());
    mark.setLabelFont(ChartTheme.font(Font.PLAIN, 12));
    mark.setLabelPaint(theme.ink);
    mark.setLabelBackgroundColor(theme.ground);
    // Where the curve is not: above it once it has fallen, beneath it while it has not.
    boolean high =
        !content.samples().isEmpty()
            && content.samples().getFirst().shareAbove(content.limit()) > 0.5;
    mark.setLabelAnchor(high ? RectangleAnchor.BOTTOM_RIGHT : RectangleAnchor.TOP_RIGHT);
    mark.setLabelTextAnchor(high ? TextAnchor.BOTTOM_LEFT : TextAnchor.TOP_LEFT);
    // Below the 100 % line, where every curve begins.
    mark.setLabelOffset(high ? new RectangleInsets(4, 6, 8, 6) : new RectangleInsets(14, 6, 4, 6));
    return mark;
  }
}
