package dev.facet.fx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.junit.jupiter.api.Test;

class ChartPictureTest {

  private static JFreeChart chart(ValueAxis axis, double from, double to) {
    XYSeries line = new XYSeries("y");
    line.add(from, 0);
    line.add(to, 1);
    axis.setRange(from, to);
    XYPlot plot =
        new XYPlot(
            new XYSeriesCollection(line),
            axis,
            new NumberAxis("y"),
            new XYLineAndShapeRenderer(true, false));
    JFreeChart chart = new JFreeChart(null, null, plot, false);
    chart.setBackgroundPaint(Color.WHITE);
    return chart;
  }

  @Test
  void has_the_pixels_of_the_screen() {
    ChartPicture picture = ChartPicture.of(chart(new NumberAxis("x"), 0, 8), 200, 120, 1.5, 1);
    assertEquals(300, picture.width());
    assertEquals(180, picture.height());
    assertEquals(300 * 180, picture.argb().length);
    assertEquals(0xffffffff, picture.argb()[0]);
  }

  @Test
  void places_and_values_are_each_other_s_inverse_on_either_axis() {
    for (ValueAxis axis : new ValueAxis[] {new NumberAxis("x"), new LogAxis("x")}) {
      ChartPicture picture = ChartPicture.of(chart(axis, 0.5, 8), 300, 200, 2, 1);
      double middle = (picture.top() + picture.bottom()) / 2;
      assertTrue(picture.top() >= 0 && picture.bottom() <= 200);
      double x = picture.place(2);
      assertTrue(x > 0 && x < 300, "in the units of the window, not in pixels");
      assertEquals(2, picture.valueAt(x, middle), 1e-9);
    }
  }

  @Test
  void bars_have_no_values_from_left_to_right() {
    CategoryPlot bars =
        new CategoryPlot(
            new DefaultCategoryDataset(),
            new CategoryAxis(),
            new NumberAxis("y"),
            new BarRenderer());
    ChartPicture picture = ChartPicture.of(new JFreeChart(null, null, bars, false), 200, 120, 1, 1);
    assertEquals(200, picture.width());
    assertEquals(Double.NaN, picture.valueAt(100, 60));
    assertEquals(Double.NaN, picture.place(1));
  }

  @Test
  void beside_the_plot_is_no_value() {
    ChartPicture picture = ChartPicture.of(chart(new NumberAxis("x"), 0, 8), 300, 200, 1, 1);
    assertEquals(Double.NaN, picture.place(9));
    assertEquals(Double.NaN, picture.place(Double.NaN));
    assertEquals(Double.NaN, picture.valueAt(1, 1));
    assertEquals(Double.NaN, picture.valueAt(150, 199));
  }
}
