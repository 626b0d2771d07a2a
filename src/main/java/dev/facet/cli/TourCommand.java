package dev.facet.cli;

import dev.facet.app.Tour;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code facet tour}: the main job without a display. */
@Command(
    name = "tour",
    header = "The main job without a display, as pictures and tables.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Does the main job without a display: opens the real window off-screen with the real worker on the demo study,"
            + " searches, chooses features, drags the strength, and writes pictures of the window in light and dark,"
            + " captions.json and the chart as SVG, PNG, PDF and CSV.",
    footer = {
      "",
      "Exit code 0 only when all of it was written and the captions changed with the strength."
    })
final class TourCommand implements Callable<Integer> {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "tour",
      description = "Where to write (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    return run(out, spec.commandLine().getErr());
  }

  /** Takes the tour; JavaFX must not have been started in this process. */
  static int run(Path out, PrintWriter err) {
    Headless.choose();
    return Tour.run(out, err::println);
  }
}
