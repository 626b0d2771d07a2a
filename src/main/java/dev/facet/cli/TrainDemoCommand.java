package dev.facet.cli;

import dev.facet.core.Cancellation;
import dev.facet.training.DemoTraining;
import dev.facet.training.SaeTraining;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code facet train-demo}: makes the embedded demo models. */
@Command(
    name = "train-demo",
    header = "Train the demo models from scratch.",
    description =
        "Trains the demo model from scratch: a small CLIP, two captioners on its vision tower and a"
            + " sparse autoencoder. Takes up to three hours on two cores; run it again to continue"
            + " an interrupted run.",
    mixinStandardHelpOptions = true)
final class TrainDemoCommand implements Callable<Integer> {

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where results go.")
  private Path out = Path.of(".");

  @Option(
      names = "--stage",
      defaultValue = "all",
      description = "What to train: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
      converter = StageConverter.class)
  private DemoTraining.Stage stage = DemoTraining.Stage.ALL;

  @Option(names = "--seed", defaultValue = "0", description = "Seed (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--steps",
      defaultValue = "0",
      description = "Steps of the stage; without it, those of the shipped model.")
  private int steps;

  @Option(
      names = "--images",
      defaultValue = "0",
      description = "Images that captioners and SAE learn from; without it, the shipped model's.")
  private int images;

  @Option(
      names = "--threads",
      defaultValue = "2",
      description = "Threads that compute (default: ${DEFAULT-VALUE}); part of the recipe.")
  private int threads;

  /** Accepts {@code lm-small} for {@code LM_SMALL}. */
  static final class StageConverter implements CommandLine.ITypeConverter<DemoTraining.Stage> {
    @Override
    public DemoTraining.Stage convert(String value) {
      return DemoTraining.Stage.valueOf(value.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
    }
  }

  @Option(
      names = "--latents",
      defaultValue = "0",
      description = "Latents of the autoencoder; without it, the shipped one's.")
  private int latents;

  @Option(
      names = "--k",
      defaultValue = "0",
      description = "Active latents a patch of the autoencoder; without it, the shipped one's.")
  private int k;

  @Spec private CommandSpec commandLine = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Files.createDirectories(out);
    ConsoleProgress progress = new ConsoleProgress(commandLine.commandLine().getErr());
    SaeTraining.Spec shipped = DemoTraining.Spec.sae(seed);
    SaeTraining.Spec sae =
        SaeTraining.Spec.of(
            shipped.architecture(),
            latents > 0 ? latents : shipped.latents(),
            k > 0 ? k : shipped.k(),
            stage == DemoTraining.Stage.SAE && steps > 0 ? steps : shipped.steps(),
            seed);
    new DemoTraining(new DemoTraining.Spec(out, stage, seed, steps, images, threads, sae))
        .run(progress, Cancellation.NONE);
    progress.end();
    return 0;
  }
}
