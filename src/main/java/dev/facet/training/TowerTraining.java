package dev.facet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.facet.core.Cancellation;
import dev.facet.core.Progress;
import dev.facet.demo.ConceptTable;
import dev.facet.demo.DemoCaptions;
import dev.facet.demo.DemoColor;
import dev.facet.demo.DemoPainter;
import dev.facet.demo.DemoScene;
import dev.facet.demo.ImageKind;
import dev.facet.demo.PatchLabels;
import dev.facet.demo.Scenery;
import dev.facet.demo.Texture;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage A: a CLIP from scratch. The loss of a batch is the symmetric InfoNCE of Radford et al.
 * (2021), with identical captions all counted as positives; a cross-entropy of each image with one
 * concept over the captions "a dog", "a cat", ... of all concepts; and dense losses that make patch
 * tokens say what they show (concept at two layers; background colour and pattern). Half of the
 * patches are dropped in most steps (Li et al., 2023, FLIP).
 */
final class TowerTraining {

  /**
   * How to train.
   *
   * @param steps in all; every thread sees a batch in each
   * @param batch images a thread
   * @param rate peak learning rate
   * @param decay weight decay
   * @param kept patches kept in the first {@code keptShare} of the steps
   * @param reuse how often each painted image is used on average
   * @param window painted images to draw from
   */
  record Spec(
      TowerShape shape,
      long seed,
      int steps,
      int threads,
      int batch,
      double rate,
      double decay,
      int kept,
      double keptShare,
      int reuse,
      int window) {

    static Spec demo(long seed, int steps, int threads) {
      return new Spec(TowerShape.DEMO, seed, steps, threads, 64, 2e-3, 0.05, 32, 0.85, 4, 40_000);
    }

    /** What a checkpoint must agree on; the number of steps may still change on the plateau. */
    String run() {
      return "tower, seed " + seed + ", " + threads + " x " + batch + ", " + shape;
    }
  }

  /** Seeds of training images start here; held-out images and the demo study use smaller ones. */
  static final long FIRST_SEED = 1L << 32;

  private static final Logger LOG = LoggerFactory.getLogger(TowerTraining.class);
  private static final int WARMUP = 100;
  private static final double STABLE = 0.55;
  private static final double FLOOR = 0.03;
  private static final double BETA2 = 0.98;
  private static final int LOG_EVERY = 50;
  private static final int SAVE_EVERY = 250;
  private static final int IGNORE = PatchLabels.IGNORE;

  private final Spec spec;
  private final ConceptTable concepts = ConceptTable.load();
  private final DemoCaptions captions = new DemoCaptions(concepts);
  private final Vocabulary vocabulary = new Vocabulary(captions.vocabulary());
  private final long[][] bank;

  TowerTraining(Spec spec) {
    this.spec = spec;
    this.bank =
        vocabulary.encodeCaptions(concepts.concepts().stream().map(c -> c.phrase()).toList());
  }

  /** Starting values of all tensors of a tower. */
  static Parameters parameters(NDManager manager, Spec spec) {
    ConceptTable table = ConceptTable.load();
    int words = new DemoCaptions(table).vocabulary().size();
    return new Parameters(
        manager,
        spec.shape.entries(
            words,
            table.size() + 1,
            DemoColor.values().length,
            1 + Texture.values().length + Scenery.values().length),
        spec.decay,
        spec.seed);
  }

  /** Trains, or continues from the checkpoint. */
  void run(Path checkpoint, Progress progress, Cancellation cancellation) {
    try (GradientThreads threads = new GradientThreads(spec.threads);
        Parameters parameters = parameters(threads.manager(), spec)) {
      int start = TrainingCheckpoint.restore(checkpoint, parameters, spec.run());
      if (start >= spec.steps) {
        return;
      }
      LearningRate schedule = new LearningRate(spec.rate, WARMUP, spec.steps, STABLE, FLOOR);
      DemoPainter painter = new DemoPainter(concepts);
      StepLog log = new StepLog(LOG, "tower", spec.steps, start, spec.batch * spec.threads);
      try (ImagePool pool =
          new ImagePool(
              painter,
              FIRST_SEED,
              spec.shape.image(),
              spec.shape.grid(),
              spec.window + ahead(),
              Math.max(0, available(start) - spec.window))) {
        for (int step = start; step < spec.steps; step++) {
          cancellation.check();
          pool.allow(available(step) + ahead());
          GradientThreads.Losses losses =
              threads.step(
                  parameters,
                  "tower_gradient",
                  (manager, _, s, thread) -> batch(manager, pool, s, thread),
                  step,
                  schedule.at(step),
                  BETA2);
          log.add(losses);
          if ((step + 1) % LOG_EVERY == 0 || step == 9) {
            log.say(step + 1, "contrast naming patch tap color backdrop");
          }
          if ((step + 1) % SAVE_EVERY == 0 || step + 1 == spec.steps) {
            TrainingCheckpoint.write(checkpoint, parameters, step + 1, spec.run());
          }
          progress.report("training the vision and text towers", step + 1, spec.steps);
        }
      }
    }
  }

