package dev.facet.cli;

import dev.facet.core.FacetException;
import dev.facet.worker.Failures;
import java.io.PrintWriter;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Says what went wrong in one sentence on standard error, and picks the exit code. */
final class Complaints {
  private static final int FAILED = 1;
  private static final int WRONG_INPUT = 2;

  /** What shells report for a program that was interrupted. */
  private static final int INTERRUPTED = 130;

  private Complaints() {}

  /** A command line that cannot be understood. */
  static int onArguments(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("facet: " + e.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
      err.println(
          "Try '" + command.getCommandSpec().qualifiedName() + " --help' for what is expected.");
    }
    return WRONG_INPUT;
  }

  /** A command that failed. */
  static int onFailure(Exception thrown, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (thrown instanceof CancellationException) {
      err.println("facet: cancelled");
      return INTERRUPTED;
    }
    FacetException known = Failures.explain(thrown);
    err.println("facet: " + known.getMessage());
    if (Logging.isVerbose(parsed)) {
      thrown.printStackTrace(err);
    } else if (known.kind() == FacetException.Kind.ENGINE) {
      err.println("Run the command with --verbose for the details.");
    }
    return known.kind() == FacetException.Kind.ENGINE ? FAILED : WRONG_INPUT;
  }
}
