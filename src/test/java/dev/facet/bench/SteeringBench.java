package dev.facet.bench;

import ai.djl.ndarray.NDManager;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Direction;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention;
import dev.facet.core.Sampling;
import dev.facet.core.SweepSpec;
import dev.facet.model.ModelFolder;
import dev.facet.model.VisionLanguageModel;
import dev.facet.steering.SteeringEngine;
import dev.facet.steering.SteeringSetup;
import dev.facet.tensor.Torch;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Times what a person waits for while steering: a slider move to the first token and to the whole
 * caption, a drag over thirty strengths, a sweep of nine, decoding. Usage: {@code SteeringBench
 * MODEL_FOLDER [LAYER]}, or {@code demo} or {@code smol} for random weights of that size.
 */
public final class SteeringBench {

  private static final String PROMPT = "describe the image .";
  private static final List<Double> NINE =
      List.of(-20.0, -10.0, 0.0, 5.0, 10.0, 20.0, 40.0, 80.0, 150.0);
  private static final int TOKENS = 24;

  private final PrintStream out;
  private final VisionLanguageModel model;
  private final HookPoint site;
  private final double unit;
  private final int rounds;

  private SteeringBench(PrintStream out, VisionLanguageModel model, int layer, int rounds) {
    this.out = out;
    this.model = model;
    this.site = HookPoint.out(Tower.VISION, layer);
    this.rounds = rounds;
    try (SteeringEngine engine = engine()) {
      this.unit = engine.residualNorm(site, List.of("white")) / 10;
    }
  }

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    boolean random = args[0].equals("demo") || args[0].equals("smol");
    if (random) {
      folder = Path.of("target", "bench-" + args[0]);
      if (!Files.exists(folder)) {
        RandomLlava.write(
            folder, args[0].equals("demo") ? RandomLlava.Shape.demo() : RandomLlava.Shape.smol());
      }
    }
    long start = System.nanoTime();
    try (NDManager manager = Torch.newManager();
        VisionLanguageModel model = ModelFolder.openVlm(folder, manager)) {
      System.out.printf(
          Locale.ROOT,
          "%s, %d threads, ready after %.0f ms%n",
          folder,
          Torch.threads(),
          (System.nanoTime() - start) / 1e6);
      int layer = args.length > 1 ? Integer.parseInt(args[1]) : model.vision().layers() / 2;
      int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 40;
      new SteeringBench(System.out, model, layer, rounds).run();
    }
  }

  private SteeringEngine engine() {
    return new SteeringEngine(SteeringSetup.of(model, null, "bench"));
  }

  private CaptionSpec spec(double strength, boolean caches) {
    return new CaptionSpec(
        List.of("white"),
        PROMPT,
        List.of(Intervention.add(site, Direction.random(3), strength * unit)),
        TOKENS,
        Sampling.GREEDY,
        caches);
  }

  private void run() {
    try (SteeringEngine engine = engine()) {
      double[] first = new double[rounds];
      double[] whole = new double[rounds];
      double[] tokens = new double[rounds];
      for (int i = -5; i < rounds; i++) {
        CaptionResult r = engine.caption(spec(20 + 7.3 * i, false), t -> {}, Cancellation.NONE);
        if (i >= 0) {
          first[i] = r.firstTokenMs();
          whole[i] = r.totalMs();
          tokens[i] = (r.tokens().size() - 1) / (r.totalMs() - r.firstTokenMs()) * 1e3;
        }
      }
      report("no caches: first token", first, "ms");
      report("no caches: whole caption", whole, "ms");
      report("decoding, batch 1", tokens, "tokens/s");
      for (int i = 0; i < rounds; i++) {
        CaptionResult r = engine.caption(spec(21 + 7.3 * i, true), t -> {}, Cancellation.NONE);
        first[i] = r.firstTokenMs();
        whole[i] = r.totalMs();
      }
      report("slider move: first token", first, "ms");
      report("slider move: whole caption", whole, "ms");
      for (int i = 0; i < rounds; i++) {
        CaptionResult r = engine.caption(spec(40 + 0.01 * i, true), t -> {}, Cancellation.NONE);
        whole[i] = r.totalMs();
      }
      report("fine drag: whole caption", whole, "ms");
    }
    double[] sweep = new double[Math.max(3, rounds / 8)];
    for (int i = 0; i < sweep.length; i++) {
      int round = i;
      try (SteeringEngine engine = engine()) {
        engine.caption(spec(1, true), t -> {}, Cancellation.NONE);
        SweepSpec spec =
            new SweepSpec(
                "white",
                PROMPT,
                Intervention.add(site, Direction.random(9 + round), 1),
                NINE.stream().map(s -> s * unit).toList(),
                TOKENS,
                null);
        long start = System.nanoTime();
        engine.sweep(spec, p -> {}, Cancellation.NONE);
        sweep[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    report("sweep of nine", sweep, "ms");
  }

  private void report(String what, double[] values, String unitName) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    out.printf(
        Locale.ROOT,
        "%-28s median %8.2f  p95 %8.2f %s%n",
        what,
        sorted[sorted.length / 2],
        sorted[Math.min(sorted.length - 1, sorted.length * 95 / 100)],
        unitName);
  }
}
