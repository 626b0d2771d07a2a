package dev.facet.cli;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import picocli.CommandLine.ParseResult;

/** How much of the log is shown on standard error: warnings, or everything with --verbose. */
final class Logging {
  private static final String LINE = "%1$tF %1$tT %4$-7s %3$s: %5$s%6$s%n";

  private Logging() {}

  static void configure(ParseResult parsed) {
    boolean worker =
        parsed.hasSubcommand() && parsed.subcommand().commandSpec().name().equals("worker");
    System.setProperty("java.util.logging.SimpleFormatter.format", LINE);
    Level level = isVerbose(parsed) || worker ? Level.INFO : Level.WARNING;
    Logger root = Logger.getLogger("");
    root.setLevel(level);
    for (Handler handler : root.getHandlers()) {
      handler.setLevel(level);
      handler.setFormatter(new SimpleFormatter());
    }
  }

  static boolean isVerbose(ParseResult parsed) {
    for (ParseResult part = parsed; part != null; part = part.subcommand()) {
      if (part.hasMatchedOption("--verbose")) {
        return true;
      }
    }
    return false;
  }
}
