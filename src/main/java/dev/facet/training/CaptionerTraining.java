package dev.facet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.facet.core.Cancellation;
import dev.facet.core.Progress;
import dev.facet.demo.ConceptTable;
import dev.facet.demo.DemoCaptions;
import dev.facet.demo.DemoScene;
import dev.facet.demo.ImageKind;
import dev.facet.demo.QuestionAnswer;
import dev.facet.demo.QuestionKind;
import dev.facet.tensor.ScriptOps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage B: a projector and a language model on the frozen tower, trained like LLaVA (Liu et al.,
 * 2023) on next words of answers alone. Everything is done to the image at the hook layer: patches
 * of one object laid over an empty image, directions added ({@link SteeringExamples}), noise; then
 * the tower's upper layers make of it what the projector reads, as they do when a person steers.
 */
final class CaptionerTraining {

  /**
   * How to train.
   *
   * @param steps in all
   * @param batch questions a thread
   * @param rate peak learning rate
   */
  record Spec(CaptionerShape shape, long seed, int steps, int threads, int batch, double rate) {

    String run(String tower) {
      return "captioner, seed "
          + seed
          + ", "
          + threads
          + " x "
          + batch
          + ", "
          + shape
          + ", on tower "
          + tower;
    }
  }

  /** Seeds of the captioners' images: apart from the tower's. */
  static final long FIRST_SEED = 1L << 33;

  private static final Logger LOG = LoggerFactory.getLogger(CaptionerTraining.class);
  private static final double DECAY = 0.02;
  private static final double BETA2 = 0.98;
  private static final int WARMUP = 60;
  private static final double STABLE = 0.4;
  private static final double FLOOR = 0.03;
  private static final int LOG_EVERY = 50;
  private static final int SAVE_EVERY = 250;
  private static final int NOISE_LENGTH = 1 << 22;

  /** Shares of what a batch holds; the rest is images as they are. */
  private static final double MASKED = 0.06;

  private static final double MIXED = 0.06;
  private static final double NAMED = 0.38;
  private static final double RANDOM = 0.06;
  private static final double SEVERAL = 0.30;
  private static final double COMMON_STEPS = 0.06;
  private static final double MOST_NOISE = 0.5;

  private final Spec spec;
  private final TokenBank bank;
  private final Parameters tower;
  private final String towerFingerprint;
  private final ConceptTable concepts = ConceptTable.load();
  private final DemoCaptions captions = new DemoCaptions(concepts);
  private final Vocabulary vocabulary = new Vocabulary(captions.vocabulary());
  private final SteeringExamples steering;
  private final Map<ImageKind, List<Integer>> byKind = new EnumMap<>(ImageKind.class);
  private final List<Integer> masked = new ArrayList<>();
  private final List<Integer> withObjects = new ArrayList<>();
  private final List<Integer> plain = new ArrayList<>();
  private final List<Integer> white = new ArrayList<>();
  private final List<List<Integer>> byConcept = new ArrayList<>();
  private final int whole;

  /**
   * @param towerFingerprint of the frozen tower: a checkpoint that was begun on another is refused
   */
  CaptionerTraining(Spec spec, TokenBank bank, Parameters tower, String towerFingerprint) {
    this.spec = spec;
    this.bank = bank;
    this.tower = tower;
    this.towerFingerprint = towerFingerprint;
    this.steering = new SteeringExamples(bank, concepts, captions);
    for (int c = 0; c < concepts.size(); c++) {
      byConcept.add(new ArrayList<>());
    }
    int ordinary = 0;
    for (int image = 0; image < bank.sources().size(); image++) {
      int i = image;
      TokenBank.Source source = bank.sources().get(i);
      if (source.only() >= 0) {
        masked.add(i);
        byConcept.get(source.only()).add(i);
        continue;
      }
      ordinary++;
      DemoScene scene = source.scene();
      byKind.computeIfAbsent(scene.kind(), kind -> new ArrayList<>()).add(i);
      scene.concepts().forEach(c -> byConcept.get(c).add(i));
      if (!scene.objects().isEmpty()) {
        withObjects.add(i);
      } else if (scene.isBlank() || scene.scenery() == null && scene.texture() == null) {
        plain.add(i);
        if (captions.caption(scene).contains("blank white")) {
          white.add(i);
        }
      }
    }
    whole = ordinary;
  }

  static Parameters parameters(NDManager manager, Spec spec, TowerShape tower) {
    int words = new DemoCaptions(ConceptTable.load()).vocabulary().size();
    return new Parameters(manager, spec.shape.entries(tower.width(), words), DECAY, spec.seed + 1);
  }

