package dev.facet.training;

import ai.djl.ndarray.NDManager;
import dev.facet.checkpoint.Fingerprint;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.Progress;
import dev.facet.demo.ConceptTable;
import dev.facet.demo.DemoPainter;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.Torch;
import java.nio.file.Path;

/** The one reproducible way from nothing to the files in {@code models/demo}. */
public final class DemoTraining {

  /** A part of the run; each needs the ones before it. */
  public enum Stage {
    TOWER,
    LM,
    LM_SMALL,
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
   */
  public record Spec(Path out, Stage stage, long seed, int steps, int images, int threads) {}

  private static final int TOWER_STEPS = 4000;
  private static final int LM_STEPS = 2600;
  private static final int SMALL_STEPS = 1200;
  private static final int IMAGES = 16_000;

  private final Spec spec;

  public DemoTraining(Spec spec) {
    this.spec = spec;
  }

  public void run(Progress progress, Cancellation cancellation) {
    Path towerState = spec.out.resolve("tower.state.safetensors");
    TowerTraining.Spec towerSpec = TowerTraining.Spec.demo(spec.seed, steps(Stage.TOWER, TOWER_STEPS), spec.threads);
    if (does(Stage.TOWER)) {
      new TowerTraining(towerSpec).run(towerState, progress, cancellation);
    }
    if (!does(Stage.LM) && !does(Stage.LM_SMALL) && !does(Stage.SAE)) {
      return;
    }
    try (NDManager manager = Torch.newManager();
        ScriptOps ops = ScriptOps.load(manager, DemoTraining.class, TrainingScript.RESOURCE);
        Parameters tower = TowerTraining.parameters(manager, towerSpec)) {
      if (TrainingCheckpoint.restore(towerState, tower, towerSpec.run()) == 0) {
        throw FacetException.notFound(
            "There is no trained tower at " + towerState + "; run the stage 'tower' first");
      }
      String fingerprint = Fingerprint.ofTensors(tower.tensors());
      if (does(Stage.LM) || does(Stage.LM_SMALL)) {
        captioners(manager, ops, tower, towerSpec.shape(), fingerprint, progress, cancellation);
      }
    }
  }

  private void captioners(
      NDManager manager,
      ScriptOps ops,
      Parameters tower,
      TowerShape shape,
      String fingerprint,
      Progress progress,
      Cancellation cancellation) {
    int images = spec.images > 0 ? spec.images : IMAGES;
    try (TokenBank bank =
        TokenBank.make(
            manager,
            ops,
            shape,
            tower,
            new DemoPainter(ConceptTable.load()),
            CaptionerTraining.FIRST_SEED,
            images,
            images / 8,
            progress,
            cancellation)) {
      if (does(Stage.LM)) {
        new CaptionerTraining(
                new CaptionerTraining.Spec(
                    CaptionerShape.DEMO, spec.seed, steps(Stage.LM, LM_STEPS), spec.threads, 64, 3e-3),
                bank,
                tower,
                fingerprint)
            .run(spec.out.resolve("llava.state.safetensors"), progress, cancellation);
      }
      if (does(Stage.LM_SMALL)) {
        new CaptionerTraining(
                new CaptionerTraining.Spec(
                    CaptionerShape.SMALL, spec.seed, steps(Stage.LM_SMALL, SMALL_STEPS), spec.threads, 64, 3e-3),
                bank,
                tower,
                fingerprint)
            .run(spec.out.resolve("llava-small.state.safetensors"), progress, cancellation);
      }
    }
  }

  private boolean does(Stage stage) {
    return spec.stage == stage || spec.stage == Stage.ALL;
  }

  private int steps(Stage stage, int usual) {
    return spec.steps > 0 && spec.stage == stage ? spec.steps : usual;
  }
}
