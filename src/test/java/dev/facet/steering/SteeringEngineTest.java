package dev.facet.steering;

import static dev.facet.steering.TinyLlava.LANDSCAPE;
import static dev.facet.steering.TinyLlava.LANGUAGE;
import static dev.facet.steering.TinyLlava.PORTRAIT;
import static dev.facet.steering.TinyLlava.VISION;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.core.AppliedNorm;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Direction;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Site;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention;
import dev.facet.core.Intervention.During;
import dev.facet.core.Intervention.Mode;
import dev.facet.core.Positions;
import dev.facet.core.Sampling;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import dev.facet.core.SweepSpec;
import dev.facet.model.ModelFixture;
import dev.facet.model.VisionLanguageModel;
import dev.facet.sae.Sae;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steered captions against transformers with hooks, and the identities that steering must obey. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SteeringEngineTest {

  private static final int TOKENS = 24;
  private static final String VECTORS =
      ModelFixture.ROOT.resolve("llava/expected.safetensors").toString();

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

  private CaptionSpec spec(List<String> images, List<Intervention> edits, boolean caches) {
    return llava.spec(images, edits, TOKENS, caches);
  }

  private static CaptionResult run(SteeringEngine engine, CaptionSpec spec) {
    List<String> streamed = new ArrayList<>(List.of(""));
    CaptionResult result = engine.caption(spec, streamed::add, Cancellation.NONE);
    assertEquals(result.text(), streamed.getLast(), "streamed text equals one-shot text");
    return result;
  }

  private static void assertAnswer(JsonElement expected, CaptionResult actual) {
    JsonObject answer = expected.getAsJsonObject();
    assertEquals(ModelFixture.ints(answer.get("ids")), actual.tokens());
    if (answer.has("text")) {
      assertEquals(answer.get("text").getAsString(), actual.text());
    }
    if (answer.has("mean_logprob")) {
      assertEquals(answer.get("mean_logprob").getAsDouble(), actual.meanLogProb(), 1e-4);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void steeredCaptionsAreThoseOfTransformersWithHooks(boolean caches) {
    try (SteeringEngine engine = llava.engine()) {
      for (String name : List.of("landscape", "white")) {
        JsonObject run = llava.fixture().run(name);
        List<String> image = List.of(name.equals("white") ? "white" : LANDSCAPE);
        assertAnswer(run.get("unsteered"), run(engine, spec(image, List.of(), caches)));
        for (JsonElement s1 : run.getAsJsonArray("s1")) {
          Intervention add =
              Intervention.add(
                  VISION,
                  Direction.tensor(VECTORS, "v"),
                  s1.getAsJsonObject().get("coefficient").getAsDouble());
          assertAnswer(s1, run(engine, spec(image, List.of(add), caches)));
        }
        JsonObject s2 = run.getAsJsonObject("s2");
        Intervention masked =
            new Intervention(
                VISION,
                Mode.ADD,
                s2.get("coefficient").getAsDouble(),
                Direction.tensor(VECTORS, "v"),
                Positions.mask(ModelFixture.mask(s2.getAsJsonArray("mask"))),
                During.PREFILL);
        assertAnswer(s2, run(engine, spec(image, List.of(masked), caches)));
        JsonObject s5 = run.getAsJsonObject("s5");
        Intervention language =
            Intervention.add(
                LANGUAGE, Direction.tensor(VECTORS, "w"), s5.get("coefficient").getAsDouble());
        assertAnswer(s5, run(engine, spec(image, List.of(language), caches)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void clampedLatentsAreThoseOfTransformersWithHooks(boolean caches) {
    TinySae sae =
        new TinySae(
            llava.fixture().array(llava.manager(), "sae.W_enc"),
            llava.fixture().array(llava.manager(), "sae.b_enc"),
            llava.fixture().array(llava.manager(), "sae.W_dec"),
            llava.fixture().array(llava.manager(), "sae.b_dec"),
            8);
    try (SteeringEngine engine = new SteeringEngine(SteeringSetup.of(model, sae, "test"))) {
      for (String name : List.of("landscape", "white")) {
        for (JsonElement e : llava.fixture().run(name).getAsJsonArray("s4")) {
          JsonObject s4 = e.getAsJsonObject();
          Intervention clamp =
              new Intervention(
                  LANGUAGE,
                  s4.get("name").getAsString().equals("replace")
                      ? Mode.CLAMP_RECONSTRUCT
                      : Mode.CLAMP_KEEP_ERROR,
                  s4.get("value").getAsDouble(),
                  Direction.latent(17),
                  Positions.ALL,
                  During.PREFILL);
          List<String> image = List.of(name.equals("white") ? "white" : LANDSCAPE);
          assertAnswer(s4, run(engine, spec(image, List.of(clamp), caches)));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void twoImagesInOnePromptHaveTheirOwnMasks(boolean caches) {
    try (SteeringEngine engine = llava.engine()) {
      JsonObject run = llava.fixture().run("s3");
      List<String> images = List.of(LANDSCAPE, PORTRAIT);
      assertAnswer(run.get("unsteered"), run(engine, spec(images, List.of(), caches)));
      Intervention masked =
          new Intervention(
              VISION,
              Mode.ADD,
              run.getAsJsonObject("steered").get("coefficient").getAsDouble(),
              Direction.tensor(VECTORS, "v"),
              Positions.mask(ModelFixture.mask(run.getAsJsonArray("mask"))),
              During.PREFILL);
      assertAnswer(run.get("steered"), run(engine, spec(images, List.of(masked), caches)));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void cachesChangeNoToken(Mode mode) {
    try (SteeringEngine engine = llava.engine()) {
      for (double strength : new double[] {-6, 0.5, 3, 3.1, 3.2, 12, 0}) {
        for (Positions positions : List.of(Positions.ALL, Positions.PATCHES, Positions.ACTIVE)) {
          List<Intervention> edits =
              List.of(
                  new Intervention(
                      VISION, mode, strength, Direction.latent(5), positions, During.PREFILL));
          CaptionResult fast = run(engine, spec(List.of("white"), edits, true));
          CaptionResult slow = run(engine, spec(List.of("white"), edits, false));
          assertEquals(slow.tokens(), fast.tokens(), mode + " " + strength);
          assertEquals(slow.meanLogProb(), fast.meanLogProb(), 1e-4);
          assertFalse(fast.cached());
          assertTrue(run(engine, spec(List.of("white"), edits, true)).cached());
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = During.class,
      names = {"PREFILL", "ALWAYS"})
  void cachesChangeNoTokenInTheLanguageModel(During during) {
    try (SteeringEngine engine = llava.engine()) {
      for (Site site : List.of(Site.IN, Site.OUT, Site.MLP_IN, Site.MLP_OUT)) {
        for (double strength : new double[] {2, 2.5, 8}) {
          List<Intervention> edits =
              List.of(
                  new Intervention(
                      new HookPoint(Tower.LANGUAGE, 2, site),
                      Mode.ADD,
                      strength,
                      Direction.tensor(VECTORS, "w"),
                      Positions.ALL,
                      during));
          assertEquals(
              run(engine, spec(List.of("white"), edits, false)).tokens(),
              run(engine, spec(List.of("white"), edits, true)).tokens(),
              site + " " + strength);
        }
      }
    }
  }

  @Test
  void severalInterventionsCompose() {
    try (SteeringEngine engine = llava.engine()) {
      List<Intervention> edits =
          List.of(
              Intervention.add(VISION, Direction.latent(5), 2),
              Intervention.add(HookPoint.projectorOut(), Direction.tensor(VECTORS, "w"), 3),
              Intervention.add(LANGUAGE, Direction.tensor(VECTORS, "w"), -2));
      CaptionResult all = run(engine, spec(List.of("white"), edits, true));
      assertEquals(all.tokens(), run(engine, spec(List.of("white"), edits, false)).tokens());
      List<Intervention> doubled =
          List.of(
              Intervention.add(VISION, Direction.latent(5), 1),
              Intervention.add(VISION, Direction.latent(5), 1),
              edits.get(1),
              edits.get(2));
      assertEquals(all.tokens(), run(engine, spec(List.of("white"), doubled, true)).tokens());
    }
  }

  @Test
  void strengthZeroIsTheUnsteeredCaption() {
    try (SteeringEngine engine = llava.engine()) {
      CaptionResult plain = run(engine, spec(List.of("white"), List.of(), false));
      CaptionResult zero =
          run(
              engine,
              spec(
                  List.of("white"),
                  List.of(Intervention.add(VISION, Direction.latent(3), 0)),
                  false));
      assertEquals(plain.tokens(), zero.tokens());
      assertEquals(plain.meanLogProb(), zero.meanLogProb());
    }
  }

  @Test
  void aSweepIsWhatItsStrengthsAreOneByOne() {
    try (SteeringEngine engine = llava.engine();
        SteeringEngine alone = llava.engine()) {
      Intervention add = Intervention.add(VISION, Direction.latent(11), 1);
      List<Double> strengths = List.of(-20.0, -10.0, 5.0, 10.0, 20.0, 40.0, 80.0, 150.0);
      SweepSpec sweep = new SweepSpec("white", llava.prompt(), add, strengths, TOKENS, null);
      List<SweepPoint> seen = new ArrayList<>();
      SweepResult result = engine.sweep(sweep, seen::add, Cancellation.NONE);
      assertEquals(seen, result.points());
      assertEquals(9, seen.size());
      for (SweepPoint point : seen) {
        CaptionResult single =
            run(alone, spec(List.of("white"), List.of(add.withStrength(point.strength())), false));
        assertEquals(single.tokens(), point.caption().tokens(), "strength " + point.strength());
        assertEquals(single.meanLogProb(), point.caption().meanLogProb(), 1e-4);
      }
      SweepPoint zero = seen.get(2);
      assertEquals(0, zero.strength());
      assertEquals(0, zero.steerability());
      assertTrue(seen.getLast().steerability() > 0);
      assertEquals(SweepRun.FIRST_TOKEN, result.vocabularyName());
      assertTrue(
          run(engine, spec(List.of("white"), List.of(add.withStrength(40)), true)).cached(),
          "the slider finds the sweep's captions");
    }
  }

  @Test
  void whatIsAddedIsMeasuredOnTheTokensThatChange() {
    try (SteeringEngine engine = llava.engine()) {
      Intervention add =
          Intervention.add(VISION, Direction.latent(11), 30)
              .withPositions(Positions.mask(List.of(List.of(0, 3))));
      Intervention clamp =
          Intervention.add(VISION, Direction.latent(7), 5).withMode(Mode.CLAMP_KEEP_ERROR);
      CaptionSpec spec = spec(List.of(TinyLlava.LANDSCAPE), List.of(add, clamp), false);
      List<AppliedNorm> applied = engine.applied(spec);
      assertEquals(2, applied.getFirst().tokens());
      assertEquals(30 * engine.norm(add), applied.getFirst().norm(), 1e-3);
      assertEquals(engine.inR(add, spec.images()), applied.getFirst().inR(), 1e-4);
      // Keeping the error, a clamp adds (s - z_i)·d: the mean over tokens of what is missing.
      Map<String, FloatTensor> tapped =
          engine.tap(spec.images(), null, List.of(VISION), List.of(add));
      FloatTensor x = tapped.get(VISION.name());
      int width = (int) x.shape()[2];
      try (Sae sae = TinySae.random(llava.manager(), 32, 96, 0, 7)) {
        NDArray codes = sae.encode(llava.manager().create(x.data(), new Shape(x.shape())));
        double missing = 0;
        int tokens = x.data().length / width;
        float[] all = codes.toFloatArray();
        int latents = sae.info().latents();
        for (int t = 0; t < tokens; t++) {
          missing += Math.abs(5 - all[t * latents + 7]);
        }
        assertEquals(tokens, applied.getLast().tokens());
        assertEquals(
            missing / tokens * engine.norm(clamp), applied.getLast().norm(), 1e-3 * missing);
      }
    }
  }

  @Test
  void aSweepOverSeveralImagesIsWhatItsStrengthsAreOneByOne() {
    List<String> images = List.of(TinyLlava.LANDSCAPE, "white", TinyLlava.PORTRAIT);
    Intervention add =
        Intervention.add(VISION, Direction.latent(11), 1)
            .withPositions(Positions.mask(List.of(List.of(0, 3), List.of(), List.of(1))));
    try (SteeringEngine engine = llava.engine();
        SteeringEngine alone = llava.engine()) {
      SweepResult result =
          engine.sweep(
              new SweepSpec(
                  images, llava.prompt(), add, List.of(20.0, 80.0), TOKENS, null, List.of()),
              point -> {},
              Cancellation.NONE);
      for (SweepPoint point : result.points()) {
        CaptionResult single =
            run(alone, spec(images, List.of(add.withStrength(point.strength())), false));
        assertEquals(single.tokens(), point.caption().tokens(), "strength " + point.strength());
        assertEquals(single.meanLogProb(), point.caption().meanLogProb(), 1e-4);
      }
    }
  }

  @Test
  void sampledTextDependsOnTheSeedAlone() {
    try (SteeringEngine engine = llava.engine()) {
      CaptionSpec one =
          new CaptionSpec(
              List.of("white"),
              llava.prompt(),
              List.of(),
              TOKENS,
              new Sampling(1, 0.9, 40, 3),
              false);
      CaptionSpec other =
          new CaptionSpec(
              List.of("white"),
              llava.prompt(),
              List.of(),
              TOKENS,
              new Sampling(1, 0.9, 40, 4),
              false);
      assertEquals(run(engine, one).tokens(), run(engine, one).tokens());
      assertNotEquals(run(engine, one).tokens(), run(engine, other).tokens());
      CaptionSpec coldest =
          new CaptionSpec(
              List.of("white"), llava.prompt(), List.of(), TOKENS, new Sampling(1, 1, 1, 4), false);
      assertEquals(
          run(engine, spec(List.of("white"), List.of(), false)).tokens(),
          run(engine, coldest).tokens(),
          "with one candidate sampling is greedy");
    }
  }

  @Test
  void cancellationEndsBetweenTokens() {
    try (SteeringEngine engine = llava.engine()) {
      AtomicBoolean cancelled = new AtomicBoolean();
      List<String> seen = new ArrayList<>();
      assertThrows(
          CancellationException.class,
          () ->
              engine.caption(
                  spec(List.of("white"), List.of(), true),
                  text -> {
                    seen.add(text);
                    cancelled.set(true);
                  },
                  cancelled::get));
      assertTrue(seen.size() < TOKENS);
      assertEquals(
          llava.fixture().run("white").getAsJsonObject("unsteered").get("text").getAsString(),
          run(engine, spec(List.of("white"), List.of(), true)).text(),
          "the next request is not disturbed");
    }
  }

  @Test
  void cachesKeepTheirBudget() {
    SteeringSetup setup = llava.setup(0);
    long budget = 300_000;
    SteeringSetup small =
        new SteeringSetup(
            setup.model(),
            null,
            setup.sae(),
            setup.corpus(),
            List.of(),
            "",
            setup.provenance(),
            budget);
    try (SteeringEngine engine = new SteeringEngine(small)) {
      for (int seed : IntStream.range(0, 200).toArray()) {
        run(engine, spec(List.of("noise:" + seed), List.of(), true));
        assertTrue(engine.cacheBytes() <= budget, engine.cacheBytes() + " bytes");
      }
    }
  }

  @Test
  void theControlHasTheSameNorm() {
    try (SteeringEngine engine = llava.engine()) {
      Intervention add = Intervention.add(VISION, Direction.latent(11), 4);
      Intervention random = engine.randomControl(add, 1);
      assertEquals(
          engine.norm(add) * add.strength(), engine.norm(random) * random.strength(), 1e-4);
    }
  }

  @Test
  void whatDoesNotFitIsRefusedInOneSentence() {
    try (SteeringEngine engine = llava.engine()) {
      assertRefused(engine, Intervention.add(VISION, Direction.latent(1000), 1), "1000");
      assertRefused(engine, Intervention.add(VISION, Direction.tensor(VECTORS, "w"), 1), "48");
      assertRefused(engine, Intervention.add(VISION, Direction.neuron(32), 1), "32");
      assertRefused(
          engine,
          Intervention.add(HookPoint.out(Tower.VISION, 9), Direction.neuron(0), 1),
          "vision.layers.3");
      assertRefused(
          engine,
          Intervention.add(HookPoint.out(Tower.LANGUAGE, 4), Direction.neuron(0), 1),
          "language.layers.3");
      assertRefused(
          engine,
          new Intervention(
              VISION,
              Mode.ADD,
              1,
              Direction.neuron(0),
              Positions.mask(List.of(List.of(0), List.of(1))),
              During.PREFILL),
          "2 lists");
      assertRefused(
          engine,
          new Intervention(
              VISION,
              Mode.CLAMP_RECONSTRUCT,
              1,
              Direction.neuron(0),
              Positions.ALL,
              During.PREFILL),
          "latent");
      FacetException e =
          assertThrows(
              FacetException.class,
              () ->
                  engine.caption(
                      new CaptionSpec(
                          List.of("white"),
                          "and again ".repeat(600),
                          List.of(),
                          8,
                          Sampling.GREEDY,
                          true),
                      text -> {},
                      Cancellation.NONE));
      assertTrue(e.getMessage().contains("for 512 tokens in all"), e.getMessage());
    }
  }

  private void assertRefused(SteeringEngine engine, Intervention intervention, String part) {
    FacetException e =
        assertThrows(
            FacetException.class,
            () ->
                engine.caption(
                    spec(List.of("white"), List.of(intervention), true),
                    text -> {},
                    Cancellation.NONE));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
