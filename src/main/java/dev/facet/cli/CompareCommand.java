package dev.facet.cli;

import dev.facet.core.AtomicFile;
import dev.facet.core.Cancellation;
import dev.facet.core.StudyComparison;
import dev.facet.index.ComparisonParts;
import dev.facet.protocol.ProtocolJson;
import dev.facet.worker.ComparisonService;
import dev.facet.workspace.Study;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code facet compare}: two SAEs over one corpus. */
@Command(
    name = "compare",
    header = "Compare two SAEs over the same images.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Matches the latents of two studies one to one by the correlation of their mean codes over the images, with the"
            + " largest sum there is, and shows the cosine of their decoder rows and their monosemanticity side by side.",
    footer = {"", "Example:", "  facet compare study-16x study-64x --out comparison.json"})
final class CompareCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "STUDY_A", description = "Folder of the first study.")
  private Path first = Path.of("");

  @Parameters(index = "1", paramLabel = "STUDY_B", description = "Folder of the second study.")
  private Path second = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write everything as JSON; without it a summary is printed alone.")
  private @Nullable Path out;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Most matches that are written (default: all).")
  private int limit = Integer.MAX_VALUE;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    ConsoleProgress progress = new ConsoleProgress(spec.commandLine().getErr());
    StudyComparison comparison;
    try (Study study = Study.openReadOnly(first)) {
      ComparisonParts parts =
          out == null
              ? ComparisonParts.NONE
              : ComparisonParts.in(out.resolveSibling(out.getFileName() + ".part"));
      comparison =
          ComparisonService.compare(study, second, limit, parts, progress, Cancellation.NONE);
    }
    progress.end();
    if (out != null) {
      AtomicFile.write(
          out, (ProtocolJson.pretty().toJson(comparison) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    print(comparison, spec.commandLine().getOut());
    return 0;
  }

  private static void print(StudyComparison comparison, PrintWriter to) {
    for (StudyComparison.Side side :
        new StudyComparison.Side[] {comparison.first(), comparison.second()}) {
      to.printf(
          Locale.ROOT,
          "%s: SAE %s, %d latents, %d alive, explained variance %.3f, L0 %.1f, mean MS %.3f (E = %s), %d without a match%n",
          side.study(),
          side.provenance().sae(),
          side.latents(),
          side.alive(),
          side.explainedVariance(),
          side.l0(),
          side.meanMonosemanticity(),
          side.encoder().isEmpty() ? "none" : side.encoder(),
          side.unmatched());
    }
    to.printf(
        Locale.ROOT,
        "%d matches over %d images, mean correlation %.3f%s (%s)%n",
        comparison.matches().size(),
        comparison.images(),
        comparison.meanCorrelation(),
        comparison.meanCosine() == null
            ? ""
            : String.format(Locale.ROOT, ", mean decoder cosine %.3f", comparison.meanCosine()),
        comparison.rule());
  }
}
