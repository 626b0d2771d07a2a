package dev.facet.steering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Site;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention.Mode;
import dev.facet.core.Progress;
import dev.facet.core.SteerabilityResult;
import dev.facet.core.SteerabilitySpec;
import dev.facet.core.UnitSteerability;
import dev.facet.image.BlankImages;
import dev.facet.metrics.Steerability;
import dev.facet.model.DualEncoder;
import dev.facet.model.Hooks;
import dev.facet.model.ModelFolder;
import dev.facet.model.VisionLanguageModel;
import dev.facet.model.VisionTower;
import dev.facet.sae.Sae;
import dev.facet.sae.SaeReader;
import dev.facet.tensor.NdScope;
import dev.facet.tensor.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Steerability of many latents against the definition, with the shipped models. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SteerabilityRunTest {

  private static final Path DEMO = Path.of("models/demo");
  private static final List<String> WORDS = List.of("dog", "cat", "car", "tree", "apple");
  private static final List<String> IMAGES = List.of("white", "noise:3", "black");

  private NDManager manager;
  private VisionLanguageModel model;
  private DualEncoder clip;
  private Sae sae;
  private float[][] words;

  @BeforeAll
  void open() {
    manager = Torch.newManager();
    model = ModelFolder.openVlm(DEMO.resolve("llava"), manager);
    clip = ModelFolder.openDual(DEMO.resolve("clip"), manager);
    sae = SaeReader.open(DEMO.resolve("sae"), manager);
    words = ConceptMeter.rows(clip.textEmbeddings(WORDS));
  }

  @AfterAll
  void close() {
    sae.close();
    clip.close();
    model.close();
    manager.close();
  }

  private SteeringEngine engine() {
    return new SteeringEngine(
        SteeringSetup.of(model, sae, "test").withEncoder(clip, WORDS, "five words"));
  }

  private static SteerabilitySpec spec(
      HookPoint site, Mode mode, List<Integer> units, boolean neurons) {
    return new SteerabilitySpec(
        site, mode, List.of(-10.0, 150.0), IMAGES, "describe the image .", null, units, neurons);
  }

  private static SteerabilityResult run(SteeringEngine engine, SteerabilitySpec spec) {
    return engine.steerability(spec, Map.of(), batch -> {}, Progress.NONE, Cancellation.NONE);
  }

  /** Every picture through the whole tower with a hook, one strength at a time. */
  private Steerability.Effect byDefinition(HookPoint site, UnaryOperator<NDArray> edit) {
    try (NdScope scope = new NdScope()) {
      VisionTower tower = clip.vision();
      NDArray pixels =
          clip.pixels(
              IMAGES.stream()
                  .map(i -> BlankImages.parse(i, model.nativeSize()[0], model.nativeSize()[1]))
                  .toList());
      NDArray start = tower.embed(pixels);
      NDArray before = clip.project(tower.run(start, 0, tower.layers(), Hooks.NONE));
      NDArray after =
          clip.project(tower.run(start, 0, tower.layers(), Hooks.NONE.edit(site, edit)));
      return new Steerability(words, clip.logitScale())
          .effect(ConceptMeter.rows(before), ConceptMeter.rows(after));
    }
  }

  private static void assertSame(Steerability.Effect expected, UnitSteerability.Point found) {
    assertEquals(expected.steerability(), found.steerability(), 1e-5);
    assertEquals(expected.meanSquareSteerability(), found.meanSquareSteerability(), 1e-5);
    assertEquals(expected.power(), found.power(), 1e-5);
    assertEquals(expected.meanRatio(), found.meanRatio(), 1e-3 * expected.meanRatio());
    if (expected.power() > 1e-4) {
      assertEquals(WORDS.get(expected.topWord()), found.promoted().getFirst().word());
    }
  }

  @Test
  void everyLatentsFiguresAreThoseOfAHookInTheWholeTower() {
    try (SteeringEngine engine = engine()) {
      for (HookPoint site :
          List.of(
              HookPoint.out(Tower.VISION, 3),
              HookPoint.out(Tower.VISION, 4),
              HookPoint.out(Tower.VISION, 5),
              new HookPoint(Tower.VISION, 4, Site.MLP_OUT))) {
        List<Integer> units = List.of(0, 7, 500, 1023);
        SteerabilityResult result = run(engine, spec(site, Mode.ADD, units, false));
        assertEquals("five words", result.vocabularyName());
        assertEquals(units, result.units().stream().map(UnitSteerability::unit).toList());
        for (UnitSteerability unit : result.units()) {
          NDArray direction = manager.create(sae.direction(unit.unit()));
          for (UnitSteerability.Point point : unit.points()) {
            NDArray step = direction.mul((float) point.strength());
            assertSame(byDefinition(site, x -> x.add(step)), point);
          }
        }
      }
    }
  }

  @Test
  void disentanglementIsTheDistanceFromAPerfectEdit(@TempDir Path folder) throws IOException {
    HookPoint site = HookPoint.out(Tower.VISION, 3);
    Path labels = Files.write(folder.resolve("labels.txt"), WORDS);
    try (SteeringEngine engine = engine()) {
      SteerabilityResult result =
          run(
              engine,
              new SteerabilitySpec(
                  site,
                  Mode.ADD,
                  List.of(150.0),
                  IMAGES,
                  "describe the image .",
                  labels.toString(),
                  List.of(7, 500),
                  false,
                  true));
      for (UnitSteerability unit : result.units()) {
        NDArray step = manager.create(sae.direction(unit.unit())).mul(150f);
        double[] delta = byDefinition(site, x -> x.add(step)).delta();
        double[] moved = new double[words[0].length];
        double[] target = new double[moved.length];
        for (int l = 0; l < words.length; l++) {
          double norm = 0;
          for (float w : words[l]) {
            norm += (double) w * w;
          }
          for (int i = 0; i < moved.length; i++) {
            moved[i] += delta[l] * words[l][i] / Math.sqrt(norm);
            target[i] += words[l][i] / Math.sqrt(norm);
          }
        }
        double length = Math.sqrt(Arrays.stream(target).map(t -> t * t).sum());
        double distance = 0;
        for (int i = 0; i < moved.length; i++) {
          distance += Math.pow(moved[i] - target[i] / length, 2);
        }
        assertEquals(Math.sqrt(distance), unit.asymptote().disentanglement(), 1e-5);
      }
    }
  }

  @Test
  void clampingKeepsTheError() {
    HookPoint site = HookPoint.out(Tower.VISION, 3);
    try (SteeringEngine engine = engine()) {
      SteerabilityResult result =
          run(engine, spec(site, Mode.CLAMP_KEEP_ERROR, List.of(3, 44), false));
      for (UnitSteerability unit : result.units()) {
        NDArray direction = manager.create(sae.direction(unit.unit()));
        for (UnitSteerability.Point point : unit.points()) {
          UnaryOperator<NDArray> clamp =
              x -> {
                NDArray code = sae.encode(x).get("..., " + unit.unit()).expandDims(2);
                return x.add(code.neg().add(point.strength()).mul(direction));
              };
          assertSame(byDefinition(site, clamp), point);
        }
      }
    }
  }

  @Test
  void aNeuronIsSetToTheStrength() {
    HookPoint site = HookPoint.out(Tower.VISION, 3);
    try (SteeringEngine engine = engine()) {
      SteerabilityResult result =
          run(engine, spec(site, Mode.CLAMP_KEEP_ERROR, List.of(2, 127), true));
      for (UnitSteerability unit : result.units()) {
        float[] others = new float[128];
        Arrays.fill(others, 1);
        others[unit.unit()] = 0;
        for (UnitSteerability.Point point : unit.points()) {
          float[] target = new float[128];
          target[unit.unit()] = (float) point.strength();
          assertSame(
              byDefinition(site, x -> x.mul(manager.create(others)).add(manager.create(target))),
              point);
        }
      }
    }
  }

  @Test
  void aRunThatWasCutOffGoesOnAndIsTheSame() {
    SteerabilitySpec spec =
        spec(
            HookPoint.out(Tower.VISION, 3),
            Mode.ADD,
            IntStream.range(0, 90).boxed().toList(),
            false);
    try (SteeringEngine engine = engine()) {
      Map<Integer, UnitSteerability> kept = new TreeMap<>();
      AtomicBoolean cancelled = new AtomicBoolean();
      assertThrows(
          CancellationException.class,
          () ->
              engine.steerability(
                  spec,
                  Map.of(),
                  batch -> {
                    batch.forEach(u -> kept.put(u.unit(), u));
                    cancelled.set(true);
                  },
                  Progress.NONE,
                  cancelled::get));
      assertTrue(!kept.isEmpty() && kept.size() < 90, kept.size() + " units");
      List<Integer> measured = new ArrayList<>();
      SteerabilityResult resumed =
          engine.steerability(
              spec,
              kept,
              batch -> batch.forEach(u -> measured.add(u.unit())),
              Progress.NONE,
              Cancellation.NONE);
      assertEquals(90 - kept.size(), measured.size());
      SteerabilityResult whole = run(engine, spec);
      for (int i = 0; i < 90; i++) {
        assertEquals(
            whole.units().get(i).asymptote().steerability(),
            resumed.units().get(i).asymptote().steerability(),
            1e-6);
      }
      long steerable =
          whole.units().stream().filter(u -> u.asymptote().steerability() > 0.10).count();
      assertEquals(steerable / 90.0, whole.steerableShare(), 1e-12);
    }
  }

  @Test
  void withoutATextTowerTheFirstAnswerTokenIsMeasuredAndNamed() {
    try (SteeringEngine engine = new SteeringEngine(SteeringSetup.of(model, sae, "test"))) {
      SteerabilityResult result =
          run(engine, spec(HookPoint.out(Tower.VISION, 3), Mode.ADD, List.of(1, 2, 3), false));
      assertEquals(SweepRun.FIRST_TOKEN, result.vocabularyName());
      assertFalse(result.vocabularyName().contains("words"));
      assertEquals(3, result.units().size());
    }
  }

  @Test
  void aLatentThatDoesNotExistIsRefusedBeforeAnythingIsComputed() {
    try (SteeringEngine engine = engine()) {
      FacetException e =
          assertThrows(
              FacetException.class,
              () ->
                  run(
                      engine,
                      spec(HookPoint.out(Tower.VISION, 3), Mode.ADD, List.of(4000), false)));
      assertTrue(e.getMessage().contains("4000"), e.getMessage());
    }
  }
}
