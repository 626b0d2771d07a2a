package dev.facet.bench;

import ai.djl.ndarray.NDManager;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Direction;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention;
import dev.facet.core.Progress;
import dev.facet.core.Sampling;
import dev.facet.demo.DemoFolder;
import dev.facet.index.IndexHost;
import dev.facet.index.IndexSpec;
import dev.facet.index.StudyIndexer;
import dev.facet.model.ModelFolder;
import dev.facet.model.VisionLanguageModel;
import dev.facet.steering.SteeringEngine;
import dev.facet.steering.SteeringSetup;
import dev.facet.tensor.Torch;
import dev.facet.worker.engine.EngineThread;
import dev.facet.worker.engine.Priority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * First tokens of slider moves, from the request to the first text, alone and while the same engine
 * thread makes a study. Usage: {@code BackgroundBench DEMO_MODELS LAYER [IMAGES]}
 */
public final class BackgroundBench {
  private static final int MOVES = 100;

  /** Between two moves: as long as a hand takes that drags, and one that looks in between. */
  private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(15);

  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(250);

  private BackgroundBench() {}

  public static void main(String[] args) throws Exception {
    Path models = Path.of(args[0]);
    HookPoint site = HookPoint.out(Tower.VISION, Integer.parseInt(args[1]));
    int images = args.length > 2 ? Integer.parseInt(args[2]) : 4000;
    Path folder = Files.createTempDirectory("facet-background");
    Path pictures =
        DemoFolder.write(folder, images, 7, (what, done, total) -> {}, Cancellation.NONE);
    AtomicInteger indexed = new AtomicInteger();
    AtomicReference<SteeringEngine> engine = new AtomicReference<>();
    AtomicReference<VisionLanguageModel> model = new AtomicReference<>();
    try (EngineThread thread = new EngineThread(Runnable::run, () -> {})) {
      thread
          .submit(
              Priority.INTERACTIVE,
              c -> {
                model.set(ModelFolder.openVlm(models.resolve("llava"), Torch.newManager()));
                engine.set(new SteeringEngine(SteeringSetup.of(model.get(), null, "bench")));
                return null;
              })
          .get();
      moves(thread, engine.get(), site, 0);
      double[] alone = moves(thread, engine.get(), site, 1);
      long start = System.nanoTime();
      CompletableFuture<Integer> job =
          thread.submit(
              Priority.BATCH, c -> index(models, pictures, folder.resolve("study"), indexed, c));
      while (indexed.get() == 0) {
        LockSupport.parkNanos(SHORTEST_PAUSE);
      }
      int before = indexed.get();
      double[] busy = moves(thread, engine.get(), site, 2);
      int meanwhile = indexed.get() - before;
      System.out.println(job.isDone() ? "the job ended too early: give more images" : "");
      job.get();
      double seconds = (System.nanoTime() - start) / 1e9;
      print("alone", alone);
      print("while indexing", busy);
      System.out.printf(
          Locale.ROOT,
          "ratio %.2f; %d images indexed between the moves, %d in all in %.1f s%n",
          busy[MOVES / 2] / alone[MOVES / 2],
          meanwhile,
          images,
          seconds);
      thread
          .submit(
              Priority.INTERACTIVE,
              c -> {
                engine.get().close();
                model.get().close();
                return null;
              })
          .get();
    }
  }

  private static int index(
      Path models, Path pictures, Path out, AtomicInteger indexed, Cancellation cancellation) {
    IndexSpec spec =
        new IndexSpec(
            "bench",
            models.resolve("llava"),
            models.resolve("clip"),
            models.resolve("sae"),
            null,
            pictures,
            List.of("red"),
            out);
    try (NDManager manager = Torch.newManager()) {
      Progress progress =
          (what, done, total) -> {
            if (what.equals("indexing images")) {
              indexed.set((int) done);
            }
          };
      StudyIndexer.index(spec, manager, progress, cancellation, IndexHost.ALONE).close();
    }
    return 0;
  }

  private static double[] moves(
      EngineThread thread, SteeringEngine engine, HookPoint site, int round) throws Exception {
    double[] ms = new double[MOVES];
    Random pauses = new Random(7);
    for (int i = 0; i < MOVES; i++) {
      LockSupport.parkNanos(pauses.nextLong(SHORTEST_PAUSE, LONGEST_PAUSE));
      Intervention add = Intervention.add(site, Direction.random(3), 1 + 0.2 * i + 0.05 * round);
      CaptionSpec spec =
          new CaptionSpec(
              List.of("white"), "describe the image .", List.of(add), 24, Sampling.GREEDY, true);
      long start = System.nanoTime();
      long[] first = {0};
      CaptionResult result =
          thread
              .submitLatest(
                  "caption",
                  Priority.INTERACTIVE,
                  c ->
                      engine.caption(
                          spec, text -> first[0] = first[0] == 0 ? System.nanoTime() : first[0], c))
              .get();
      ms[i] = ((first[0] == 0 ? System.nanoTime() : first[0]) - start) / 1e6;
      if (result.tokens().isEmpty()) {
        throw new IOException("no answer");
      }
    }
    Arrays.sort(ms);
    return ms;
  }

  private static void print(String what, double[] sorted) {
    System.out.printf(
        Locale.ROOT,
        "first token %s: median %.1f ms, p95 %.1f ms%n",
        what,
        sorted[sorted.length / 2],
        sorted[sorted.length * 95 / 100]);
  }
}
