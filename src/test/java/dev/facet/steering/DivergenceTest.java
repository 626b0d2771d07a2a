package dev.facet.steering;

import static dev.facet.steering.TinyLlava.LANGUAGE;
import static dev.facet.steering.TinyLlava.VISION;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Direction;
import dev.facet.core.DoseResult;
import dev.facet.core.DoseSpec;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention;
import dev.facet.core.Intervention.During;
import dev.facet.core.Intervention.Mode;
import dev.facet.core.Positions;
import dev.facet.core.Sampling;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import dev.facet.core.SweepSpec;
import dev.facet.image.BlankImages;
import dev.facet.metrics.KlDivergence;
import dev.facet.model.VisionLanguageModel;
import dev.facet.tensor.NdScope;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The divergence of a steered answer against its definition, and the dose that is searched by it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DivergenceTest {

  private static final int TOKENS = 20;

  private TinyLlava llava;
  private VisionLanguageModel model;

  @BeforeAll
  void open() {
    llava = new TinyLlava();
    model = llava.model();
  }

  @AfterAll
  void close() {
    llava.close();
  }

  private CaptionSpec spec(List<Intervention> edits, boolean caches) {
    return new CaptionSpec(
        List.of("white"), llava.prompt(), edits, TOKENS, Sampling.GREEDY, caches, true);
  }

  private static CaptionResult run(SteeringEngine engine, CaptionSpec spec) {
    return engine.caption(spec, text -> {}, Cancellation.NONE);
  }

  /** Word for word: every prefix of the answer through both models, one whole pass each. */
  private List<Double> byDefinition(List<Intervention> edits, List<Integer> answer) {
    List<Double> kl = new ArrayList<>();
    for (int t = 0; t < answer.size(); t++) {
      int[] before = answer.subList(0, t).stream().mapToInt(Integer::intValue).toArray();
      kl.add(KlDivergence.ofLogits(logits(edits, before), logits(List.of(), before)));
    }
    return kl;
  }

  private double[] logits(List<Intervention> edits, int[] answer) {
    try (SteeringEngine engine = llava.engine();
        Pipeline pipeline = new Pipeline(model);
        NdScope scope = new NdScope()) {
      var pixels = List.of(model.pixels(BlankImages.parse("white", 28, 28)));
      Question question = new Question("white", "q", pixels, model.prompt(llava.prompt(), pixels));
      Edits resolved = engine.edits(List.of(edits));
      NDArray all = pipeline.prefill(question, resolved, answer, TOKENS, false).logits();
      return Captioner.widen(all.get(new NDIndex("0, -1")).toFloatArray());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyTokensDivergenceIsThatOfTheTwoDistributions(boolean caches) {
    try (SteeringEngine engine = llava.engine()) {
      for (Intervention edit :
          List.of(
              Intervention.add(VISION, Direction.latent(5), 6),
              Intervention.add(LANGUAGE, Direction.neuron(3), 4),
              new Intervention(
                  LANGUAGE, Mode.ADD, 2, Direction.neuron(3), Positions.LAST, During.ALWAYS),
              new Intervention(
                  LANGUAGE, Mode.ADD, 2, Direction.neuron(3), Positions.TEXT, During.ALWAYS))) {
        CaptionResult result = run(engine, spec(List.of(edit), caches));
        List<Double> expected = byDefinition(List.of(edit), result.tokens());
        assertEquals(expected.size(), result.kl().size());
        for (int t = 0; t < expected.size(); t++) {
          assertEquals(expected.get(t), result.kl().get(t), 1e-4, edit + " token " + t);
        }
        assertTrue(result.meanKl() > 1e-3, "the edit does something: " + result.meanKl());
      }
    }
  }

  @Test
  void nothingSteeredHasNoDivergence() {
    try (SteeringEngine engine = llava.engine()) {
      CaptionResult plain = run(engine, spec(List.of(), true));
      assertEquals(plain.tokens().size(), plain.kl().size());
      assertEquals(0, plain.meanKl());
      CaptionResult zero =
          run(engine, spec(List.of(Intervention.add(VISION, Direction.latent(5), 0)), true));
      assertEquals(0, zero.meanKl());
      assertEquals(plain.tokens(), zero.tokens());
    }
  }

  @Test
  void aSweepMeasuresWhatIsAskedAndItsCaptionsAreMeasuredLater() {
    try (SteeringEngine engine = llava.engine();
        SteeringEngine alone = llava.engine()) {
      Intervention add = Intervention.add(VISION, Direction.latent(11), 1);
      SweepResult sweep =
          engine.sweep(
              new SweepSpec("white", llava.prompt(), add, List.of(2.0, 20.0), TOKENS, null),
              point -> {},
              Cancellation.NONE);
      for (SweepPoint point : sweep.points()) {
        assertEquals(List.of(), point.caption().kl());
        CaptionSpec wanted = spec(List.of(add.withStrength(point.strength())), true);
        CaptionResult expected = run(alone, wanted);
        CaptionResult later = run(engine, wanted);
        assertEquals(expected.tokens(), later.tokens());
        assertEquals(expected.text(), later.text());
        assertEquals(expected.meanKl(), later.meanKl(), 1e-4 * (1 + expected.meanKl()));
      }
    }
  }

  @Test
  void aSweepKnowsTheDivergenceOfEachStrength() {
    try (SteeringEngine engine = llava.engine();
        SteeringEngine alone = llava.engine()) {
      Intervention add = Intervention.add(VISION, Direction.latent(11), 1);
      SweepResult sweep =
          engine.sweep(
              new SweepSpec(
                      "white", llava.prompt(), add, List.of(-8.0, 2.0, 5.0, 20.0), TOKENS, null)
                  .withKl(),
              point -> {},
              Cancellation.NONE);
      for (SweepPoint point : sweep.points()) {
        CaptionResult single = run(alone, spec(List.of(add.withStrength(point.strength())), false));
        assertEquals(single.tokens(), point.caption().tokens());
        for (int t = 0; t < single.kl().size(); t++) {
          double kl = single.kl().get(t);
          assertEquals(kl, point.caption().kl().get(t), 1e-4 * (1 + kl));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, -1})
  void theDoseHasTheDivergenceThatWasAskedFor(double sign) {
    try (SteeringEngine engine = llava.engine()) {
      CaptionSpec first =
          new CaptionSpec(
              List.of("white"),
              llava.prompt(),
              List.of(Intervention.add(VISION, Direction.latent(11), sign)),
              1,
              Sampling.GREEDY,
              true);
      DoseResult dose = engine.dose(new DoseSpec(first, 0.5), Cancellation.NONE);
      assertTrue(dose.reached(), dose.steps().toString());
      assertEquals(0.5, dose.kl(), 0.05);
      assertEquals(sign, Math.signum(dose.strength()));
      Intervention found = first.interventions().getFirst().withStrength(dose.strength());
      CaptionResult again = run(engine, first.withInterventions(List.of(found)).withKl());
      assertEquals(dose.kl(), again.meanKl(), 1e-6);
      assertEquals(dose.caption().tokens(), again.tokens());
      double norm = engine.norm(found) / engine.residualNorm(VISION, List.of("white"));
      assertEquals(dose.strength() * norm, dose.inR(), 1e-9);
    }
  }

  @Test
  void aDoseThatNothingReachesIsNotPassedOffAsOne() {
    try (SteeringEngine engine = llava.engine()) {
      // Above the layer that the projector reads: no caption can change.
      HookPoint above = HookPoint.out(Tower.VISION, 3);
      DoseResult dose =
          engine.dose(
              new DoseSpec(
                  spec(List.of(Intervention.add(above, Direction.neuron(0), 1)), true), 0.5),
              Cancellation.NONE);
      assertFalse(dose.reached());
      assertEquals(0, dose.kl(), 1e-9);
    }
  }
}
