package dev.facet.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.export.DistributionChart.Content;
import dev.facet.export.DistributionChart.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.data.xy.XYDataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistributionChartTest {

  @TempDir Path temp;

  private static Content content(Sample... samples) {
    return new Content("All", "S", List.of(samples), 0.10, "half are steerable", "made by a test");
  }

  @Test
  void shares_are_those_strictly_above_a_value() {
    Sample s = new Sample("s", new float[] {0.3f, Float.NaN, 0.1f, 0.1f, 0.7f});
    assertEquals(4, s.size());
    assertEquals(1, s.shareAbove(0));
    assertEquals(0.5, s.shareAbove(0.1f));
    assertEquals(0.25, s.shareAbove(0.3f));
    assertEquals(0, s.shareAbove(0.7f));
    assertEquals(0.3, s.mean(), 1e-6);
    assertEquals(Double.NaN, new Sample("none", new float[] {Float.NaN}).shareAbove(0));
  }

  @Test
  void the_line_falls_to_the_share_above_at_every_value() {
    JFreeChart chart =
        DistributionChart.of(
            content(new Sample("s", new float[] {0.2f, 0.4f, 0.4f, 0.8f})), ChartTheme.LIGHT);
    XYDataset data = chart.getXYPlot().getDataset();
    int last = data.getItemCount(0) - 1;
    assertEquals(1, data.getYValue(0, 0));
    assertEquals(0.2, data.getXValue(0, 1), 1e-6);
    assertEquals(1, data.getYValue(0, 1));
    assertEquals(0.2, data.getXValue(0, 2), 1e-6);
    assertEquals(0.75, data.getYValue(0, 2));
    assertEquals(0.8, data.getXValue(0, last), 1e-6);
    assertEquals(0, data.getYValue(0, last));
  }

  @Test
  void a_hundred_thousand_features_are_a_line_that_a_picture_can_show() {
    float[] values = new float[100_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) i / values.length;
    }
    JFreeChart chart = DistributionChart.of(content(new Sample("s", values)), ChartTheme.DARK);
    XYDataset data = chart.getXYPlot().getDataset();
    assertTrue(data.getItemCount(0) <= 4001);
    for (int i = 2; i < data.getItemCount(0); i += 2) {
      assertEquals(1 - data.getXValue(0, i), data.getYValue(0, i), 2e-5);
    }
  }

  @Test
  void the_drawing_names_samples_limit_and_origin() throws IOException {
    Path file = temp.resolve("all.svg");
    Content drawn =
        content(
            new Sample("features", new float[] {0.05f, 0.4f}),
            new Sample("neurons", new float[] {0.01f, 0.02f}));
    ChartFile.write(DistributionChart.of(drawn, ChartTheme.LIGHT), file, 600, 300);
    String svg = Files.readString(file);
    for (String text : List.of("All", ">features<", ">neurons<", "steerable", "made by a test")) {
      assertTrue(svg.contains(text), text);
    }
  }

  @Test
  void the_table_has_a_line_a_value() {
    String csv =
        DistributionCsv.of(
            content(
                new Sample("features", new float[] {0.5f, 0.25f}),
                new Sample("neurons", new float[] {0.125f})));
    assertEquals(
        List.of(
            "# made by a test",
            "# S",
            "# sample 0: features",
            "# sample 1: neurons",
            "sample,value,share_above",
            "0,0.25,0.5",
            "0,0.5,0.0",
            "1,0.125,0.0"),
        csv.lines().toList());
  }

  @Test
  void names_move_apart_no_further_than_they_must() {
    assertArrayEquals(new double[] {10, 40}, LineNames.apart(new double[] {10, 40}, 12), 1e-9);
    assertArrayEquals(new double[] {14, 26}, LineNames.apart(new double[] {20, 20}, 12), 1e-9);
    assertArrayEquals(
        new double[] {8, 18, 28, 90}, LineNames.apart(new double[] {18, 18, 18, 90}, 10), 1e-9);
    assertArrayEquals(new double[] {}, LineNames.apart(new double[] {}, 10));
  }
}
