package dev.facet.cli;

import dev.facet.core.AppliedNorm;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Direction;
import dev.facet.core.DoseResult;
import dev.facet.core.DoseSpec;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.core.Preset;
import dev.facet.core.Provenance;
import dev.facet.core.Sampling;
import dev.facet.protocol.ProtocolJson;
import dev.facet.worker.CaptionCommandLine;
import dev.facet.worker.LoadedModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code facet caption}: what a model says about images, steered or not. */
@Command(
    name = "caption",
    header = "Ask a model about images, steered or not.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Asks a vision-language model about images, with or without steering: by a file of interventions, or by one latent of"
            + " an SAE under a paper's rule.",
    footer = {
      "",
      "Presets: ferrando, pach, zhang, joseph, delphi; each brings its paper's rule, question, picture, strength and budget,",
      "and what is given beside it wins.",
      "",
      "Examples:",
      "  facet caption models/demo/llava --image white",
      "  facet caption models/demo/llava --preset ferrando --sae models/demo/sae --latent 17",
      "  facet caption models/demo/llava --sae models/demo/sae --latent 17 --dose 0.5 --json",
      "  facet caption models/demo/llava --image photo.jpg --interventions edits.json --json",
      "where edits.json holds a list such as",
      "  [{\"site\": \"vision.layers.3.out\", \"mode\": \"add\", \"strength\": 20.0,",
      "    \"direction\": {\"sae\": \"models/demo/sae\", \"latent\": 17}, \"positions\": \"all\", \"during\": \"prefill\"}]"
    })
final class CaptionCommand implements Callable<Integer> {

  private static final String PROMPT = "describe the image .";
  private static final int TOKENS = 32;

  @Parameters(paramLabel = "MODEL", description = "Folder of the model (Hugging Face layout).")
  private Path model = Path.of("");

