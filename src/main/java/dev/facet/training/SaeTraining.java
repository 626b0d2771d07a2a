package dev.facet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.Progress;
import dev.facet.sae.TrainedSae;
import dev.facet.sae.TrainedSae.Architecture;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.TensorList;
import dev.facet.training.Parameters.Entry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a sparse autoencoder on activations: ReLU with an L1 penalty (Bricken et al., 2023), TopK
 * (Gao et al., 2024), BatchTopK (Bussmann et al., 2024), Matryoshka BatchTopK (Bussmann et al.,
 * 2025) or JumpReLU with an L0 penalty (Rajamanoharan et al., 2024). Decoder rows have length 1.
 * Latents that stopped firing are brought back twice over: an auxiliary loss makes them explain
 * what is left (Gao et al.), and every 120 steps they restart on badly explained tokens (Bricken et
 * al.). Inputs are scaled to mean length sqrt(D); the result has the scale folded into its biases,
 * so that it reads activations as they are.
 */
public final class SaeTraining {

  /**
   * How to train.
   *
   * @param latents F
   * @param k active latents a token that TopK, BatchTopK and Matryoshka aim at
   * @param sparsity weight of the L1 or L0 penalty of ReLU and JumpReLU
   * @param batch tokens a step
   */
  public record Spec(
      Architecture architecture,
      int latents,
      int k,
      double sparsity,
      int steps,
      int batch,
      double rate,
      long seed) {

    /** A spec that cannot be trained is refused here. */
    public Spec {
      if (latents < 8 || k < 1 || k > latents || steps < 1) {
        throw FacetException.badInput(
            "An autoencoder needs at least 8 latents, k between 1 and the latents, and a step;"
                + " found "
                + latents
                + " latents, k "
                + k
                + ", "
                + steps
                + " steps");
      }
    }

    /** The same with another weight of the penalty. */
    public Spec withSparsity(double weight) {
      return new Spec(architecture, latents, k, weight, steps, batch, rate, seed);
    }

    /** The rate and batch that fit small towers; the sparsity of each architecture's paper. */
    public static Spec of(Architecture architecture, int latents, int k, int steps, long seed) {
      double sparsity =
          architecture == Architecture.RELU
              ? 0.03
              : architecture == Architecture.JUMPRELU ? 0.01 : 0;
      return new Spec(architecture, latents, k, sparsity, steps, 1024, 2e-3, seed);
    }
  }

  /**
   * How well it went, on tokens drawn at the end.
   *
   * @param explained share of the variance that is reconstructed
   * @param active latents a token, L0
   * @param dead share of latents that have not fired for long
   */
  public record Figures(double explained, double active, double dead) {}

  private static final Logger LOG = LoggerFactory.getLogger(SaeTraining.class);
  private static final double BETA2 = 0.99;
  private static final int WARMUP = 50;
  private static final double DECAY_SHARE = 0.3;
  private static final int SILENT_STEPS = 60;
  private static final int REVIVE_EVERY = 120;
  private static final double REVIVE_UNTIL = 0.72;
  private static final int REVIVE_SAMPLE = 6000;
  private static final int START_SAMPLE = 30_000;
  private static final int THRESHOLD_STEPS = 100;
  private static final int LOG_EVERY = 250;
  private static final double BAND = 0.2;
  private static final double FIRST_THRESHOLD = 0.1;

  private final Spec spec;
  private final NDManager manager;
  private final ScriptOps ops;
  private final NDArray tokens;
  private final int[] rows;
  private final int width;

  /**
   * @param tokens activations {@code [N, D]}, half or single precision
   * @param rows which of them to train on
   */
  SaeTraining(Spec spec, NDManager manager, ScriptOps ops, NDArray tokens, int[] rows) {
    this.spec = spec;
    this.manager = manager;
    this.ops = ops;
    this.tokens = tokens;
    this.rows = rows;
    this.width = (int) tokens.getShape().get(1);
    tokens.setName("tokens");
  }

  private List<Entry> entries() {
    List<Entry> all =
        new ArrayList<>(
            List.of(
                Entry.constant("encoder", 0, spec.latents, width),
                Entry.constant("encoder_bias", 0, spec.latents),
                Entry.constant("decoder", 0, spec.latents, width),
                Entry.constant("decoder_bias", 0, width)));
    if (spec.architecture == Architecture.JUMPRELU) {
      all.add(Entry.constant("log_threshold", Math.log(FIRST_THRESHOLD), spec.latents));
    }
    return all;
  }

  /** Latents of each nested level of a Matryoshka SAE: an eighth, an eighth, a quarter, a half. */
  private int[] groups() {
    int f = spec.latents;
    return spec.architecture == Architecture.MATRYOSHKA
        ? new int[] {f / 8, f / 4 - f / 8, f / 2 - f / 4, f - f / 2}
        : new int[] {f};
  }

