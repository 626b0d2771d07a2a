package dev.facet.cli;

import dev.facet.core.Cancellation;
import dev.facet.demo.DemoFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code facet demo-world}: the procedural pictures as a folder. */
@Command(
    name = "demo-world",
    header = "Write pictures of the demo world with captions and masks.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Writes pictures of the demo world with captions, instance masks (both in the layouts of COCO) and taxonomy. The same"
            + " seed gives the same pictures everywhere; a folder whose making was interrupted is completed.",
    footer = {"", "Example:", "  facet demo-world --out pictures --images 500"})
final class DemoWorldCommand implements Callable<Integer> {

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder; made when missing.")
  private Path out = Path.of("");

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "4000",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private int images;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Which world (default: ${DEFAULT-VALUE}); different worlds share no picture.")
  private long seed;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter console = spec.commandLine().getErr();
    ConsoleProgress progress = new ConsoleProgress(console);
    Path pictures = DemoFolder.write(out, images, seed, progress, Cancellation.NONE);
    progress.end();
    spec.commandLine().getOut().println(pictures);
    return 0;
  }
}
