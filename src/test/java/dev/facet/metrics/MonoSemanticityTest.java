package dev.facet.metrics;

import static dev.facet.metrics.MetricFixture.assertClose;
import static dev.facet.metrics.MetricFixture.column;
import static dev.facet.metrics.MetricFixture.integers;
import static dev.facet.metrics.MetricFixture.matrix;
import static dev.facet.metrics.MetricFixture.number;
import static dev.facet.metrics.MetricFixture.numbers;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MonoSemanticityTest {

  @Test
  void the_toy_cases() {
    for (JsonObject toy : MetricFixture.named("monosemanticity_toy").cases("cases")) {
      double[][] embeddings = matrix(toy.get("embeddings"));
      float[][] single = new float[embeddings.length][2];
      for (int n = 0; n < single.length; n++) {
        for (int i = 0; i < 2; i++) {
          single[n][i] = (float) embeddings[n][i];
        }
      }
      double[] activations = numbers(toy.get("activations"));
      double expected = number(toy.get("ms"));
      assertClose(
          expected,
          MonoSemanticity.score(Vectors.unitRows(single), activations),
          1e-9,
          toy.toString());
      assertClose(expected, streamed(single, activations), 1e-9, toy.toString());
    }
  }

  @Test
  void forty_latents_over_two_hundred_images() {
    MetricFixture fixture = MetricFixture.named("monosemanticity");
    float[][] embeddings = fixture.rows("embeddings", 16);
    float[][] activations = fixture.rows("activations", 40);
    double[][] units = Vectors.unitRows(embeddings);
    double[] expected = numbers(fixture.expected().get("ms"));
    double[] scores = new double[expected.length];
    for (int k = 0; k < expected.length; k++) {
      scores[k] = MonoSemanticity.score(units, column(activations, k));
      assertClose(expected[k], scores[k], 1e-5, "latent " + k);
      assertClose(expected[k], streamed(embeddings, column(activations, k)), 1e-5, "streamed " + k);
    }
    double[] defined = Arrays.stream(scores).filter(s -> !Double.isNaN(s)).toArray();
    double mean = Arrays.stream(defined).average().orElseThrow();
    assertEquals(fixture.expected().get("mean").getAsDouble(), mean, 1e-5);
    assertEquals(
        fixture.expected().get("dead_or_undefined").getAsInt(), scores.length - defined.length);
    int[] best = integers(fixture.expected().get("best_first"));
    assertArrayEquals(
        best,
        IntStream.range(0, scores.length)
            .filter(k -> !Double.isNaN(scores[k]))
            .boxed()
            .sorted(Comparator.comparingDouble((Integer k) -> -scores[k]))
            .limit(best.length)
            .mapToInt(Integer::intValue)
            .toArray());
  }

  private static double streamed(float[][] embeddings, double[] activations) {
    MonoSemanticity.Sums sums = new MonoSemanticity.Sums(1, embeddings[0].length);
    for (int n = 0; n < embeddings.length; n++) {
      double[] unit = sums.image(embeddings[n]);
      // Zeros are left out, as an index of codes leaves them out.
      if (activations[n] != 0) {
        sums.fire(0, activations[n], unit);
      }
    }
    return sums.scores()[0];
  }
}
