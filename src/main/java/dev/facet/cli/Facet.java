package dev.facet.cli;

import dev.facet.core.FacetVersion;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program: without a sub-command the window. */
@Command(
    name = "facet",
    versionProvider = Facet.Version.class,
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Explores and steers the visual features inside vision-language models. Without a command it opens the window.",
    synopsisSubcommandLabel = "[COMMAND]",
    footer = {
      "",
      "Examples:",
      "  facet                                      open the window",
      "  facet tour --out tour                      the same without a display",
      "  facet caption models/demo/llava --image white",
      "  facet index MODEL --sae SAE --images DIR --out STUDY",
      "  facet doctor                               is everything there?",
      "",
      "'facet COMMAND --help' explains a command.",
      "Exit codes: 0 done, 1 Facet failed, 2 something given was wrong."
    })
public final class Facet implements Callable<Integer> {

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show what is going on, and the whole stack trace when something fails.")
  @SuppressWarnings("UnusedVariable") // asked for by name, of every command: Logging.isVerbose
  private boolean verbose;

  @Spec private CommandSpec spec = CommandSpec.create();

  public static void main(String[] args) {
    if (args.length > 0 && args[0].equals("worker")) {
      WorkerCommand.takeStandardOutput();
    }
    System.exit(
        execute(
            args,
            new PrintWriter(System.out, true, System.out.charset()),
            new PrintWriter(System.err, true, System.err.charset())));
  }

  /**
   * Runs a command.
   *
   * @return 0 done, 1 Facet failed, 2 something given was wrong
   */
  static int execute(String[] args, PrintWriter out, PrintWriter err) {
    return Commands.of(new Facet(), args)
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(Complaints::onArguments)
        .setExecutionExceptionHandler(Complaints::onFailure)
        .setExecutionStrategy(
            parsed -> {
              Logging.configure(parsed);
              return new CommandLine.RunLast().execute(parsed);
            })
        .execute(args);
  }

  @Override
  public Integer call() {
    return Window.open(spec.commandLine().getErr());
  }

  /** The program's version, the engine's and Java's. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "Facet " + FacetVersion.current(), "Java " + Runtime.version(),
      };
    }
  }
}
