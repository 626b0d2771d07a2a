package dev.facet.metrics;

import static dev.facet.metrics.MetricFixture.assertClose;
import static dev.facet.metrics.MetricFixture.assertRelative;
import static dev.facet.metrics.MetricFixture.integers;
import static dev.facet.metrics.MetricFixture.matrix;
import static dev.facet.metrics.MetricFixture.numbers;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import dev.facet.core.SweepPoint;
import dev.facet.metrics.Steerability.Effect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SteerabilityTest {

  private static final int DIM = 32;
  private static final int IMAGES = 6;

  @Test
  void the_toy_case_of_three_words_and_two_images() {
    JsonObject toy = MetricFixture.named("steerability_toy").expected();
    double[][] before = softmaxRows(matrix(toy.get("cos_default")));
    double[][] after = softmaxRows(matrix(toy.get("cos_steered")));
    Effect effect = Steerability.effect(before, after);
    assertArrayEquals(numbers(toy.get("delta")), effect.delta(), 1e-9);
    assertEquals(toy.get("S").getAsDouble(), effect.steerability(), 1e-9);
    assertEquals(toy.get("power").getAsDouble(), effect.power(), 1e-9);
    assertArrayEquals(numbers(toy.get("signed")), effect.signedCurve(), 1e-9);
    assertEquals(toy.get("steerable").getAsBoolean(), effect.steerable());
    assertEquals(1, effect.topWord());
    List<SweepPoint.Promoted> promoted = effect.promoted(List.of("a", "b", "c"), 5);
    assertEquals(1, promoted.size(), "words that lost probability are not promoted");
    assertEquals("b", promoted.getFirst().word());
  }

  private static double[][] softmaxRows(double[][] cosines) {
    return Arrays.stream(cosines)
        .map(row -> Softmax.of(Arrays.stream(row).map(c -> 100 * c).toArray()))
        .toArray(double[][]::new);
  }

  @Test
  void twenty_features_at_eight_strengths() {
    MetricFixture fixture = MetricFixture.named("steerability");
    JsonObject expected = fixture.expected();
    float[][] unsteered = fixture.rows("image_default", DIM);
    float[] steered = fixture.floats("image_steered");
    float[][] words = fixture.rows("text_embeddings", DIM);
    Steerability steerability = new Steerability(words, expected.get("logit_scale").getAsDouble());
    double[][] s = matrix(expected.get("S"));
    double[][] power = matrix(expected.get("power"));
    double[][] top = matrix(expected.get("top1_word"));
    double[][] ratio = matrix(expected.get("ratio_mean_ps_over_p0"));
    double[] overPower = numbers(expected.get("s_over_power_at_150"));
    double[] strengths = numbers(expected.get("strengths"));
    int at20 = indexOf(strengths, 20);
    int at150 = indexOf(strengths, 150);
    List<Effect> largest = new ArrayList<>();
    for (int f = 0; f < s.length; f++) {
      for (int k = 0; k < strengths.length; k++) {
        Effect effect = steerability.effect(unsteered, images(steered, f * strengths.length + k));
        String what = "feature " + f + " at strength " + strengths[k];
        assertClose(s[f][k], effect.steerability(), 1e-6, what);
        assertClose(power[f][k], effect.power(), 1e-6, what);
        assertRelative(ratio[f][k], effect.meanRatio(), 1e-4, what);
        if (power[f][k] > 1e-6) {
          assertEquals((int) top[f][k], effect.topWord(), what);
        }
        if (k == at20) {
          assertArrayEquals(matrix(expected.get("delta_at_20"))[f], effect.delta(), 1e-6, what);
        }
        if (k == at150) {
          largest.add(effect);
          assertArrayEquals(matrix(expected.get("delta_at_150"))[f], effect.delta(), 1e-6, what);
          assertArrayEquals(
              matrix(expected.get("signed_curve_at_150"))[f], effect.signedCurve(), 1e-6, what);
          if (!Double.isNaN(overPower[f])) {
            assertClose(overPower[f], effect.steerabilityOverPower(), 1e-6, what);
          }
        }
      }
    }
    assertArrayEquals(
        integers(expected.get("steerable")),
        IntStream.range(0, largest.size()).filter(f -> largest.get(f).steerable()).toArray());
    assertEquals(expected.get("coverage").getAsInt(), Steerability.coverage(largest));
  }

  @Test
  void disentanglement_over_a_label_set() {
    MetricFixture fixture = MetricFixture.named("steerability");
    int[] labels = integers(fixture.expected().get("labels"));
    float[][] words = fixture.rows("text_embeddings", DIM);
    float[][] chosen = Arrays.stream(labels).mapToObj(l -> words[l]).toArray(float[][]::new);
    Steerability overLabels = new Steerability(chosen, 100);
    double[][] units = Vectors.unitRows(chosen);
    float[][] unsteered = fixture.rows("image_default", DIM);
    float[] steered = fixture.floats("image_steered");
    double[][] distance = matrix(fixture.expected().get("disentanglement"));
    for (int f = 0; f < distance.length; f++) {
      for (int k = 0; k < distance[f].length; k++) {
        double[] delta =
            overLabels.effect(unsteered, images(steered, f * distance[f].length + k)).delta();
        assertClose(distance[f][k], Steerability.disentanglement(delta, units), 1e-6, f + ", " + k);
      }
    }
  }

  @Test
  void the_mean_square_variant_differs_as_soon_as_images_disagree() {
    double[][] before = {{0.5, 0.5}, {0.5, 0.5}};
    double[][] after = {{0.7, 0.3}, {0.3, 0.7}};
    Effect effect = Steerability.effect(before, after);
    assertEquals(0, effect.steerability(), 1e-15);
    assertEquals(0.08, effect.meanSquareSteerability(), 1e-15);
    Effect single = Steerability.effect(new double[][] {before[0]}, new double[][] {after[0]});
    assertEquals(single.steerability(), single.meanSquareSteerability(), 1e-15);
  }

  @Test
  void probability_p_spread_evenly_over_n_concepts_scores_p_squared_over_n() {
    int words = 4096;
    for (int n : new int[] {1, 2, 4, 16}) {
      for (double p : new double[] {0.1, 0.5, 1}) {
        double[] before = new double[words];
        double[] after = new double[words];
        int others = words - n;
        for (int v = 0; v < words; v++) {
          before[v] = v < n ? 0 : 1.0 / others; // what is gained comes from many words, evenly
          after[v] = v < n ? p / n : (1 - p) / others;
        }
        Effect effect = Steerability.effect(new double[][] {before}, new double[][] {after});
        double gained = 0;
        for (double signed : effect.signedCurve()) {
          gained += Math.max(0, signed);
        }
        assertEquals(p * p / n, gained, 1e-12);
        assertEquals(p * p / n + p * p / others, effect.steerability(), 1e-12);
        assertEquals(p / n, effect.power(), 1e-12);
      }
    }
  }

  @Test
  void the_logit_variant_is_the_mean_change_of_the_logits() {
    double[][] before = {{1, 2}, {3, 4}};
    double[][] after = {{2, 2}, {6, 3}};
    assertArrayEquals(new double[] {2, -0.5}, Steerability.logitDelta(before, after), 1e-12);
    Steerability two = new Steerability(new float[][] {{1, 0}, {0, 2}}, 10);
    assertArrayEquals(new double[] {6, 8}, two.logits(new float[] {3, 4}), 1e-6);
  }

  private static int indexOf(double[] values, double value) {
    return IntStream.range(0, values.length)
        .filter(i -> values[i] == value)
        .findFirst()
        .orElseThrow();
  }

  private static float[][] images(float[] steered, int block) {
    return MetricFixture.rows(
        Arrays.copyOfRange(steered, block * IMAGES * DIM, (block + 1) * IMAGES * DIM), DIM);
  }
}
