package dev.facet.cli;

import dev.facet.protocol.ProtocolJson;
import dev.facet.worker.Inspection;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code facet inspect}: what is this file or folder? */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Tells what a file or folder is (model, SAE or images) and what it was made as: library and format, shapes, number"
            + " formats, hook point, sparsity rule, normalisation, and what had to be assumed.",
    footer = {
      "",
      "Example:",
      "  facet inspect models/demo/sae",
      "Exit code 0 when Facet can use it, 2 with one sentence when it cannot."
    })
final class InspectCommand implements Callable<Integer> {

  @Parameters(paramLabel = "PATH", description = "A file or folder.")
  private Path path = Path.of("");

  @Option(names = "--json", description = "Print as JSON, with every tensor.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Inspection found = Inspection.of(path);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("path", path.toString());
      all.put("kind", found.kind());
      all.putAll(found.facts());
      all.put("warnings", found.warnings());
      out.println(ProtocolJson.pretty().toJson(all));
    } else {
      line(out, "kind", found.kind());
      found.facts().forEach((name, value) -> line(out, name.replace('_', ' '), words(name, value)));
      found.warnings().forEach(w -> line(out, "warning", w));
    }
    out.flush();
    return 0;
  }

  private static void line(PrintWriter out, String name, String value) {
    out.printf("%-22s %s%n", name, value);
  }

  private static String words(String name, Object value) {
    return switch (value) {
      case Map<?, ?> tensors when name.equals("tensors") -> tensors.size() + " (--json lists them)";
      case Map<?, ?> facts ->
          facts.entrySet().stream()
              .map(e -> e.getKey() + " " + words("", e.getValue()))
              .collect(Collectors.joining(", "));
      case Boolean b -> b ? "yes" : "no";
      case Collection<?> list ->
          list.stream().map(e -> words("", e)).collect(Collectors.joining(", "));
      default -> value.toString();
    };
  }
}
