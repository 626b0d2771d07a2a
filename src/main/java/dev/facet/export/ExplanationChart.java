package dev.facet.export;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.renderer.category.StatisticalBarRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.statistics.DefaultStatisticalCategoryDataset;

/**
 * Explanation quality as grouped bars: a group a method, in it for each model the latent itself and
 * its controls, with the standard error as a whisker. Models are told apart by the depth of the
 * colour, controls are grey.
 */
public final class ExplanationChart {

  /**
   * A bar.
   *
   * @param method the group
   * @param series the bar's name: model, or model and control
   * @param control whether it is one
   * @param value 0 to 1
   * @param error standard error; 0 where it is not known, as of one score
   */
  public record Bar(String method, String series, boolean control, double value, double error) {}

  /**
   * What is drawn.
   *
   * @param title above the chart
   * @param axis name of the value
   * @param bars in the order of drawing
   * @param smallPrint lines beneath
   */
  public record Content(String title, String axis, List<Bar> bars, List<String> smallPrint) {

    public Content {
      bars = List.copyOf(bars);
      smallPrint = List.copyOf(smallPrint);
    }
  }

  private static final Color[] MODELS = {
    new Color(0x9ecbff), new Color(0x0969da), new Color(0x0a3069)
  };
  private static final Color[] MODELS_ON_DARK = {
    new Color(0x1f4b7a), new Color(0x58a6ff), new Color(0xcae8ff)
  };
  private static final Color[] CONTROLS = {new Color(0xd0d7de), new Color(0x8c959f)};
  private static final Color[] CONTROLS_ON_DARK = {new Color(0x484f58), new Color(0x6e7681)};

  private ExplanationChart() {}

  /** The chart; the caller chooses its size by where it draws it. */
  public static JFreeChart of(Content content, ChartTheme theme) {
    boolean dark = theme == ChartTheme.DARK;
    Color[] ofModels = dark ? MODELS_ON_DARK : MODELS;
    Color[] ofControls = dark ? CONTROLS_ON_DARK : CONTROLS;
    DefaultStatisticalCategoryDataset data = new DefaultStatisticalCategoryDataset();
    for (Bar bar : content.bars()) {
      Double error = bar.error() > 0 ? bar.error() : null;
      data.add((Double) bar.value(), error, bar.series(), bar.method());
    }
    CategoryAxis groups = new CategoryAxis();
    groups.setTickLabelFont(ChartTheme.font(Font.PLAIN, 12));
    groups.setTickLabelPaint(theme.ink);
    groups.setAxisLinePaint(theme.line);
    groups.setCategoryMargin(0.2);
    NumberAxis values = new NumberAxis(content.axis());
    values.setRange(0, 1);
    values.setLabelFont(ChartTheme.font(Font.PLAIN, 12));
    values.setLabelPaint(theme.muted);
    values.setTickLabelFont(ChartTheme.font(Font.PLAIN, 11));
    values.setTickLabelPaint(theme.muted);
    values.setAxisLinePaint(theme.line);
    StatisticalBarRenderer renderer = new StatisticalBarRenderer();
    renderer.setBarPainter(new StandardBarPainter());
    renderer.setShadowVisible(false);
    renderer.setDrawBarOutline(false);
    renderer.setItemMargin(0.04);
    renderer.setErrorIndicatorPaint(theme.ink);
    renderer.setErrorIndicatorStroke(new BasicStroke(1));
    LegendItemCollection legend = new LegendItemCollection();
    boolean alone =
        content.bars().stream().filter(b -> !b.control()).map(Bar::series).distinct().count() == 1;
    int models = alone ? 1 : 0; // one model has the colour of the accent
    int controls = 0;
    for (int s = 0; s < data.getRowCount(); s++) {
      String series = String.valueOf(data.getRowKey(s));
      boolean control =
          content.bars().stream().anyMatch(b -> b.series().equals(series) && b.control());
      Color color =
          control
              ? ofControls[controls++ % ofControls.length]
              : ofModels[models++ % ofModels.length];
      renderer.setSeriesPaint(s, color);
      LegendItem item = new LegendItem(series, color);
      item.setLabelPaint(theme.ink);
      item.setLabelFont(ChartTheme.font(Font.PLAIN, 11));
      legend.add(item);
    }
    CategoryPlot plot = new CategoryPlot(data, groups, values, renderer);
    plot.setFixedLegendItems(legend);
    plot.setBackgroundPaint(theme.ground);
    plot.setOutlineVisible(false);
    plot.setRangeGridlinePaint(theme.line);
    plot.setRangeGridlineStroke(new BasicStroke(0.6f));
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);

    JFreeChart chart = new JFreeChart(null, ChartTheme.font(Font.BOLD, 14), plot, true);
    chart.setBackgroundPaint(theme.ground);
    chart.setPadding(new RectangleInsets(8, 16, 8, 16));
    if (!content.title().isEmpty()) {
      TextTitle title = new TextTitle(content.title(), ChartTheme.font(Font.BOLD, 14));
      title.setPaint(theme.ink);
      title.setHorizontalAlignment(HorizontalAlignment.LEFT);
      title.setPadding(0, 0, 8, 0);
      chart.setTitle(title);
    }
    LegendTitle shown = chart.getLegend();
    shown.setPosition(RectangleEdge.BOTTOM);
    shown.setBorder(0, 0, 0, 0);
    shown.setBackgroundPaint(theme.ground);
    for (String line : content.smallPrint()) {
      TextTitle print = new TextTitle(line, ChartTheme.font(Font.PLAIN, 10));
      print.setPaint(theme.muted);
      print.setPosition(RectangleEdge.BOTTOM);
      print.setHorizontalAlignment(HorizontalAlignment.LEFT);
      print.setPadding(2, 0, 0, 0);
      chart.addSubtitle(0, print); // the first of those at the bottom lies lowest
    }
    return chart;
  }
}
