package dev.facet.fx;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;
import org.jspecify.annotations.Nullable;

/**
 * A chart as pixels, and where on it the values of its horizontal axis lie. Made on any thread; the
 * chart is this picture's alone from then on.
 */
final class ChartPicture {

  private final int width;
  private final int height;
  private final int[] argb;
  private final Rectangle2D area;
  private final @Nullable ValueAxis axis;
  private final RectangleEdge edge;

  private ChartPicture(int width, int height, int[] argb, Rectangle2D area, Plot plot) {
    this.width = width;
    this.height = height;
    this.argb = argb;
    this.area = area;
    this.axis = plot instanceof XYPlot xy ? xy.getDomainAxis() : null;
    this.edge = plot instanceof XYPlot xy ? xy.getDomainAxisEdge() : RectangleEdge.BOTTOM;
  }

  /**
   * Draws a chart. On one without a horizontal axis of numbers, such as bars, no place has a value.
   *
   * @param width in the units of the window, at least 1
   * @param height likewise
   * @param scale pixels of one such unit
   * @param zoom how many times as large as the chart says its texts and strokes are
   */
  static ChartPicture of(JFreeChart chart, double width, double height, double scale, double zoom) {
    int w = Math.max(1, (int) Math.round(width * scale));
    int h = Math.max(1, (int) Math.round(height * scale));
    BufferedImage image = new BufferedImage(w, h, BufferedImage.TYPE_INT_ARGB_PRE);
    ChartRenderingInfo info = new ChartRenderingInfo(null);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.scale(scale * zoom, scale * zoom);
      chart.draw(graphics, new Rectangle2D.Double(0, 0, width / zoom, height / zoom), info);
    } finally {
      graphics.dispose();
    }
    int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    Rectangle2D drawn = info.getPlotInfo().getDataArea();
    Rectangle2D area =
        new Rectangle2D.Double(
            drawn.getX() * zoom,
            drawn.getY() * zoom,
            drawn.getWidth() * zoom,
            drawn.getHeight() * zoom);
    return new ChartPicture(w, h, pixels, area, chart.getPlot());
  }

  /** Pixels from left to right. */
  int width() {
    return width;
  }

  /** Pixels from top to bottom. */
  int height() {
    return height;
  }

  /** The pixels row by row, premultiplied; not a copy. */
  int[] argb() {
    return argb;
  }

  /** Upper edge of the plot, in the units of the window. */
  double top() {
    return area.getMinY();
  }

  /** Lower edge of the plot. */
  double bottom() {
    return area.getMaxY();
  }

  /** The axis value under a place; NaN outside of the plot. */
  double valueAt(double x, double y) {
    return axis != null && area.contains(x, y) ? axis.java2DToValue(x, area, edge) : Double.NaN;
  }

  /** Where a value lies from left to right; NaN when it is not a place of the plot. */
  double place(double value) {
    if (axis == null || Double.isNaN(value) || area.isEmpty()) {
      return Double.NaN;
    }
    double x = axis.valueToJava2D(value, area, edge);
    return x >= area.getMinX() - 0.5 && x <= area.getMaxX() + 0.5 ? x : Double.NaN;
  }
}
