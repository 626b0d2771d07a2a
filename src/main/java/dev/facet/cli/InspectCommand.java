package dev.facet.cli;

import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.protocol.ProtocolJson;
import dev.facet.sae.SaeFit;
import dev.facet.worker.Inspection;
import dev.facet.worker.SaeSanity;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code facet inspect}: what is this file or folder? */
@Command(
    name = "inspect",
    header = "Tell what a model, an SAE or a folder of images is.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Tells what a file or folder is (model, SAE or images) and what it was made as: library and format, shapes, number"
            + " formats, hook point, sparsity rule, normalisation, and what had to be assumed.",
    footer = {
      "",
      "Example:",
      "  facet inspect models/demo/sae",
      "  facet inspect models/demo/llava --sae models/demo/sae",
      "Exit code 0 when Facet can use it, 2 with one sentence when it cannot."
    })
final class InspectCommand implements Callable<Integer> {

  @Parameters(paramLabel = "PATH", description = "A file or folder.")
  private Path path = Path.of("");

  @Option(names = "--json", description = "Print as JSON, with every tensor.")
  private boolean json;

  @Option(
      names = "--sae",
      paramLabel = "SAE",
      description =
          "Does this SAE fit the model? Runs a few images through both and prints L0 and explained variance.")
  private @Nullable Path sae;

  @Option(
      names = "--site",
      paramLabel = "NAME",
      description = "Where the SAE reads (default: what its files say).")
  private @Nullable String site;

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = "An image for --sae; may be given several times (default: painted ones).")
  private List<String> images = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Inspection found = sae == null ? Inspection.of(path) : fit(Inspection.of(path), sae);
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

  private Inspection fit(Inspection model, Path saePath) {
    if (!model.kind().equals("model")) {
      throw FacetException.badInput(path + " is no model, so no SAE can be tried on it");
    }
    HookPoint where = site == null ? null : HookPoint.parse(site, HookPoint.Tower.VISION);
    SaeFit fit = SaeSanity.of(path, saePath, where, images);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("path", saePath.toString());
    figures.put("d_in", fit.dIn());
    figures.put("d_sae", fit.latents());
    figures.put("l0", fit.l0());
    if (fit.explainedVariance() != null) {
      figures.put("explained_variance", fit.explainedVariance());
    }
    Map<String, Object> facts = new LinkedHashMap<>(model.facts());
    facts.put("sae", figures);
    List<String> warnings = new ArrayList<>(model.warnings());
    warnings.addAll(fit.warnings());
    return new Inspection(model.kind(), facts, warnings);
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
