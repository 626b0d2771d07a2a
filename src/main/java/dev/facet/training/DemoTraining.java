package dev.facet.training;

import dev.facet.core.Cancellation;
import dev.facet.core.Progress;
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
   * @param threads that compute gradients
   */
  public record Spec(Path out, Stage stage, long seed, int steps, int threads) {}

  private static final int TOWER_STEPS = 5000;

  private final Spec spec;

  public DemoTraining(Spec spec) {
    this.spec = spec;
  }

  public void run(Progress progress, Cancellation cancellation) {
    if (spec.stage == Stage.TOWER || spec.stage == Stage.ALL) {
      int steps = spec.steps > 0 && spec.stage == Stage.TOWER ? spec.steps : TOWER_STEPS;
      new TowerTraining(TowerTraining.Spec.demo(spec.seed, steps, spec.threads))
          .run(spec.out.resolve("tower.state.safetensors"), progress, cancellation);
    }
  }
}