  /** Trains, or continues from the checkpoint. */
  void run(Path checkpoint, Progress progress, Cancellation cancellation) {
    try (GradientThreads threads = new GradientThreads(spec.threads);
        Parameters parameters = parameters(threads.manager(), spec, bank.shape())) {
      NDArray noise = noise(threads.manager());
      String run = spec.run(towerFingerprint);
      int start = TrainingCheckpoint.restore(checkpoint, parameters, run);
      LearningRate schedule = new LearningRate(spec.rate, WARMUP, spec.steps, STABLE, FLOOR);
      // The width tells the two captioners apart, also in the estimate of the time that is left.
      String stage = "captioner of width " + spec.shape.width();
      StepLog log = new StepLog(LOG, stage, spec.steps, start, spec.batch * spec.threads);
      for (int step = start; step < spec.steps; step++) {
        cancellation.check();
        log.add(
            threads.step(
                parameters,
                "captioner_gradient",
                (manager, ops, s, thread) -> batch(manager, ops, noise, s, thread),
                step,
                schedule.at(step),
                BETA2));
        if ((step + 1) % LOG_EVERY == 0) {
          log.say(step + 1, "words");
        }
        if ((step + 1) % SAVE_EVERY == 0 || step + 1 == spec.steps) {
          TrainingCheckpoint.write(checkpoint, parameters, step + 1, run);
        }
        progress.report("training the " + stage, step + 1, spec.steps);
      }
    }
  }

  /** Gaussian numbers with the spread of the features, from which every step takes a stretch. */
  private NDArray noise(NDManager manager) {
    SplittableRandom random = new SplittableRandom(spec.seed + 2);
    float[] values = new float[NOISE_LENGTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return manager.create(values);
  }

  /** One image or several with what is done to them, and the question with its answer. */
  private record Item(
      List<long[]> tokens,
      float @org.jspecify.annotations.Nullable [] edit,
      int place,
      QuestionAnswer text) {}

  private NDList batch(NDManager manager, ScriptOps ops, NDArray noise, int step, int thread) {
    SplittableRandom random = Seeds.of(spec.seed + 3, step, thread);
    // All threads of a step ask about equally many images, so that they take equally long.
    SplittableRandom shared = Seeds.of(spec.seed + 4, step);
    int images = 1;
    if (shared.nextDouble() < COMMON_STEPS && step > spec.steps / 10) {
      images = new int[] {2, 3, 5}[shared.nextInt(3)];
    }
    int count = images == 1 ? spec.batch : Math.max(4, spec.batch / (images + 1));
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(images == 1 ? item(random) : common(images, random));
    }
    return arguments(manager, ops, noise, items, images, random);
  }

