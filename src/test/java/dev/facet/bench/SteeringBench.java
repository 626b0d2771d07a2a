package dev.facet.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.facet.core.Arithmetic;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Direction;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention;
import dev.facet.core.Sampling;
import dev.facet.core.SweepSpec;
import dev.facet.model.Hooks;
import dev.facet.model.KvCache;
import dev.facet.model.ModelFolder;
import dev.facet.model.VisionLanguageModel;
import dev.facet.model.VisionTower;
import dev.facet.steering.SteeringEngine;
import dev.facet.steering.SteeringSetup;
import dev.facet.tensor.NdScope;
import dev.facet.tensor.Torch;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * Times what a person waits for while steering, one line a row: {@code name median p95} in
 * milliseconds. {@code bench/peer.py} times the same work and prints the same names. Every caption
 * has the same number of tokens: ends do not count here.
 *
 * <p>Usage: {@code SteeringBench MODEL_FOLDER VISION_LAYER LANGUAGE_LAYER ARITHMETIC ROUNDS}
 */
public final class SteeringBench {
  private static final String PROMPT = "describe the image .";
  private static final List<Double> NINE =
      List.of(-20.0, -10.0, 2.0, 5.0, 10.0, 20.0, 40.0, 80.0, 150.0);
  private static final int TOKENS = 24;
  private static final int DRAG = 30;
  private static final int IMAGES = 32;

  private final VisionLanguageModel model;
  private final HookPoint vision;
  private final HookPoint language;
  private final int rounds;
  private final double unit;
  private int seed;

  private SteeringBench(VisionLanguageModel model, int layer, int languageLayer, int rounds) {
    this.model = model;
    this.vision = HookPoint.out(Tower.VISION, layer);
    this.language = HookPoint.out(Tower.LANGUAGE, languageLayer);
    this.rounds = rounds;
    try (SteeringEngine engine = engine()) {
      this.unit = engine.residualNorm(vision, List.of("white")) / 10;
    }
  }

  public static void main(String[] args) {
    long start = System.nanoTime();
    try (NDManager manager = Torch.newManager();
        VisionLanguageModel model =
            ModelFolder.openVlm(Path.of(args[0]), manager, Arithmetic.parse(args[3]))) {
      line("load", (System.nanoTime() - start) / 1e6, (System.nanoTime() - start) / 1e6);
      System.out.println("# " + model.arithmetic() + ", " + Torch.threads() + " threads");
      new SteeringBench(
              endless(model),
              Integer.parseInt(args[1]),
              Integer.parseInt(args[2]),
              Integer.parseInt(args[4]))
          .run();
      System.out.println("# peak resident " + Resident.peak() / (1 << 20) + " MB");
    }
  }

