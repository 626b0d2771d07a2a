package dev.facet.cli;

import dev.facet.core.Cancellation;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Intervention;
import dev.facet.core.Provenance;
import dev.facet.core.Sampling;
import dev.facet.protocol.ProtocolJson;
import dev.facet.worker.LoadedModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code facet caption}: what a model says about an image, steered or not. */
@Command(
    name = "caption",
    header = "Ask a model about images, steered or not.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Asks a vision-language model about images, with or without steering.",
    footer = {
      "",
      "Examples:",
      "  facet caption models/demo/llava --image white",
      "  facet caption models/demo/llava --image photo.jpg --interventions edits.json --json",
      "where edits.json holds a list such as",
      "  [{\"site\": \"vision.layers.3.out\", \"mode\": \"add\", \"strength\": 20.0,",
      "    \"direction\": {\"sae\": \"models/demo/sae\", \"latent\": 17}, \"positions\": \"all\", \"during\": \"prefill\"}]"
    })
final class CaptionCommand implements Callable<Integer> {

  @Parameters(paramLabel = "MODEL", description = "Folder of the model (Hugging Face layout).")
  private Path model = Path.of("");

  @Option(
      names = "--image",
      paramLabel = "FILE|white|black|grey|noise:SEED",
      defaultValue = "white",
      description = "An image; may be given several times (default: ${DEFAULT-VALUE}).")
  private List<String> images = List.of();

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      defaultValue = "describe the image .",
      description = "The question (default: '${DEFAULT-VALUE}').")
  private String prompt = "";

  @Option(
      names = "--interventions",
      paramLabel = "FILE.json",
      description = "A list of interventions, applied together (default: none).")
  private @Nullable Path interventions;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      defaultValue = "32",
      description = "Most tokens of the answer (default: ${DEFAULT-VALUE}).")
  private int tokens;

  @Option(names = "--json", description = "Print the answer with its figures as JSON.")
  private boolean json;

  @Option(names = "--no-cache", description = "Compute everything anew: slower, the same tokens.")
  private boolean noCache;

  @Mixin private ArithmeticOption arithmetic = new ArithmeticOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** What {@code --json} prints. */
  private record Answer(
      String text,
      List<Integer> tokens,
      double meanLogProb,
      double firstTokenMs,
      double totalMs,
      List<String> images,
      String prompt,
      List<Intervention> interventions,
      Provenance provenance) {}

  @Override
  public Integer call() {
    List<Intervention> edits =
        interventions == null ? List.of() : InterventionsFile.read(interventions);
    CaptionSpec request = new CaptionSpec(images, prompt, edits, tokens, Sampling.GREEDY, !noCache);
    PrintWriter out = spec.commandLine().getOut();
    try (LoadedModel loaded = LoadedModel.open(model, null, arithmetic.wanted())) {
      ArithmeticOption.explain(loaded.arithmetic(), spec.commandLine().getErr());
      CaptionResult result = loaded.caption(request, text -> {}, Cancellation.NONE);
      if (json) {
        Answer answer =
            new Answer(
                result.text(),
                result.tokens(),
                result.meanLogProb(),
                result.firstTokenMs(),
                result.totalMs(),
                images,
                prompt,
                edits,
                loaded.provenance(edits.isEmpty() ? null : edits.getFirst().site()));
        out.println(ProtocolJson.pretty().toJson(answer));
      } else {
        out.println(result.text());
      }
    }
    out.flush();
    return 0;
  }
}
