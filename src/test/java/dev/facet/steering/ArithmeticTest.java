package dev.facet.steering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDManager;
import dev.facet.checkpoint.Checkpoint;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.checkpoint.SafetensorsWriter;
import dev.facet.core.Arithmetic;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Direction;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention;
import dev.facet.core.Sampling;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepSpec;
import dev.facet.model.ModelFolder;
import dev.facet.model.VisionLanguageModel;
import dev.facet.tensor.ArithmeticProbe;
import dev.facet.tensor.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The faster modes beside fp32, on the shipped model. */
class ArithmeticTest {
  private static final Path DEMO = Path.of("models", "demo", "llava");
  private static final HookPoint SITE = HookPoint.out(Tower.VISION, 3);
  private static final String PROMPT = "describe the image .";

  private static NDManager manager;

  @BeforeAll
  static void start() {
    manager = Torch.newManager();
  }

  @AfterAll
  static void stop() {
    manager.close();
  }

  private static VisionLanguageModel open(Arithmetic arithmetic) {
    return ModelFolder.openVlm(DEMO, manager, arithmetic);
  }

  private static SteeringEngine engine(VisionLanguageModel model) {
    return new SteeringEngine(SteeringSetup.of(model, null, "test"));
  }

  private static CaptionSpec spec(double strength, boolean caches) {
    return new CaptionSpec(
        List.of("noise:3"),
        PROMPT,
        List.of(Intervention.add(SITE, Direction.random(3), strength)),
        16,
        Sampling.GREEDY,
        caches);
  }

  private static boolean has(Arithmetic arithmetic) {
    return ArithmeticProbe.choose(arithmetic, manager).used() == arithmetic;
  }

  @Test
  void fast_is_fp16_close_to_fp32_and_named() {
    assumeTrue(has(Arithmetic.FAST));
    List<HookPoint> sites =
        List.of(SITE, HookPoint.projectorOut(), HookPoint.out(Tower.LANGUAGE, 2));
    try (VisionLanguageModel exact = open(Arithmetic.FP32);
        VisionLanguageModel fast = open(Arithmetic.FAST);
        SteeringEngine exactly = engine(exact);
        SteeringEngine quickly = engine(fast)) {
      assertEquals("fp32", exactly.provenance(null).arithmetic());
      assertEquals("fast", quickly.provenance(null).arithmetic());
      Map<String, FloatTensor> a = exactly.tap(List.of("noise:3"), PROMPT, sites, List.of());
      Map<String, FloatTensor> b = quickly.tap(List.of("noise:3"), PROMPT, sites, List.of());
      for (HookPoint site : sites) {
        double error = relativeError(a.get(site.name()), b.get(site.name()));
        assertTrue(error < 3e-3, site + " " + error);
        assertNotEquals(0, error, site + " is fp32 after all");
      }
      CaptionResult said = exactly.caption(spec(5, true), t -> {}, Cancellation.NONE);
      assertEquals(said.text(), quickly.caption(spec(5, true), t -> {}, Cancellation.NONE).text());
    }
  }

  @Test
  void caches_and_batches_change_no_token_of_fast() {
    assumeTrue(has(Arithmetic.FAST));
    try (VisionLanguageModel fast = open(Arithmetic.FAST);
        SteeringEngine engine = engine(fast)) {
      List<Double> strengths = List.of(-12.0, -4.0, 3.0, 8.0, 20.0);
      List<SweepPoint> points =
          engine
              .sweep(
                  new SweepSpec(
                      "noise:3",
                      PROMPT,
                      Intervention.add(SITE, Direction.random(3), 0),
                      strengths,
                      16,
                      null),
                  p -> {},
                  Cancellation.NONE)
              .points();
      for (SweepPoint point : points) {
        assertEquals(
            engine.caption(spec(point.strength(), false), t -> {}, Cancellation.NONE).tokens(),
            point.caption().tokens(),
            "strength " + point.strength());
      }
    }
  }

  @Test
  void bf16_is_refused_with_a_reason_where_the_processor_lacks_it_and_close_where_forced() {
    if (!has(Arithmetic.BF16)) {
      try (VisionLanguageModel model = open(Arithmetic.BF16)) {
        assertEquals(Arithmetic.FP32, model.arithmetic().used());
        assertFalse(model.arithmetic().reason().isEmpty());
      }
    }
    System.setProperty("facet.bf16.force", "true");
    try (VisionLanguageModel exact = open(Arithmetic.FP32);
        VisionLanguageModel half = open(Arithmetic.BF16);
        SteeringEngine exactly = engine(exact);
        SteeringEngine quickly = engine(half)) {
      assumeTrue(half.arithmetic().used() == Arithmetic.BF16);
      List<HookPoint> sites = List.of(SITE);
      double error =
          relativeError(
              exactly.tap(List.of("noise:3"), PROMPT, sites, List.of()).get(SITE.name()),
              quickly.tap(List.of("noise:3"), PROMPT, sites, List.of()).get(SITE.name()));
      assertTrue(error > 1e-4 && error < 3e-2, "error " + error);
    } finally {
      System.clearProperty("facet.bf16.force");
    }
  }

  @Test
  void a_weight_that_fp16_cannot_hold_makes_the_whole_model_fp32(@TempDir Path folder)
      throws IOException {
    assumeTrue(has(Arithmetic.FAST));
    try (Stream<Path> files = Files.list(DEMO)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    try (Checkpoint checkpoint = Checkpoint.open(DEMO)) {
      for (String name : checkpoint.names()) {
        tensors.put(name, FloatTensor.of(checkpoint.floats(name), checkpoint.info(name).shape()));
      }
    }
    tensors.values().stream()
        .filter(t -> t.shape().length == 2 && t.shape()[0] == t.shape()[1])
        .forEach(t -> t.data()[5] = -70_000);
    SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of());
    try (VisionLanguageModel model = ModelFolder.openVlm(folder, manager, Arithmetic.FAST)) {
      assertEquals(Arithmetic.FP32, model.arithmetic().used());
      assertTrue(model.arithmetic().reason().contains("70000"), model.arithmetic().reason());
    }
  }

  private static double relativeError(FloatTensor a, FloatTensor b) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < a.data().length; i++) {
      difference += Math.pow(a.data()[i] - b.data()[i], 2);
      size += Math.pow(a.data()[i], 2);
    }
    return Math.sqrt(difference / size);
  }
}