  /** The same model without end tokens. */
  private static VisionLanguageModel endless(VisionLanguageModel model) {
    return (VisionLanguageModel)
        Proxy.newProxyInstance(
            SteeringBench.class.getClassLoader(),
            new Class<?>[] {VisionLanguageModel.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("endTokens")) {
                return Set.of();
              }
              try {
                return method.invoke(model, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private SteeringEngine engine() {
    return new SteeringEngine(SteeringSetup.of(model, null, "bench"));
  }

  private void run() {
    networks();
    captions();
    sweeps();
    steerability();
  }

  /** The networks alone: no hooks, no caches between runs. */
  private void networks() {
    VisionTower tower = model.vision();
    for (int batch : new int[] {1, 16}) {
      try (NdScope scope = new NdScope()) {
        NDArray pixels = pixels(batch);
        time(
            "vision_" + batch,
            Math.max(3, rounds / batch),
            () -> tower.run(tower.embed(pixels), 0, tower.layers()));
      }
    }
    int context = Math.min(300, model.language().context() - 1);
    try (NdScope scope = new NdScope();
        KvCache cache = model.language().newCache(model.manager(), 1, context)) {
      long[] ids = new long[context];
      Arrays.setAll(ids, i -> 5 + i % 300);
      NDArray x = model.language().embed(model.manager().create(ids).expandDims(0));
      time(
          "prefill_" + context,
          rounds,
          () -> {
            cache.rewind(0);
            NDArray y =
                model.language().run(x, cache, 0, model.language().layers(), Hooks.NONE, null);
            model.language().logits(y.get(":, -1:"));
          });
    }
  }

  private NDArray pixels(int batch) {
    int side = model.vision().imageSize();
    return model.manager().randomNormal(new ai.djl.ndarray.types.Shape(batch, 3, side, side));
  }

  private void captions() {
    try (SteeringEngine engine = engine()) {
      double[] first = new double[rounds];
      double[] decode = new double[rounds];
      double[] bare = new double[rounds];
      for (int i = -2; i < rounds; i++) {
        CaptionResult r = caption(engine, vision, 20 + 7.3 * i, false);
        if (i >= 0) {
          bare[i] = r.firstTokenMs();
          decode[i] = (r.totalMs() - r.firstTokenMs()) / (TOKENS - 1);
        }
      }
      report("first_token_without_caches", bare);
      report("decode_1", decode);
      caption(engine, vision, 19, true);
      for (int i = 0; i < rounds; i++) {
        first[i] = caption(engine, vision, 21 + 7.3 * i, true).firstTokenMs();
      }
      report("first_token", first);
    }
    // A drag: from no effect to a clear one in equal steps, whole captions.
    time(
        "drag_30",
        Math.clamp(rounds / 5, 1, 10),
        () -> {
          try (SteeringEngine engine = engine()) {
            for (int i = 0; i < DRAG; i++) {
              caption(engine, vision, i + 0.5, true);
            }
          }
        });
  }

  private CaptionResult caption(
      SteeringEngine engine, HookPoint site, double strength, boolean caches) {
    Intervention add = Intervention.add(site, Direction.random(3), strength * unit);
    return engine.caption(
        new CaptionSpec(List.of("white"), PROMPT, List.of(add), TOKENS, Sampling.GREEDY, caches),
        text -> {},
        Cancellation.NONE);
  }

  private void sweeps() {
    try (SteeringEngine engine = engine()) {
      int times = Math.clamp(rounds / 5, 2, 10);
      double whole = time("sweep_9", times, () -> sweep(engine, vision, TOKENS));
      double one = time("sweep_9_first_tokens", times, () -> sweep(engine, vision, 1));
      line("decode_9", (whole - one) / (TOKENS - 1), (whole - one) / (TOKENS - 1));
      time("sweep_9_language", times, () -> sweep(engine, language, TOKENS));
    }
  }

  private void sweep(SteeringEngine engine, HookPoint site, int tokens) {
    Intervention add = Intervention.add(site, Direction.random(9 + seed++), 1);

    engine.sweep(
        new SweepSpec(
            "white", PROMPT, add, NINE.stream().map(s -> s * unit).toList(), tokens, null),
        point -> {},
        Cancellation.NONE);
  }

  /** One latent on 32 images: the tower above the hook, whose input is kept, to pooled vectors. */
  private void steerability() {
    VisionTower tower = model.vision();
    int from = Hooks.residualIndex(vision, tower.layers());
    try (NdScope scope = new NdScope()) {
      NDArray below = tower.run(tower.embed(pixels(IMAGES)), 0, from);
      NDArray direction = model.manager().randomNormal(below.getShape().slice(2));
      time(
          "steerability_latent",
          Math.max(3, rounds / 4),
          () -> tower.pooledFrom(below.add(direction), from).toFloatArray());
    }
  }

  private static double time(String name, int times, Runnable work) {
    DoubleSupplier once =
        () -> {
          long start = System.nanoTime();
          try (NdScope scope = new NdScope()) {
            work.run();
          }
          return (System.nanoTime() - start) / 1e6;
        };
    var _ = once.getAsDouble();
    double[] all = new double[times];
    Arrays.setAll(all, i -> once.getAsDouble());
    return report(name, all);
  }

  private static double report(String name, double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double median = sorted[sorted.length / 2];
    line(name, median, sorted[Math.min(sorted.length - 1, sorted.length * 95 / 100)]);
    return median;
  }

  private static void line(String name, double median, double p95) {
    System.out.printf(Locale.ROOT, "%s %.3f %.3f%n", name, median, p95);
  }
}
