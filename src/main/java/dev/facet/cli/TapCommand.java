package dev.facet.cli;

import dev.facet.checkpoint.FloatTensor;
import dev.facet.checkpoint.SafetensorsWriter;
import dev.facet.core.Arithmetic;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.model.ModelFolder;
import dev.facet.worker.EncoderActivations;
import dev.facet.worker.LoadedModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code facet tap}: activations as a safetensors file. */
@Command(
    name = "tap",
    header = "Write activations at named sites as safetensors.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Writes activations at named sites as fp32 safetensors, one tensor a site, [images, tokens, width], with pixel_values"
            + " and, where something is asked, input_ids and the logits of the prompt's last position.",
    footer = {
      "",
      "Examples:",
      "  facet tap models/demo/clip --image photo.jpg --site vision.layers.3.out --out taps.safetensors",
      "  facet tap models/demo/llava --image white --prompt 'describe the image .' --site projector.out \\",
      "      --site language.layers.0.out --out taps.safetensors",
      "Sites: vision.layers.N.out (in, mlp_in, mlp_out), vision.embeddings, vision.post_norm, vision.pooled,",
      "vision.projection, projector.out, the same with language. or text., and the spellings of the SAE libraries."
    })
final class TapCommand implements Callable<Integer> {

  @Parameters(paramLabel = "MODEL", description = "Folder of the model (Hugging Face layout).")
  private Path model = Path.of("");

  @Option(
      names = "--image",
      paramLabel = "FILE|white|black|grey|noise:SEED",
      description = "An image; may be given several times.")
  private List<String> images = List.of();

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "A text for a text tower; may be given several times.")
  private List<String> texts = List.of();

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description = "A question about the images, for the language model.")
  private @Nullable String prompt;

  @Option(
      names = "--site",
      required = true,
      paramLabel = "NAME",
      description = "What to read; may be given several times.")
  private List<String> sites = List.of();

  @Option(
      names = "--interventions",
      paramLabel = "FILE.json",
      description = "A list of interventions, applied together; taps read what comes after them.")
  private @Nullable Path interventions;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.safetensors",
      description = "Where to write.")
  private Path out = Path.of("");

  @Mixin private ArithmeticOption arithmetic = new ArithmeticOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  private Arithmetic used = Arithmetic.FP32;

  @Override
  public Integer call() {
    List<HookPoint> points =
        sites.stream().map(s -> HookPoint.parse(s, HookPoint.Tower.VISION)).toList();
    List<Intervention> edits =
        interventions == null ? List.of() : InterventionsFile.read(interventions);
    Map<String, FloatTensor> taken =
        ModelFolder.isEncoder(model) ? encoder(points, edits) : captioner(points, edits);
    SafetensorsWriter.write(
        out,
        taken,
        Map.of("model", String.valueOf(model.getFileName()), "arithmetic", used.word()));
    PrintWriter console = spec.commandLine().getOut();
    taken.forEach((name, t) -> console.println(name + " " + Arrays.toString(t.shape())));
    console.flush();
    return 0;
  }

  private Map<String, FloatTensor> encoder(List<HookPoint> points, List<Intervention> edits) {
    if (prompt != null) {
      throw FacetException.badInput(model + " writes no text: --prompt needs a captioning model");
    }
    return EncoderActivations.run(
        model, images, texts, points, edits, arithmetic.wanted(), this::computedIn);
  }

  private void computedIn(Arithmetic.Choice choice) {
    used = choice.used();
    ArithmeticOption.explain(choice, spec.commandLine().getErr());
  }

  private Map<String, FloatTensor> captioner(List<HookPoint> points, List<Intervention> edits) {
    if (!texts.isEmpty()) {
      throw FacetException.badInput(model + " has no text tower: --text needs an encoder");
    }
    if (images.isEmpty()) {
      throw FacetException.badInput("Name at least one --image");
    }
    try (LoadedModel loaded = LoadedModel.open(model, null, arithmetic.wanted())) {
      computedIn(loaded.arithmetic());
      return loaded.engine().tap(images, prompt, points, edits);
    }
  }
}
