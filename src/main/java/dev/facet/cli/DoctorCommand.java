package dev.facet.cli;

import dev.facet.core.FacetFolders;
import dev.facet.protocol.ProtocolJson;
import dev.facet.worker.Diagnosis;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code facet doctor}: is everything there, and what to do when it is not. */
@Command(
    name = "doctor",
    header = "Check that everything is there, and say what to do.",
    mixinStandardHelpOptions = true,
    description =
        "Checks Java, JavaFX, the engine and its native library, devices, memory, models and folders, and says what to do"
            + " about what is missing.",
    footer = {"", "Exit code 0 when Facet can work, 2 when it cannot."})
final class DoctorCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print the findings as JSON.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Diagnosis diagnosis = Diagnosis.make(FacetFolders.ofSystem());
    if (json) {
      out.println(ProtocolJson.pretty().toJson(diagnosis));
    } else {
      for (Diagnosis.Check check : diagnosis.checks()) {
        out.printf("%-5s %-16s %s%n", word(check.state()), check.name(), check.found());
        if (!check.advice().isEmpty()) {
          out.printf("%-22s -> %s%n", "", check.advice());
        }
      }
    }
    out.flush();
    return diagnosis.usable() ? 0 : 2;
  }

  private static String word(Diagnosis.State state) {
    return switch (state) {
      case OK -> "ok";
      case WARNING -> "note";
      case MISSING -> "FAIL";
    };
  }
}