  private int perStep() {
    return Math.max(1, spec.batch * spec.threads / spec.reuse);
  }

  private int ahead() {
    return 4 * perStep();
  }

  /** Images that a step may draw from: all before this one. */
  private long available(int step) {
    return 20L * perStep() + (long) step * perStep();
  }

  private NDList batch(NDManager manager, ImagePool pool, int step, int thread) {
    SplittableRandom random = Seeds.of(spec.seed, step, thread);
    int count = spec.batch;
    int size = spec.shape.image();
    int patches = spec.shape.patches();
    int kept = step < spec.steps * spec.keptShare ? spec.kept : patches;
    long end = available(step);
    long begin = Math.max(0, end - spec.window);
    ByteBuffer pixels = ByteBuffer.allocateDirect(count * size * size * 3);
    long[] keep = new long[count * kept];
    long[] labels = new long[3 * count * patches];
    long[] named = new long[count];
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ImagePool.Sample sample = pool.get(random.nextLong(begin, end));
      pixels.put(sample.rgb());
      texts.add(captions.contrastiveCaption(sample.scene(), random));
      named[i] = named(sample.scene());
      label(sample, labels, i * patches, count * patches);
      choose(random, keep, i * kept, kept, patches);
    }
    NDList all = new NDList();
    add(
        all,
        "pixels",
        manager.create(pixels.flip(), new Shape(count, size, size, 3), DataType.UINT8));
    add(all, "keep", manager.create(keep, new Shape(count, kept)));
    add(all, "labels", manager.create(labels, new Shape(3, count, patches)));
    add(all, "captions", matrix(manager, vocabulary.encodeCaptions(texts)));
    add(all, "bank", matrix(manager, bank));
    add(all, "named", manager.create(named));
    add(
        all,
        "shape",
        manager.create(
            new long[] {
              spec.shape.layers(),
              spec.shape.heads(),
              spec.shape.textLayers(),
              spec.shape.textHeads(),
              spec.shape.tap(),
              spec.shape.patch()
            }));
    return all;
  }

  static void add(NDList list, String name, NDArray array) {
    array.setName(name);
    list.add(array);
  }

  static NDArray matrix(NDManager manager, long[][] rows) {
    int width = rows[0].length;
    long[] flat = new long[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * width, width);
    }
    return manager.create(flat, new Shape(rows.length, width));
  }

  private static long named(DemoScene scene) {
    return scene.kind() == ImageKind.ONE
            || scene.kind() == ImageKind.COUNT
            || scene.kind() == ImageKind.TILE
        ? scene.objects().getFirst()
        : IGNORE;
  }

  /** Concept (or background) of each patch, then colour and pattern of background patches. */
  private void label(ImagePool.Sample sample, long[] labels, int at, int plane) {
    DemoScene scene = sample.scene();
    long color = scene.color() == null ? IGNORE : scene.color().ordinal();
    long backdrop =
        scene.texture() != null
            ? 1 + scene.texture().ordinal()
            : scene.scenery() != null ? 1 + Texture.values().length + scene.scenery().ordinal() : 0;
    short[] shown = sample.labels();
    for (int p = 0; p < shown.length; p++) {
      boolean background = shown[p] == PatchLabels.BACKGROUND;
      labels[at + p] = background ? concepts.size() : shown[p];
      labels[plane + at + p] = background ? color : IGNORE;
      labels[2 * plane + at + p] = background ? backdrop : IGNORE;
    }
  }

  /** Different patches in ascending order, drawn evenly. */
  private static void choose(SplittableRandom random, long[] keep, int at, int kept, int patches) {
    int needed = kept;
    for (int p = 0; p < patches; p++) {
      if (random.nextInt(patches - p) < needed) {
        keep[at + kept - needed] = p;
        needed--;
      }
    }
  }
}
