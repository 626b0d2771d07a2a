package dev.facet.metrics;

import static dev.facet.metrics.MetricFixture.assertRelative;
import static dev.facet.metrics.MetricFixture.column;
import static dev.facet.metrics.MetricFixture.integers;
import static dev.facet.metrics.MetricFixture.numbers;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SaeQualityTest {

  private static final int WIDTH = 24;
  private static final int LATENTS = 96;

  private final MetricFixture fixture = MetricFixture.named("sae_quality");
  private final JsonObject expected = fixture.expected();
  private final float[] x = fixture.floats("x");
  private final float[] reconstruction = fixture.floats("recon");
  private final float[][] codes = fixture.rows("codes", LATENTS);

  private ReconstructionSums gather(int from, int to) {
    ReconstructionSums sums = new ReconstructionSums(WIDTH);
    for (int row = from; row < to; row++) {
      sums.add(x, row, reconstruction, row);
      CodeFigures figures = CodeFigures.of(MetricFixture.wide(codes[row]));
      sums.addCodes((int) figures.active(), figures.sum());
    }
    return sums;
  }

  private void assertFigures(ReconstructionSums sums) {
    assertRelative(number("explained_variance_dl"), sums.explainedVariance(), 1e-5, "dl");
    assertRelative(number("explained_variance_fvu"), sums.varianceExplainedByFvu(), 1e-5, "fvu");
    assertRelative(number("mse"), sums.meanSquaredError(), 1e-5, "mse");
    assertRelative(number("l2_per_row"), sums.meanResidualNorm(), 1e-5, "l2");
    assertRelative(number("cosine"), sums.cosine(), 1e-5, "cosine");
    assertRelative(number("l2_ratio"), sums.normRatio(), 1e-5, "norm ratio");
    assertRelative(number("l0"), sums.l0(), 1e-5, "l0");
    assertRelative(number("l1"), sums.l1(), 1e-5, "l1");
  }

  private double number(String key) {
    return expected.get(key).getAsDouble();
  }

  @Test
  void reconstruction_in_one_pass() {
    assertFigures(gather(0, codes.length));
    assertRelative(
        number("explained_variance_mean_of_rows"),
        ReconstructionSums.meanOfRows(x, reconstruction, WIDTH),
        1e-5,
        "mean of rows");
  }

  @Test
  void parts_that_were_stored_add_up_to_the_whole() {
    ReconstructionSums first = gather(0, 100);
    ReconstructionSums stored = ReconstructionSums.of(gather(100, codes.length).values(), WIDTH);
    first.add(stored);
    assertFigures(first);
    assertEquals(256, first.rows());
  }

  @Test
  void figures_of_each_latent() {
    double[] frequency = numbers(expected.get("frequency"));
    double[] density = numbers(expected.get("log10_density"));
    double[] max = numbers(expected.get("max"));
    double[] all = numbers(expected.get("mean_over_all"));
    double[] active = numbers(expected.get("mean_over_active"));
    List<Integer> dead = new ArrayList<>();
    for (int k = 0; k < LATENTS; k++) {
      CodeFigures figures = CodeFigures.of(column(codes, k));
      assertRelative(frequency[k], figures.frequency(), 1e-5, "frequency " + k);
      assertRelative(density[k], figures.log10Density(), 1e-5, "density " + k);
      assertRelative(max[k], figures.max(), 1e-5, "max " + k);
      assertRelative(all[k], figures.meanOverAll(), 1e-5, "mean " + k);
      assertRelative(active[k], figures.meanOverActive(), 1e-5, "active mean " + k);
      if (figures.dead()) {
        dead.add(k);
      }
    }
    assertArrayEquals(
        integers(expected.get("dead")), dead.stream().mapToInt(Integer::intValue).toArray());
    assertRelative(number("dead_share"), dead.size() / (double) LATENTS, 1e-5, "dead share");
  }

  @Test
  void histogram_levels_and_quantiles() {
    JsonObject histogram = expected.getAsJsonObject("activation_histogram");
    double[] all = new double[codes.length * LATENTS];
    for (int i = 0; i < all.length; i++) {
      all[i] = codes[i / LATENTS][i % LATENTS];
    }
    long[] counts = CodeFigures.histogram(all, numbers(histogram.get("edges")));
    double[] wanted = numbers(histogram.get("counts"));
    for (int bin = 0; bin < counts.length; bin++) {
      assertEquals((long) wanted[bin], counts[bin], "bin " + bin);
    }
    for (Map.Entry<String, JsonElement> e :
        expected.getAsJsonObject("delphi_level_latent").entrySet()) {
      double[] column = column(codes, Integer.parseInt(e.getKey()));
      CodeFigures figures = CodeFigures.of(column);
      int[] levels = integers(e.getValue());
      for (int row = 0; row < levels.length; row++) {
        assertEquals(levels[row], figures.level(column[row]), "row " + row);
      }
    }
    for (Map.Entry<String, JsonElement> e :
        expected.getAsJsonObject("quantile_examples").entrySet()) {
      List<int[]> bins = Ranking.quantiles(column(codes, Integer.parseInt(e.getKey())), 10);
      for (int b = 0; b < 10; b++) {
        assertArrayEquals(integers(e.getValue().getAsJsonArray().get(b)), bins.get(b));
      }
    }
  }
}