  @Option(
      names = "--image",
      paramLabel = "FILE|white|black|grey|noise:SEED",
      description = "An image; may be given several times (default: white).")
  private List<String> images = List.of();

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description = "The question (default: the preset's, or '" + PROMPT + "').")
  private @Nullable String prompt;

  @Option(
      names = "--interventions",
      paramLabel = "FILE.json|[…]",
      description =
          "A list of interventions, applied together: a file, or the JSON itself (default: none).")
  private @Nullable String interventions;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = "Steer as a paper does: needs --sae and --latent.")
  private @Nullable String preset;

  @Option(
      names = "--sae",
      paramLabel = "PATH",
      description = "Folder or file of the sparse autoencoder whose latent is steered.")
  private @Nullable Path sae;

  @Option(names = "--latent", paramLabel = "I", description = "Which latent, counted from 0.")
  private @Nullable Integer latent;

  @Option(
      names = "--strength",
      paramLabel = "S",
      description =
          "Strength in raw units (default: the preset's, or 8 times the mean residual norm).")
  private @Nullable Double strength;

  @Mixin private SteeredSiteOption site = new SteeredSiteOption();

  @Option(
      names = "--dose",
      paramLabel = "KL",
      description =
          "Search the strength of the first intervention at which the mean divergence from the unsteered model is KL nats a"
              + " token, within 10 %% (Delphi: 0.5).")
  private @Nullable Double dose;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      description = "Most tokens of the answer (default: the preset's, or " + TOKENS + ").")
  private @Nullable Integer tokens;

  @Mixin private SamplingOptions sampling = new SamplingOptions();

  @Option(
      names = "--json",
      description = "Print the answer with its figures as JSON, the divergence of every token too.")
  private boolean json;

  @Option(names = "--no-cache", description = "Compute everything anew: slower, the same tokens.")
  private boolean noCache;

  @Mixin private ArithmeticOption arithmetic = new ArithmeticOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** A strength in its units, and what it came to on these images. */
  private record Strength(
      double raw,
      @Nullable Double inR,
      @Nullable Double residualNorm,
      AppliedNorm applied,
      double meanKl) {}

  /** What {@code --json} prints: everything that it takes to ask again, and what was said. */
  private record Answer(
      String text,
      List<Integer> tokens,
      double meanLogProb,
      double firstTokenMs,
      double totalMs,
      List<Double> kl,
      double meanKl,
      String model,
      List<String> images,
      String prompt,
      int maxTokens,
      @Nullable String preset,
      Sampling sampling,
      List<Intervention> interventions,
      List<Strength> strengths,
      @Nullable Dose dose,
      String command,
      Provenance provenance) {}

  /** How the search for a dose went. */
  private record Dose(double targetKl, boolean reached, List<DoseResult.Step> steps) {}

  @Override
  public Integer call() {
    Preset chosen = preset == null ? null : Preset.named(preset);
    List<Intervention> read =
        interventions == null ? List.of() : InterventionsFile.of(interventions);
    checkTogether(chosen);
    try (LoadedModel loaded = LoadedModel.open(model, sae, arithmetic.wanted())) {
      ArithmeticOption.explain(loaded.arithmetic(), spec.commandLine().getErr());
      List<String> pictures =
          images.isEmpty() ? List.of(chosen == null ? "white" : chosen.image()) : images;
      List<Intervention> edits =
          latent == null ? read : List.of(steered(loaded, chosen, latent, pictures));
      CaptionSpec request =
          new CaptionSpec(
              pictures,
              prompt != null ? prompt : chosen != null ? chosen.prompt() : PROMPT,
              edits,
              tokens != null ? tokens : chosen != null ? chosen.maxTokens() : TOKENS,
              sampling.over(chosen == null ? Sampling.GREEDY : chosen.sampling()),
              !noCache,
              json);
      Double target = dose != null ? dose : targetOf(chosen);
      if (target == null) {
        print(
            loaded, request, loaded.engine().caption(request, text -> {}, Cancellation.NONE), null);
      } else {
        dose(loaded, new DoseSpec(request, target));
      }
    }
    return 0;
  }

  /** A preset that doses does so unless a strength is given. */
  private @Nullable Double targetOf(@Nullable Preset chosen) {
    return chosen == null || strength != null ? null : chosen.targetKl();
  }

  private void checkTogether(@Nullable Preset chosen) {
    if ((latent == null) != (sae == null)) {
      throw FacetException.badInput("--sae and --latent go together: one of them is missing");
    }
    if (latent != null && interventions != null) {
      throw FacetException.badInput(
          "--latent and --interventions both say what to steer; give one of them");
    }
    if (chosen != null && latent == null) {
      throw FacetException.badInput(
          "--preset " + chosen.name() + " steers a latent: give --sae and --latent");
    }
    if (latent == null && (strength != null || site.given())) {
      throw FacetException.badInput("--strength and --site belong to --sae and --latent");
    }
  }

  private Intervention steered(
      LoadedModel loaded, @Nullable Preset chosen, int which, List<String> pictures) {
    HookPoint where =
        !site.given() && chosen != null ? loaded.site(chosen) : loaded.site(site.wanted());
    Direction direction = Direction.latent(which);
    if (chosen != null) {
      return chosen.intervention(where, direction, strength != null ? strength : chosen.strength());
    }
    Intervention one = Intervention.add(where, direction, 1);
    return one.withStrength(strength != null ? strength : loaded.defaultStrength(one, pictures));
  }

  private void dose(LoadedModel loaded, DoseSpec search) {
    DoseResult found = loaded.engine().dose(search, Cancellation.NONE);
    if (!found.reached()) {
      spec.commandLine()
          .getErr()
          .printf(
              Locale.ROOT,
              "No strength gives a divergence of %.3g; the closest is %.3g at strength %.4g%n",
              search.targetKl(),
              found.kl(),
              found.strength());
    }
    List<Intervention> edits = new ArrayList<>(search.caption().interventions());
    edits.set(0, edits.getFirst().withStrength(found.strength()));
    print(
        loaded,
        search.caption().withInterventions(edits),
        found.caption(),
        new Dose(search.targetKl(), found.reached(), found.steps()));
  }

  private void print(
      LoadedModel loaded, CaptionSpec asked, CaptionResult result, @Nullable Dose searched) {
    PrintWriter out = spec.commandLine().getOut();
    if (!json) {
      out.println(result.text());
      out.flush();
      return;
    }
    CaptionSpec standalone = CaptionCommandLine.standalone(asked, sae, address -> address);
    List<Intervention> edits = standalone.interventions();
    out.println(
        ProtocolJson.pretty()
            .toJson(
                new Answer(
                    result.text(),
                    result.tokens(),
                    result.meanLogProb(),
                    result.firstTokenMs(),
                    result.totalMs(),
                    result.kl(),
                    result.meanKl(),
                    model.toString(),
                    asked.images(),
                    asked.prompt(),
                    asked.maxTokens(),
                    preset,
                    asked.sampling(),
                    edits,
                    strengths(loaded, asked, result),
                    searched,
                    CaptionCommandLine.of(standalone, model, loaded.arithmetic().used()),
                    loaded.engine().provenance(edits.isEmpty() ? null : edits.getFirst().site()))));
    out.flush();
  }

  private static List<Strength> strengths(
      LoadedModel loaded, CaptionSpec asked, CaptionResult result) {
    List<AppliedNorm> applied = loaded.engine().applied(asked);
    List<Strength> strengths = new ArrayList<>();
    for (int i = 0; i < applied.size(); i++) {
      Intervention edit = asked.interventions().get(i);
      boolean factor = edit.mode() == Intervention.Mode.SCALE;
      strengths.add(
          new Strength(
              edit.strength(),
              factor ? null : loaded.engine().inR(edit, asked.images()),
              factor ? null : loaded.engine().residualNorm(edit.site(), asked.images()),
              applied.get(i),
              result.meanKl()));
    }
    return strengths;
  }
}
