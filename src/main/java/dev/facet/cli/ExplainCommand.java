package dev.facet.cli;

import dev.facet.core.Cancellation;
import dev.facet.core.Control;
import dev.facet.core.ExplainMethod;
import dev.facet.core.FacetException;
import dev.facet.core.FacetFolders;
import dev.facet.explain.ExplainPrompts;
import dev.facet.explain.ExplainResult;
import dev.facet.explain.ExplainSpec;
import dev.facet.explain.VisionInterpJson;
import dev.facet.worker.Explaining;
import dev.facet.workspace.Explanation;
import dev.facet.workspace.ExplanationRecipe.Presentation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code facet explain}: lets a language model say what latents stand for. */
@Command(
    name = "explain",
    header = "Let a language model say what the latents of a study stand for.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Explains latents by the methods of \"Language Models Can Explain Visual Features via Steering\" and keeps the texts in the"
          + " study, where the window shows and finds them. A run that was cut off goes on where it ended.",
      "  steering  the latent's direction is added to an empty image",
      "  topk      the model sees the latent's top images, everything but its active patches black",
      "  hybrid    those images, and the direction added at the active patches"
    },
    footer = {
      "",
      "Examples:",
      "  facet explain --study STUDY --method steering --latents 0-99",
      "  facet explain --study STUDY --method hybrid --coefficient 1.5R --json explanations.json",
      "  facet explain --study STUDY --method steering --model models/demo/llava-small --control random"
    })
final class ExplainCommand implements Callable<Integer> {

  @Option(
      names = "--study",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the study (facet index makes one).")
  private Path study = Path.of("");

  @Option(
      names = "--method",
      required = true,
      paramLabel = "steering|topk|hybrid",
      description = "How.")
  private ExplainMethod method = ExplainMethod.STEERING;

  @Option(
      names = "--latents",
      paramLabel = "0-99,123",
      description = "Which latents (default: all that fire).")
  private @Nullable String latents;

  @Option(
      names = "--coefficient",
      paramLabel = "C|CR|auto",
      defaultValue = "auto",
      description =
          "Norm of what is added: raw residual units, or units of the mean residual norm R as in 4R; auto chooses it on the"
              + " first latents that fire, by IoU where the images have masks, else by CLIP score (default: ${DEFAULT-VALUE}).")
  private String coefficient = "auto";

  @Option(
      names = "--validation",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many latents auto looks at (default: ${DEFAULT-VALUE}).")
  private int validation;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Another language model on the same vision tower (default: the study's).")
  private @Nullable Path model;

  @Option(
      names = "--control",
      paramLabel = "none|random|permuted",
      defaultValue = "none",
      description =
          "Explain a random direction of equal norm, or another latent, instead (default: ${DEFAULT-VALUE}).")
  private Control control = Control.NONE;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description =
          "The question (default: one that asks for a sentence; explain-prompts.json in the study's folder can name others).")
  private @Nullable String prompt;

  @Option(
      names = "--image",
      paramLabel = "white|black|grey|noise:SEED|FILE",
      defaultValue = "white",
      description = "The empty image of steering (default: ${DEFAULT-VALUE}).")
  private String image = "white";

  @Option(
      names = "--images",
      paramLabel = "K",
      defaultValue = "5",
      description = "How many top images are shown (default: ${DEFAULT-VALUE}).")
  private int images;

  @Option(
      names = "--overlay",
      description = "Lay the heat map over the top images instead of blacking out the rest.")
  private boolean overlay;

  @Option(
      names = "--one-by-one",
      description =
          "Show each top image in a prompt of its own, for models that know one image; the answer that agrees most with the"
              + " others is kept.")
  private boolean separately;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      defaultValue = "50",
      description = "Most tokens of each answer (default: ${DEFAULT-VALUE}).")
  private int tokens;

  @Option(
      names = "--json",
      paramLabel = "FILE.json|DIR",
      description =
          "Also write the explanations in the format of vision-interp: one file, or a folder with one file a latent.")
  private @Nullable Path json;

  @Mixin private ArithmeticOption arithmetic = new ArithmeticOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    ConsoleProgress progress = new ConsoleProgress(spec.commandLine().getErr());
    List<Integer> wanted = latents == null ? List.of() : LatentRanges.parse(latents);
    try (Explaining explaining =
        Explaining.open(study, model, arithmetic.wanted(), FacetFolders.ofSystem())) {
      ArithmeticOption.explain(explaining.arithmetic(), spec.commandLine().getErr());
      ExplainPrompts prompts =
          prompt == null ? explaining.prompts() : ExplainPrompts.always(prompt);
      ExplainResult result =
          explaining
              .explainer()
              .run(
                  new ExplainSpec(
                      method,
                      control,
                      wanted,
                      coefficient(explaining.residualNorm()),
                      prompts,
                      image,
                      images,
                      overlay ? Presentation.OVERLAY : Presentation.MASKED,
                      separately,
                      tokens,
                      validation),
                  progress,
                  Cancellation.NONE);
      progress.end();
      Set<Integer> asked = new HashSet<>(wanted);
      List<Explanation> made =
          explaining.study().explanations().of(result.recipe()).stream()
              .filter(e -> asked.isEmpty() || asked.contains(e.feature()))
              .toList();
      for (Explanation e : made) {
        out.printf("%6d  %s%n", e.feature(), e.text());
      }
      spec.commandLine().getErr().println(Explaining.outcome(result));
      if (json != null) {
        VisionInterpJson.write(json, made);
        out.println(json);
      }
    }
    return 0;
  }

  private @Nullable Double coefficient(double unit) {
    String text = coefficient.strip();
    if (text.equalsIgnoreCase("auto")) {
      return null;
    }
    boolean relative = text.endsWith("R") || text.endsWith("r");
    try {
      double value =
          Double.parseDouble(relative ? text.substring(0, text.length() - 1).strip() : text);
      return relative ? value * unit : value;
    } catch (NumberFormatException e) {
      throw FacetException.badInput(
          "--coefficient must be a number, a number of R such as 4R, or auto, found '" + text + "'",
          e);
    }
  }
}
