package dev.facet.metrics;

import static dev.facet.metrics.MetricFixture.assertClose;
import static dev.facet.metrics.MetricFixture.assertRelative;
import static dev.facet.metrics.MetricFixture.column;
import static dev.facet.metrics.MetricFixture.flags;
import static dev.facet.metrics.MetricFixture.integers;
import static dev.facet.metrics.MetricFixture.matrix;
import static dev.facet.metrics.MetricFixture.number;
import static dev.facet.metrics.MetricFixture.numbers;
import static dev.facet.metrics.MetricFixture.wide;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.facet.metrics.DoseSearch.Dose;
import dev.facet.metrics.RankTests.Alternative;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoresTest {

  @Test
  void auroc() {
    for (JsonObject c : MetricFixture.named("classification").cases("auroc")) {
      assertClose(
          number(c.get("auroc")),
          Auroc.of(numbers(c.get("positives")), numbers(c.get("negatives"))),
          1e-12,
          "auroc");
    }
  }

  @Test
  void confusion() {
    for (JsonObject c : MetricFixture.named("classification").cases("confusion")) {
      Confusion counts = Confusion.of(flags(c.get("labels")), flags(c.get("predictions")));
      assertEquals(c.get("tp").getAsLong(), counts.truePositives());
      assertEquals(c.get("tn").getAsLong(), counts.trueNegatives());
      assertEquals(c.get("fp").getAsLong(), counts.falsePositives());
      assertEquals(c.get("fn").getAsLong(), counts.falseNegatives());
      assertEquals(c.get("accuracy").getAsDouble(), counts.accuracy(), 1e-12);
      assertEquals(c.get("balanced_accuracy").getAsDouble(), counts.balancedAccuracy(), 1e-12);
      assertEquals(c.get("precision").getAsDouble(), counts.precision(), 1e-12);
      assertEquals(c.get("recall").getAsDouble(), counts.recall(), 1e-12);
      assertEquals(c.get("specificity").getAsDouble(), counts.specificity(), 1e-12);
      assertEquals(c.get("f1").getAsDouble(), counts.f1(), 1e-12);
    }
  }

  @Test
  void mask_overlap() {
    MetricFixture fixture = MetricFixture.named("mask_overlap");
    float[][] truth = fixture.rows("truth", 12 * 17);
    float[][] prediction = fixture.rows("prediction", 12 * 17);
    List<JsonObject> cases = fixture.cases("cases");
    double sum = 0;
    for (int i = 0; i < cases.size(); i++) {
      MaskOverlap overlap = MaskOverlap.of(mask(truth[i]), mask(prediction[i]));
      assertEquals(cases.get(i).get("iou").getAsDouble(), overlap.iou(), 1e-12);
      assertEquals(cases.get(i).get("precision").getAsDouble(), overlap.precision(), 1e-12);
      assertEquals(cases.get(i).get("recall").getAsDouble(), overlap.recall(), 1e-12);
      sum += overlap.iou();
    }
    assertEquals(fixture.expected().get("mean_iou").getAsDouble(), sum / cases.size(), 1e-12);
    JsonObject toy = fixture.expected().getAsJsonObject("toy");
    assertEquals(
        toy.get("iou").getAsDouble(),
        MaskOverlap.of(flags(toy.get("truth")), flags(toy.get("prediction"))).iou(),
        1e-12);
  }

  private static boolean[] mask(float[] values) {
    boolean[] mask = new boolean[values.length];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = values[i] != 0;
    }
    return mask;
  }

  @Test
  void kl_divergence() {
    MetricFixture fixture = MetricFixture.named("kl");
    float[][] clean = fixture.rows("clean_logits", 40);
    float[][] steered = fixture.rows("steered_logits", 40);
    double[] forward = numbers(fixture.expected().get("kl_steered_given_clean"));
    double[] backward = numbers(fixture.expected().get("kl_clean_given_steered"));
    double sum = 0;
    for (int i = 0; i < forward.length; i++) {
      double kl = KlDivergence.ofLogits(wide(steered[i]), wide(clean[i]));
      sum += kl;
      assertClose(forward[i], kl, 1e-9 + 1e-6 * forward[i], "row " + i);
      double other = KlDivergence.ofLogits(wide(clean[i]), wide(steered[i]));
      assertClose(backward[i], other, 1e-9 + 1e-6 * Math.abs(backward[i]), "row " + i);
    }
    assertRelative(
        fixture.expected().get("mean_steered_given_clean").getAsDouble(),
        sum / forward.length,
        1e-6,
        "mean");
  }

  @Test
  void dose() {
    for (JsonObject c : MetricFixture.named("dose").cases("cases")) {
      double[] base = numbers(c.get("base_logits"));
      double[] direction = numbers(c.get("direction_logits"));
      Dose dose =
          DoseSearch.DELPHI.find(
              strength -> {
                double[] steered = base.clone();
                for (int i = 0; i < steered.length; i++) {
                  steered[i] += strength * direction[i];
                }
                return KlDivergence.ofLogits(steered, base);
              });
      assertEquals(c.get("converged").getAsBoolean(), dose.reached());
      if (dose.reached()) {
        assertTrue(dose.strength() >= c.get("band_low").getAsDouble());
        assertTrue(dose.strength() <= c.get("band_high").getAsDouble());
        double[][] steps = matrix(c.get("log_bisection"));
        assertEquals(steps.length, dose.steps().size());
        for (int i = 0; i < steps.length; i++) {
          assertRelative(steps[i][0], dose.steps().get(i).strength(), 1e-6, "strength");
          assertRelative(steps[i][1], dose.steps().get(i).kl(), 1e-6, "kl");
        }
      } else {
        double[] last = matrix(c.get("kl_at"))[2];
        assertEquals(last[0], dose.strength(), "the largest dose is reported, not passed off");
        assertRelative(last[1], dose.kl(), 1e-6, "kl at the largest dose");
      }
    }
  }

  @Test
  void a_dose_that_is_jumped_over_is_not_passed_off_as_one() {
    Dose dose = DoseSearch.DELPHI.find(strength -> strength < 2 ? 0.1 : 3);
    assertFalse(dose.reached());
    assertEquals(0.1, dose.kl());
  }

  @Test
  void mann_whitney() {
    for (JsonObject c : MetricFixture.named("rank_tests").cases("mann_whitney")) {
      double[] x = numbers(c.get("x"));
      double[] y = numbers(c.get("y"));
      for (Alternative alternative : Alternative.values()) {
        String name = alternative.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        RankTests.Result result = RankTests.mannWhitney(x, y, alternative);
        assertEquals(c.get("U_x").getAsDouble(), result.statistic());
        assertRelative(number(c.get("p_asymptotic_" + name)), result.p(), 1e-6, name);
        if (c.has("p_exact_" + name)) {
          assertRelative(
              number(c.get("p_exact_" + name)),
              RankTests.mannWhitneyExact(x, y, alternative).p(),
              1e-6,
              "exact " + name);
        }
      }
    }
  }

  @Test
  void spearman() {
    for (JsonObject c : MetricFixture.named("rank_tests").cases("spearman")) {
      RankTests.Result result = RankTests.spearman(numbers(c.get("x")), numbers(c.get("y")));
      assertClose(number(c.get("rho")), result.statistic(), 1e-10, "rho");
      assertRelative(number(c.get("p_two_sided")), result.p(), 1e-6, "p");
    }
  }

  @Test
  void co_activation() {
    MetricFixture fixture = MetricFixture.named("coactivation");
    float[][] codes = fixture.rows("codes", 30);
    double[][] phi = matrix(fixture.expected().get("phi"));
    double[][] jaccard = matrix(fixture.expected().get("jaccard"));
    double[][] pmi = matrix(fixture.expected().get("pmi_nats"));
    for (int i = 0; i < 30; i++) {
      for (int j = 0; j < 30; j++) {
        CoActivation together = CoActivation.of(column(codes, i), column(codes, j));
        assertClose(phi[i][j], together.phi(), 1e-9, "phi " + i + ", " + j);
        assertClose(jaccard[i][j], together.jaccard(), 1e-9, "jaccard " + i + ", " + j);
        assertClose(pmi[i][j], together.pmi(), 1e-9, "pmi " + i + ", " + j);
      }
    }
  }

  @Test
  void decoder_neighbours() {
    MetricFixture fixture = MetricFixture.named("decoder_neighbours");
    double[][] units = Vectors.unitRows(fixture.rows("W_dec", 24));
    List<JsonObject> rows = fixture.cases("rows");
    for (int row = 0; row < rows.size(); row++) {
      DirectionNeighbours found =
          DirectionNeighbours.of(DirectionNeighbours.cosines(units, row), row, 10);
      assertArrayEquals(integers(rows.get(row).get("neighbours")), found.latents(), "row " + row);
      assertArrayEquals(numbers(rows.get(row).get("cosine")), found.cosines(), 1e-6);
    }
  }

  @Test
  void semantic_scores() {
    MetricFixture fixture = MetricFixture.named("semanticlens");
    for (JsonObject c : fixture.cases("concepts")) {
      double[][] embeddings = matrix(c.get("embeddings"));
      assertEquals(c.get("clarity").getAsDouble(), SemanticScores.clarity(embeddings), 1e-9);
      assertEquals(
          c.get("polysemanticity_given_labels").getAsDouble(),
          SemanticScores.polysemanticity(embeddings, integers(c.get("given_labels"))),
          1e-9);
    }
    assertEquals(
        fixture.expected().get("redundancy").getAsDouble(),
        SemanticScores.redundancy(matrix(fixture.expected().get("rows"))),
        1e-9);
    assertEquals(1, SemanticScores.clarity(new double[][] {{1, 0}, {1, 0}}), 1e-9);
    assertEquals(0, SemanticScores.clarity(new double[][] {{1, 0}, {0, 1}}), 1e-9);
    assertEquals(-1, SemanticScores.clarity(new double[][] {{1, 0}, {-1, 0}}), 1e-9);
    assertEquals(2.0 / 3, SemanticScores.redundancy(new double[][] {{1, 0}, {1, 0}, {0, 1}}), 1e-9);
  }

  @Test
  void image_ranking() {
    MetricFixture fixture = MetricFixture.named("image_ranking");
    float[] codes = fixture.floats("codes");
    List<JsonObject> latents = fixture.cases("latents");
    for (int latent = 0; latent < latents.size(); latent++) {
      JsonObject expected = latents.get(latent);
      double[] mean = new double[14];
      double[] max = new double[14];
      double[] tokens = new double[14 * 16];
      for (int image = 0; image < 14; image++) {
        for (int patch = 0; patch < 16; patch++) {
          double code = codes[(image * 16 + patch) * 30 + latent];
          tokens[image * 16 + patch] = code;
          mean[image] += code / 16;
          max[image] = Math.max(max[image], code);
        }
      }
      assertArrayEquals(numbers(expected.get("mean")), mean, 1e-6);
      assertArrayEquals(numbers(expected.get("max")), max, 1e-6);
      assertArrayEquals(integers(expected.get("top5_mean")), Ranking.top(mean, 5));
      assertArrayEquals(integers(expected.get("top5_max")), Ranking.top(max, 5));
      List<int[]> parts = Ranking.parts(mean, 4);
      for (int q = 0; q < 4; q++) {
        assertArrayEquals(
            integers(expected.getAsJsonArray("quartile_members_descending").get(q)), parts.get(q));
      }
      assertEquals(
          expected.get("frequency_images").getAsDouble(), CodeFigures.of(max).frequency(), 1e-6);
      assertEquals(
          expected.get("frequency_tokens").getAsDouble(), CodeFigures.of(tokens).frequency(), 1e-6);
    }
  }

  @Test
  void hierarchy() {
    MetricFixture fixture = MetricFixture.named("matryoshka_hierarchy");
    JsonObject expected = fixture.expected();
    List<List<String>> taxonomy =
        expected.getAsJsonArray("taxonomy").asList().stream()
            .map(path -> path.getAsJsonArray().asList().stream().map(n -> n.getAsString()).toList())
            .toList();
    float[][] activations = fixture.rows("activations", 64);
    double[][] units = Vectors.unitRows(fixture.rows("embeddings", 12));
    List<JsonObject> latents = fixture.cases("per_latent");
    HierarchyDepth[] depths = new HierarchyDepth[64];
    double[] ms = new double[64];
    for (int k = 0; k < 64; k++) {
      JsonObject latent = latents.get(k);
      double[] column = column(activations, k);
      int[] top = integers(latent.get("top16"));
      boolean valid = column[top[15]] > 0;
      assertEquals(latent.get("valid").getAsBoolean(), valid);
      ms[k] = MonoSemanticity.score(units, column);
      assertClose(number(latent.get("ms")), ms[k], 1e-6, "ms " + k);
      if (valid) {
        assertArrayEquals(top, Ranking.top(column, 16), "top 16 of latent " + k);
        depths[k] = HierarchyDepth.of(Arrays.stream(top).mapToObj(taxonomy::get).toList());
        assertEquals(latent.get("mean_raw").getAsDouble(), depths[k].meanRaw(), 1e-6);
        assertEquals(latent.get("mean").getAsInt(), depths[k].mean());
        assertEquals(latent.get("majority").getAsInt(), depths[k].majority());
      }
    }
    int[] sizes = HierarchyDepth.groupSizes(numbers(expected.get("group_fractions")), 64);
    assertArrayEquals(integers(expected.get("group_sizes")), sizes);
    int begin = 0;
    List<JsonObject> groups = fixture.cases("groups");
    for (int g = 0; g < sizes.length; g++) {
      HierarchyDepth[] members = Arrays.copyOfRange(depths, begin, begin + sizes[g]);
      List<HierarchyDepth> valid =
          Arrays.stream(members).filter(java.util.Objects::nonNull).toList();
      assertEquals(groups.get(g).get("excluded").getAsInt(), sizes[g] - valid.size());
      assertEquals(
          groups.get(g).get("depth_mean").getAsDouble(),
          valid.stream().mapToInt(HierarchyDepth::mean).average().orElseThrow(),
          1e-6);
      assertEquals(
          groups.get(g).get("depth_majority").getAsDouble(),
          valid.stream().mapToInt(HierarchyDepth::majority).average().orElseThrow(),
          1e-6);
      assertEquals(
          groups.get(g).get("ms_mean").getAsDouble(),
          Arrays.stream(ms, begin, begin + sizes[g])
              .filter(s -> !Double.isNaN(s))
              .average()
              .orElseThrow(),
          1e-6);
      begin += sizes[g];
    }
    for (JsonObject c : fixture.cases("rounding")) {
      List<Integer> pairs = Arrays.stream(integers(c.get("depths"))).boxed().toList();
      assertEquals(c.get("mean_rounded").getAsInt(), HierarchyDepth.ofDepths(pairs).mean());
    }
    for (JsonObject c : fixture.cases("majority_ties")) {
      List<Integer> pairs = Arrays.stream(integers(c.get("depths"))).boxed().toList();
      assertEquals(c.get("majority").getAsInt(), HierarchyDepth.ofDepths(pairs).majority());
    }
  }
}