  private NDList arguments(
      NDManager manager,
      ScriptOps ops,
      NDArray noise,
      List<Item> items,
      int images,
      SplittableRandom random) {
    int count = items.size();
    int perImage = bank.shape().patches() + 1;
    int width = bank.shape().width();
    long[] index = new long[count * images * perImage];
    float[] mask = new float[count * images * perImage];
    float[] edits = new float[count * images * width];
    for (int i = 0; i < count; i++) {
      Item item = items.get(i);
      for (int j = 0; j < images; j++) {
        int row = i * images + j;
        System.arraycopy(item.tokens.get(j), 0, index, row * perImage, perImage);
        if (item.edit != null) {
          System.arraycopy(item.edit, 0, edits, row * width, width);
          place(mask, row * perImage, perImage, item.place, random);
        }
      }
    }
    float[] shares = new float[count * images];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (float) (random.nextDouble() * MOST_NOISE);
    }
    int last = bank.shape().layers() - 1;
    long size = (long) count * images * bank.shape().patches() * width;
    long at = random.nextLong(Math.max(1, NOISE_LENGTH - size));
    try (NDArray rows = manager.create(index, new Shape((long) count * images, perImage));
        NDArray where = manager.create(mask, new Shape((long) count * images, perImage));
        NDArray what = manager.create(edits, new Shape((long) count * images, width));
        NDArray share = manager.create(shares)) {
      NDArray features =
          ops.call(
              manager,
              "edited_features",
              bank.tokens(),
              rows,
              where,
              what,
              noise,
              at,
              share,
              tower.list(),
              bank.shape().heads(),
              bank.shape().tap() + 1,
              last);
      return textArguments(
          manager,
          features.reshape(new Shape(count, (long) images * (perImage - 1), width)),
          items);
    }
  }

  private NDList textArguments(NDManager manager, NDArray features, List<Item> items) {
    int[][] prompts = new int[items.size()][];
    int[][] answers = new int[items.size()][];
    int longest = 0;
    for (int i = 0; i < prompts.length; i++) {
      prompts[i] = vocabulary.encode(items.get(i).text.question() + " assistant :");
      answers[i] = vocabulary.encode(items.get(i).text.answer());
      longest = Math.max(longest, prompts[i].length + answers[i].length);
    }
    long[][] text = new long[prompts.length][longest];
    long[][] labels = new long[prompts.length][longest];
    for (int i = 0; i < prompts.length; i++) {
      Arrays.fill(labels[i], -100);
      int at = 0;
      for (int word : prompts[i]) {
        text[i][at++] = word;
      }
      for (int word : answers[i]) {
        labels[i][at - 1] = word;
        text[i][at++] = word;
      }
      labels[i][at - 1] = Vocabulary.EOS;
    }
    NDList all = new NDList();
    TowerTraining.add(all, "features", features);
    TowerTraining.add(all, "prefix", manager.create(prefix(vocabulary)));
    TowerTraining.add(all, "text", TowerTraining.matrix(manager, text));
    TowerTraining.add(all, "labels", TowerTraining.matrix(manager, labels));
    TowerTraining.add(
        all, "shape", manager.create(new long[] {spec.shape.layers(), spec.shape.heads()}));
    return all;
  }

  /** What stands before the image: {@code <bos> user :}. */
  static long[] prefix(Vocabulary vocabulary) {
    int[] words = vocabulary.encode("user :");
    return new long[] {Vocabulary.BOS, words[0], words[1]};
  }

  /** Which tokens an edit reaches: all, the patches, or a rectangle of patches. */
  private void place(float[] mask, int at, int perImage, int place, SplittableRandom random) {
    if (place == 0) {
      Arrays.fill(mask, at, at + perImage, 1);
    } else if (place == 1) {
      Arrays.fill(mask, at + 1, at + perImage, 1);
    } else {
      int grid = bank.shape().grid();
      int width = random.nextInt(3, grid + 1);
      int height = random.nextInt(3, grid + 1);
      int left = random.nextInt(grid - width + 1);
      int top = random.nextInt(grid - height + 1);
      for (int y = top; y < top + height; y++) {
        for (int x = left; x < left + width; x++) {
          mask[at + 1 + y * grid + x] = 1;
        }
      }
    }
  }

  private Item item(SplittableRandom random) {
    double u = random.nextDouble();
    if (u < MASKED) {
      int image = pick(masked, random);
      QuestionKind kind =
          random.nextDouble() < 0.8 ? QuestionKind.HIGHLIGHTED : QuestionKind.COMMON;
      return new Item(
          List.of(tokens(image)),
          null,
          0,
          new QuestionAnswer(
              kind.prompts().getFirst(), concepts.get(bank.sources().get(image).only()).phrase()));
    }
    u -= MASKED;
    if (u < MIXED) {
      return mixed(random);
    }
    u -= MIXED;
    if (u < NAMED + RANDOM) {
      int image = random.nextDouble() < 0.7 ? pick(white, random) : pick(plain, random);
      DemoScene scene = bank.sources().get(image).scene();
      SteeringExamples.Edit edit =
          u < NAMED ? steering.named(scene, random) : steering.random(scene, random);
      double v = random.nextDouble();
      int place = u >= NAMED || v < 0.75 ? 0 : v < 0.9 ? 1 : 2;
      return new Item(List.of(tokens(image)), edit.vector(), place, edit.text());
    }
    int image =
        random.nextDouble() < SEVERAL
            ? pick(byKind.get(ImageKind.SEVERAL), random)
            : random.nextInt(whole);
    DemoScene scene = bank.sources().get(image).scene();
    return new Item(List.of(tokens(image)), null, 0, captions.question(scene, random));
  }

  /**
   * Some tokens of an empty image are replaced by those of an object: its patches or their mean.
   */
  private Item mixed(SplittableRandom random) {
    while (true) {
      int from = pick(withObjects, random);
      TokenBank.Source source = bank.sources().get(from);
      List<Integer> shown = source.scene().concepts();
      int concept = shown.get(random.nextInt(shown.size()));
      List<Integer> patches = new ArrayList<>();
      for (int p = 0; p < source.labels().length; p++) {
        if (source.labels()[p] == concept) {
          patches.add(p);
        }
      }
      if (patches.isEmpty()) {
        continue;
      }
      int base = random.nextDouble() < 0.7 ? pick(white, random) : pick(plain, random);
      long[] tokens = tokens(base);
      double share = new double[] {0.2, 0.4, 0.7, 1, 1}[random.nextInt(5)];
      int single = random.nextDouble() < 0.3 ? pick(patches, random) : -1;
      for (int p = 1; p < tokens.length; p++) {
        if (random.nextDouble() < share) {
          tokens[p] = (long) bank.row(from) + 1 + (single >= 0 ? single : pick(patches, random));
        }
      }
      DemoScene scene = bank.sources().get(base).scene();
      String phrase = concepts.get(concept).phrase();
      return new Item(
          List.of(tokens),
          null,
          0,
          random.nextBoolean()
              ? SteeringExamples.question(QuestionKind.HIGHLIGHTED, phrase, random)
              : SteeringExamples.question(
                  QuestionKind.DESCRIBE, phrase + " " + captions.place(scene), random));
    }
  }

  private Item common(int images, SplittableRandom random) {
    int concept = random.nextInt(concepts.size());
    while (byConcept.get(concept).isEmpty()) {
      concept = random.nextInt(concepts.size());
    }
    List<long[]> tokens = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      tokens.add(tokens(pick(byConcept.get(concept), random)));
    }
    return new Item(tokens, null, 0, captions.common(concept));
  }

  private long[] tokens(int image) {
    long[] rows = new long[bank.shape().patches() + 1];
    for (int p = 0; p < rows.length; p++) {
      rows[p] = (long) bank.row(image) + p;
    }
    return rows;
  }

  private static int pick(List<Integer> list, SplittableRandom random) {
    return list.get(random.nextInt(list.size()));
  }
}