  /**
   * Trains, or continues from the checkpoint.
   *
   * @param checkpoint file to continue from, and to save to
   * @param hook where the activations come from
   * @param model name of the model's folder
   * @param towerFingerprint of the tower that gave them
   */
  TrainedSae run(
      Path checkpoint,
      HookPoint hook,
      String model,
      String towerFingerprint,
      Progress progress,
      Cancellation cancellation) {
    String run =
        "sae "
            + spec
            + " at "
            + hook.name()
            + " of tower "
            + towerFingerprint
            + " on "
            + rows.length
            + " tokens";
    try (Parameters parameters = new Parameters(manager, entries(), 0, spec.seed);
        TensorList moments1 = parameters.windows(parameters.moment1());
        TensorList moments2 = parameters.windows(parameters.moment2())) {
      float[] silent = new float[spec.latents];
      float[] thresholds = new float[THRESHOLD_STEPS];
      float[] scale = new float[1];
      float[] facts = new float[5];
      int start =
          TrainingCheckpoint.restore(
              checkpoint,
              parameters,
              run,
              Map.of("silent", silent, "thresholds", thresholds, "scale", scale, "facts", facts));
      if (start == 0) {
        begin(parameters, scale);
      }
      long begun = System.nanoTime();
      for (int step = start; step < spec.steps; step++) {
        cancellation.check();
        facts = step(parameters, silent, scale[0], step);
        thresholds[step % THRESHOLD_STEPS] = facts[4];
        if ((step + 1) % REVIVE_EVERY == 0 && step < spec.steps * REVIVE_UNTIL) {
          revive(parameters, moments1, moments2, silent, scale[0], step);
        }
        if ((step + 1) % LOG_EVERY == 0 || step + 1 == spec.steps) {
          Figures now = figures(facts, silent);
          LOG.info(
              String.format(
                  Locale.ROOT,
                  "sae step %d of %d: loss %.4f explained %.3f active %.2f dead %.3f, %.0f s",
                  step + 1,
                  spec.steps,
                  facts[0],
                  now.explained,
                  now.active,
                  now.dead,
                  (System.nanoTime() - begun) / 1e9));
          TrainingCheckpoint.write(
              checkpoint,
              parameters,
              step + 1,
              run,
              Map.of(
                  "silent", FloatTensor.of(silent, silent.length),
                  "thresholds", FloatTensor.of(thresholds, thresholds.length),
                  "scale", FloatTensor.of(scale, 1),
                  "facts", FloatTensor.of(facts, facts.length)));
        }
        progress.report("training the sparse autoencoder", step + 1, spec.steps);
      }
      return result(
          parameters, thresholds, scale[0], figures(facts, silent), hook, model, towerFingerprint);
    }
  }

  private static Figures figures(float[] facts, float[] silent) {
    int dead = 0;
    for (float s : silent) {
      dead += s > SILENT_STEPS ? 1 : 0;
    }
    return new Figures(1 - facts[1] / facts[2], facts[3], dead / (double) silent.length);
  }

  private long[] draw(SplittableRandom random, int count) {
    long[] index = new long[count];
    for (int i = 0; i < count; i++) {
      index[i] = rows[random.nextInt(rows.length)];
    }
    return index;
  }

  /** Directions start at tokens: latents begin where data is. */
  private void begin(Parameters parameters, float[] scale) {
    SplittableRandom random = new SplittableRandom(spec.seed);
    long[] index = draw(random, START_SAMPLE);
    try (NDArray chosen = manager.create(index);
        NDArray length = ops.call(manager, "mean_length", tokens, chosen)) {
      scale[0] = (float) (length.getFloat() / Math.sqrt(width));
      try (NDArray done =
          ops.call(manager, "sae_start", tokens, chosen, (double) scale[0], parameters.list())) {
        done.getShape();
      }
    }
  }

