package dev.facet.cli;

import dev.facet.core.AtomicFile;
import dev.facet.core.Cancellation;
import dev.facet.training.DemoFigures;
import dev.facet.training.DemoReport;
import dev.facet.training.ParitySample;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code facet demo-report}: how good the embedded demo model is. */
@Command(
    name = "demo-report",
    header = "Measure the demo model on images it has never seen.",
    description =
        "Measures the demo model on images it has never seen: captions, latents, steering and its"
            + " controls. Writes a Markdown table and, beside it, the figures as JSON.",
    mixinStandardHelpOptions = true)
final class DemoReportCommand implements Callable<Integer> {

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "Folder with clip, llava and sae (default: the shipped models/demo).")
  private Path models = Path.of(System.getProperty("facet.home", "."), "models", "demo");

  @Option(
      names = "--out",
      defaultValue = "demo-report.md",
      paramLabel = "FILE",
      description = "Markdown file (default: ${DEFAULT-VALUE}); the JSON lies beside it.")
  private Path out = Path.of("demo-report.md");

  @Option(
      names = "--captioner",
      defaultValue = "llava",
      description = "Folder of the captioner (default: ${DEFAULT-VALUE}).")
  private String captioner = "llava";

  @Option(
      names = "--labelled",
      defaultValue = "12000",
      description = "Images that latents are labelled by (default: ${DEFAULT-VALUE}).")
  private int labelled;

  @Option(
      names = "--captioned",
      defaultValue = "600",
      description = "Images that are captioned (default: ${DEFAULT-VALUE}).")
  private int captioned;

  @Option(
      names = "--steered",
      defaultValue = "300",
      description = "Latents that are steered (default: ${DEFAULT-VALUE}).")
  private int steered;

  @Option(
      names = "--parity",
      paramLabel = "FILE",
      description =
          "Instead of measuring, write what Facet computes on eight images, for"
              + " bench/check_transformers.py.")
  private @Nullable Path parity;

  @Spec private CommandSpec commandLine = CommandSpec.create();

  @Override
  public Integer call() {
    if (parity != null) {
      AtomicFile.write(parity, new ParitySample(models).json().getBytes(StandardCharsets.UTF_8));
      return 0;
    }
    ConsoleProgress progress = new ConsoleProgress(commandLine.commandLine().getErr());
    DemoFigures figures =
        new DemoReport(
                new DemoReport.Spec(models, captioner, labelled, captioned, steered),
                progress,
                Cancellation.NONE)
            .run();
    progress.end();
    AtomicFile.write(out, figures.markdown().getBytes(StandardCharsets.UTF_8));
    String name = out.getFileName().toString().replaceFirst("\\.[^.]*$", "") + ".json";
    AtomicFile.write(out.resolveSibling(name), figures.json().getBytes(StandardCharsets.UTF_8));
    return 0;
  }
}
