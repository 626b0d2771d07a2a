package dev.facet.cli;

import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.sae.TrainedSae;
import dev.facet.training.SaeFromFolder;
import dev.facet.training.SaeTraining;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code facet train-sae}: a sparse autoencoder of a model's vision tower. */
@Command(
    name = "train-sae",
    header = "Train a sparse autoencoder on a folder of images.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Trains a sparse autoencoder on the patch tokens of a folder of images. Run it again to"
            + " continue an interrupted training.",
    footer = {
      "",
      "Example:",
      "  facet train-sae models/demo/clip --images pictures --site vision.layers.3.out \\",
      "      --arch batchtopk --latents 1024 --k 6 --out my-sae"
    })
final class TrainSaeCommand implements Callable<Integer> {

  @Parameters(paramLabel = "MODEL", description = "Folder of the model (Hugging Face layout).")
  private Path model = Path.of("");

  @Option(names = "--images", required = true, paramLabel = "DIR", description = "The images.")
  private Path images = Path.of("");

  @Option(
      names = "--site",
      required = true,
      paramLabel = "SITE",
      description = "Where, for example vision.layers.3.out.")
  private String site = "";

  @Option(
      names = "--arch",
      defaultValue = "batchtopk",
      description = "topk, batchtopk, matryoshka, relu or jumprelu (default: ${DEFAULT-VALUE}).")
  private String architecture = "";

  @Option(names = "--latents", required = true, paramLabel = "F", description = "Latents.")
  private int latents;

  @Option(
      names = "--k",
      defaultValue = "16",
      paramLabel = "K",
      description = "Active latents a patch; relu and jumprelu use --sparsity instead.")
  private int k;

  @Option(
      names = "--sparsity",
      paramLabel = "WEIGHT",
      defaultValue = "0",
      description = "Weight of the penalty of relu (L1) and jumprelu (L0).")
  private double sparsity;

  @Option(
      names = "--steps",
      defaultValue = "3000",
      description = "Steps of 1024 tokens (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(names = "--seed", defaultValue = "0", description = "Seed (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--max-tokens",
      defaultValue = "2000000",
      description = "Most tokens held in memory (default: ${DEFAULT-VALUE}).")
  private int mostTokens;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where it goes.")
  private Path out = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    TrainedSae.Architecture family =
        Arrays.stream(TrainedSae.Architecture.values())
            .filter(a -> a.name().equals(architecture.toUpperCase(Locale.ROOT)))
            .findFirst()
            .orElseThrow(
                () ->
                    FacetException.badInput(
                        "'"
                            + architecture
                            + "' is no kind of autoencoder; expected topk, batchtopk, matryoshka,"
                            + " relu or jumprelu"));
    SaeTraining.Spec training = SaeTraining.Spec.of(family, latents, k, steps, seed);
    if (sparsity > 0) {
      training = training.withSparsity(sparsity);
    }
    PrintWriter console = spec.commandLine().getErr();
    ConsoleProgress progress = new ConsoleProgress(console);
    TrainedSae sae =
        new SaeFromFolder(
                new SaeFromFolder.Spec(
                    model,
                    images,
                    HookPoint.parse(site, HookPoint.Tower.VISION),
                    out,
                    mostTokens,
                    training))
            .run(progress, Cancellation.NONE);
    progress.end();
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%s: variance explained %.3f, L0 %.1f, dead %.1f %%%n",
            out,
            sae.training().get("explained_variance").doubleValue(),
            sae.training().get("l0").doubleValue(),
            100 * sae.training().get("dead_share").doubleValue());
    return 0;
  }
}