  private float[] step(Parameters parameters, float[] silent, float scale, int step) {
    SplittableRandom random = Seeds.of(spec.seed, step);
    float[] dead = new float[spec.latents];
    for (int f = 0; f < dead.length; f++) {
      dead[f] = silent[f] > SILENT_STEPS ? 1 : 0;
    }
    int[] sizes = groups();
    long[] ends = new long[sizes.length];
    for (int i = 0, sum = 0; i < sizes.length; i++) {
      sum += sizes[i];
      ends[i] = sum;
    }
    try (NDManager scope = manager.newSubManager()) {
      NDList all = new NDList();
      // The first argument's manager owns the results, so it must be the step's own.
      TowerTraining.add(all, "index", scope.create(draw(random, spec.batch)));
      all.add(tokens);
      TowerTraining.add(all, "dead", scope.create(dead));
      TowerTraining.add(all, "groups", scope.create(ends));
      TowerTraining.add(
          all,
          "control",
          scope.create(
              new double[] {spec.architecture.ordinal(), spec.k, scale, spec.sparsity, BAND}));
      all.addAll(parameters.views());
      NDList result = ops.callWithGradient(scope, "sae_gradient", all);
      double rise = Math.min(1, (step + 1) / (double) WARMUP);
      double fall = Math.min(1, (spec.steps - step) / (spec.steps * DECAY_SHARE));
      ops.call(
              scope,
              "adamw",
              parameters.weights(),
              parameters.moment1(),
              parameters.moment2(),
              result.get(0),
              parameters.decay(),
              step + 1,
              spec.rate * rise * fall,
              BETA2)
          .close();
      ops.call(scope, "sae_unit_rows", parameters.get("decoder")).close();
      float[] fired = result.get(2).toFloatArray();
      for (int f = 0; f < fired.length; f++) {
        silent[f] = fired[f] > 0 ? 0 : silent[f] + 1;
      }
      return result.get(1).toFloatArray();
    }
  }

  private void revive(
      Parameters parameters,
      TensorList moments1,
      TensorList moments2,
      float[] silent,
      float scale,
      int step) {
    long[] dead = new long[spec.latents];
    int count = 0;
    for (int f = 0; f < silent.length; f++) {
      if (silent[f] > SILENT_STEPS) {
        dead[count++] = f;
        silent[f] = 0;
      }
    }
    if (count == 0) {
      return;
    }
    dead = Arrays.copyOf(dead, count);
    SplittableRandom random = Seeds.of(spec.seed + 7, step);
    try (NDManager scope = manager.newSubManager()) {
      NDArray errors =
          ops.call(
              scope,
              "sae_errors",
              tokens,
              scope.create(draw(random, REVIVE_SAMPLE)),
              (double) scale,
              spec.architecture.ordinal(),
              spec.k,
              parameters.list());
      float[] values = errors.toFloatArray();
      double[] cumulative = new double[REVIVE_SAMPLE];
      double sum = 0;
      for (int i = 0; i < REVIVE_SAMPLE; i++) {
        double square = 0;
        for (int d = 0; d < width; d++) {
          square += values[i * width + d] * values[i * width + d];
        }
        sum += square * square;
        cumulative[i] = sum;
      }
      long[] chosen = new long[count];
      for (int i = 0; i < count; i++) {
        int found = Arrays.binarySearch(cumulative, random.nextDouble() * sum);
        chosen[i] = Math.min(found < 0 ? -found - 1 : found, REVIVE_SAMPLE - 1);
      }
      ops.call(
              scope,
              "sae_revive",
              errors,
              scope.create(chosen),
              scope.create(dead),
              parameters.list(),
              moments1,
              moments2)
          .close();
    }
  }

  private TrainedSae result(
      Parameters parameters,
      float[] thresholds,
      float scale,
      Figures figures,
      HookPoint hook,
      String model,
      String towerFingerprint) {
    Architecture kind = spec.architecture;
    float[] threshold = {};
    if (kind == Architecture.JUMPRELU) {
      threshold = parameters.get("log_threshold").toFloatArray();
      for (int i = 0; i < threshold.length; i++) {
        threshold[i] = (float) Math.exp(threshold[i]) * scale;
      }
    } else if (kind == Architecture.BATCHTOPK || kind == Architecture.MATRYOSHKA) {
      double mean = 0;
      int counted = Math.min(spec.steps, THRESHOLD_STEPS);
      for (int i = 0; i < counted; i++) {
        mean += thresholds[i] / counted;
      }
      threshold = new float[] {(float) mean * scale};
    }
    return new TrainedSae(
        kind,
        width,
        spec.latents,
        parameters.get("encoder").toFloatArray(),
        times(parameters.get("encoder_bias").toFloatArray(), scale),
        parameters.get("decoder").toFloatArray(),
        times(parameters.get("decoder_bias").toFloatArray(), scale),
        kind == Architecture.RELU || kind == Architecture.JUMPRELU ? 0 : spec.k,
        threshold,
        kind == Architecture.MATRYOSHKA ? groups() : new int[0],
        hook,
        model,
        towerFingerprint,
        Map.of(
            "steps",
            spec.steps,
            "lr",
            spec.rate,
            "seed",
            spec.seed,
            "explained_variance",
            figures.explained,
            "l0",
            figures.active,
            "dead_share",
            figures.dead));
  }

  private static float[] times(float[] values, float factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return values;
  }
}
