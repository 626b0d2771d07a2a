package dev.facet.cli;

import dev.facet.core.AtomicFile;
import dev.facet.core.Cancellation;
import dev.facet.core.Progress;
import dev.facet.training.DemoFigures;
import dev.facet.training.DemoReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code facet demo-report}: how good the embedded demo model is. */
@Command(
    name = "demo-report",
    description =
        "Measures the demo model on images it has never seen: captions, latents, steering and its"
            + " controls. Writes a Markdown table and, beside it, the figures as JSON.",
    mixinStandardHelpOptions = true)
public final class DemoReportCommand implements Callable<Integer> {

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "Folder with clip, llava and sae (default: the shipped models/demo).")
  private Path models = Path.of(System.getProperty("facet.home", "."), "models", "demo");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Markdown file; the JSON gets the same name with .json.")
  private Path out = Path.of("report.md");

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

  @Override
  public Integer call() {
    DemoFigures figures =
        new DemoReport(
                new DemoReport.Spec(models, captioner, labelled, captioned, steered),
                Progress.NONE,
                Cancellation.NONE)
            .run();
    AtomicFile.write(out, figures.markdown().getBytes(StandardCharsets.UTF_8));
    String name = out.getFileName().toString().replaceFirst("\\.[^.]*$", "") + ".json";
    AtomicFile.write(out.resolveSibling(name), figures.json().getBytes(StandardCharsets.UTF_8));
    return 0;
  }
}
