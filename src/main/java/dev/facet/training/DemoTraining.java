package dev.facet.training;

import ai.djl.ndarray.NDManager;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.Progress;
import dev.facet.demo.ConceptTable;
import dev.facet.demo.DemoCaptions;
import dev.facet.demo.DemoPainter;
import dev.facet.sae.SaeWriter;
import dev.facet.sae.TrainedSae;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.Torch;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The one reproducible way from nothing to the files in {@code models/demo}: CLIP, two captioners
 * on its tower, and a sparse autoencoder of it.
 */
public final class DemoTraining {

  /** A part of the run; all but the first need the tower. */
  public enum Stage {
    TOWER,
    LM,
    LM_SMALL,
    /** Both captioners, one after the other. */
    CAPTIONERS,
    SAE,
    ALL
  }

  /**
   * What to make.
   *
   * @param out folder for checkpoints and results; an interrupted run continues there
   * @param stage what to train
   * @param seed of weights, images and order
   * @param steps of the stage, or 0 for the shipped recipe's number
   * @param images of the token bank that captioners and SAE learn from, or 0 for the recipe's
   * @param threads that compute gradients
   * @param sae how to train the autoencoder
   */
  public record Spec(
      Path out, Stage stage, long seed, int steps, int images, int threads, SaeTraining.Spec sae) {

    /** The shipped autoencoder. */
    public static SaeTraining.Spec sae(long seed) {
      return SaeTraining.Spec.of(TrainedSae.Architecture.BATCHTOPK, 1024, 3, 6000, seed);
    }
  }

  private static final int TOWER_STEPS = 3200;
  private static final int LM_STEPS = 3000;
  private static final int SMALL_STEPS = 3000;
  private static final int IMAGES = 16_000;
  private static final int MASKED_PART = 8;
  private static final int LM_BATCH = 64;
  private static final double LM_RATE = 3e-3;

  /** Background patches are many and alike: the autoencoder sees this share of them. */
  private static final double BACKGROUND_SHARE = 0.05;

  private final Spec spec;
  private final ConceptTable concepts = ConceptTable.load();
  private final Vocabulary vocabulary = new Vocabulary(new DemoCaptions(concepts).vocabulary());
  private final TowerTraining.Spec towerSpec;

  public DemoTraining(Spec spec) {
    this.spec = spec;
    this.towerSpec =
        TowerTraining.Spec.demo(spec.seed, steps(Stage.TOWER, TOWER_STEPS), spec.threads);
  }

  /**
   * Trains and writes {@code clip}, {@code llava}, {@code llava-small}, {@code sae} and {@code
   * sae-saelens} below the output folder.
   *
   * @throws FacetException when a stage lacks the tower, or a checkpoint belongs to another run
   */
  public void run(Progress progress, Cancellation cancellation) {
    Path towerState = spec.out.resolve("tower.state.safetensors");
    if (does(Stage.TOWER)) {
      new TowerTraining(towerSpec).run(towerState, progress, cancellation);
    }
    ModelFolderWriter writer = new ModelFolderWriter(towerSpec.shape(), vocabulary);
    try (NDManager manager = Torch.newManager();
        ScriptOps ops = ScriptOps.load(manager, DemoTraining.class, TrainingScript.RESOURCE);
        Parameters tower = TowerTraining.parameters(manager, towerSpec)) {
      if (TrainingCheckpoint.restore(towerState, tower, towerSpec.run()) == 0) {
        throw FacetException.notFound(
            "There is no trained tower at " + towerState + "; run the stage 'tower' first");
      }
      String fingerprint = writer.clip(spec.out.resolve("clip"), tower);
      if (!does(Stage.LM) && !does(Stage.LM_SMALL) && !does(Stage.SAE)) {
        return;
      }
      int images = spec.images > 0 ? spec.images : IMAGES;
      try (TokenBank bank =
          TokenBank.make(
              manager,
              ops,
              towerSpec.shape(),
              tower,
              new DemoPainter(concepts),
              CaptionerTraining.FIRST_SEED,
              images,
              images / MASKED_PART,
              progress,
              cancellation)) {
        if (does(Stage.SAE)) {
          autoencoder(manager, ops, bank, fingerprint, progress, cancellation);
        }
        Frozen frozen = new Frozen(bank, tower, fingerprint, writer, manager);
        if (does(Stage.LM)) {
          captioner(
              frozen,
              CaptionerShape.DEMO,
              steps(Stage.LM, LM_STEPS),
              "llava",
              progress,
              cancellation);
        }
        if (does(Stage.LM_SMALL)) {
          captioner(
              frozen,
              CaptionerShape.SMALL,
              steps(Stage.LM_SMALL, SMALL_STEPS),
              "llava-small",
              progress,
              cancellation);
        }
      }
    }
  }

  /** The trained tower and what was made with it. */
  private record Frozen(
      TokenBank bank,
      Parameters tower,
      String fingerprint,
      ModelFolderWriter writer,
      NDManager manager) {}

  private void captioner(
      Frozen frozen,
      CaptionerShape shape,
      int steps,
      String name,
      Progress progress,
      Cancellation cancellation) {
    CaptionerTraining.Spec captioner =
        new CaptionerTraining.Spec(shape, spec.seed, steps, spec.threads, LM_BATCH, LM_RATE);
    Path state = spec.out.resolve(name + ".state.safetensors");
    new CaptionerTraining(captioner, frozen.bank, frozen.tower, frozen.fingerprint)
        .run(state, progress, cancellation);
    try (Parameters trained =
        CaptionerTraining.parameters(frozen.manager, captioner, towerSpec.shape())) {
      TrainingCheckpoint.restore(state, trained, captioner.run(frozen.fingerprint));
      frozen.writer.llava(spec.out.resolve(name), frozen.tower, shape, trained);
    }
  }

  private void autoencoder(
      NDManager manager,
      ScriptOps ops,
      TokenBank bank,
      String fingerprint,
      Progress progress,
      Cancellation cancellation) {
    SplittableRandom random = new SplittableRandom(spec.seed);
    int patches = bank.shape().patches();
    int[] rows =
        IntStream.range(0, bank.sources().size())
            .filter(image -> bank.sources().get(image).only() < 0)
            .flatMap(
                image ->
                    IntStream.range(0, patches)
                        .filter(
                            p ->
                                bank.sources().get(image).labels()[p] >= 0
                                    || random.nextDouble() < BACKGROUND_SHARE)
                        .map(p -> bank.row(image) + 1 + p))
            .toArray();
    TrainedSae sae =
        new SaeTraining(spec.sae, manager, ops, bank.tokens(), rows)
            .run(
                spec.out.resolve("sae.state.safetensors"),
                HookPoint.out(HookPoint.Tower.VISION, bank.shape().tap()),
                "demo/clip",
                fingerprint,
                progress,
                cancellation);
    SaeWriter.dictionaryLearning(spec.out.resolve("sae"), sae);
    SaeWriter.saeLens(spec.out.resolve("sae-saelens"), sae);
  }

  private boolean does(Stage stage) {
    boolean captioner = stage == Stage.LM || stage == Stage.LM_SMALL;
    return spec.stage == stage
        || spec.stage == Stage.ALL
        || captioner && spec.stage == Stage.CAPTIONERS;
  }

  private int steps(Stage stage, int usual) {
    return spec.steps > 0 && spec.stage == stage ? spec.steps : usual;
  }
}
