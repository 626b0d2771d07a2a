package dev.facet.cli;

import dev.facet.core.Cancellation;
import dev.facet.core.FacetFolders;
import dev.facet.worker.IndexingService;
import dev.facet.workspace.EncoderStore;
import dev.facet.workspace.EncoderStore.Encoder;
import dev.facet.workspace.Study;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code facet monosemanticity}: the score with any encoder, against the neuron baseline. */
@Command(
    name = "monosemanticity",
    header = "Measure the monosemanticity of a study's features.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Prints mean, spread and best MonoSemanticity (Pach et al.) of latents and of the residual dimensions taken as neurons, for each"
            + " encoder that it was measured with. With --encoder the images go through another encoder first, such as DINOv2.",
    footer = {"", "Example:", "  facet monosemanticity study --encoder dinov2-base"})
final class MonosemanticityCommand implements Callable<Integer> {

  @Parameters(paramLabel = "STUDY", description = "Folder of a finished study.")
  private Path study = Path.of("");

  @Option(
      names = "--encoder",
      paramLabel = "DIR",
      description = "Folder of an image encoder: CLIP, SigLIP or DINOv2.")
  private @Nullable Path encoder;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    ConsoleProgress progress = new ConsoleProgress(spec.commandLine().getErr());
    try (Study opened = encoder == null ? Study.openReadOnly(study) : Study.open(study)) {
      if (encoder != null) {
        new IndexingService(FacetFolders.ofSystem())
            .monosemanticity(opened, encoder, progress, Cancellation.NONE);
      }
      progress.end();
      PrintWriter to = spec.commandLine().getOut();
      for (Encoder measured : opened.encoders().all()) {
        to.println("E = " + measured.name() + (measured.chosen() ? " (in the feature list)" : ""));
        print(to, "latents", opened.encoders(), measured, false);
        print(to, "neurons", opened.encoders(), measured, true);
      }
    }
    return 0;
  }

  private static void print(
      PrintWriter to, String what, EncoderStore encoders, Encoder encoder, boolean neurons) {
    float[] scores = encoders.scores(encoder.fingerprint(), neurons);
    if (scores.length == 0) {
      to.println("  " + what + ": not measured");
      return;
    }
    double mean = 0;
    double best = -1;
    for (float score : scores) {
      mean += score / (double) scores.length;
      best = Math.max(best, score);
    }
    double squares = 0;
    for (float score : scores) {
      squares += (score - mean) * (score - mean);
    }
    to.printf(
        Locale.ROOT,
        "  %s: %d, mean %.4f, deviation %.4f, best %.4f%n",
        what,
        scores.length,
        mean,
        Math.sqrt(squares / Math.max(1, scores.length - 1)),
        best);
  }
}
