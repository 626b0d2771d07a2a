package dev.facet.cli;

import dev.facet.core.AtomicFile;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention.Mode;
import dev.facet.core.SteerabilityResult;
import dev.facet.core.SteerabilitySpec;
import dev.facet.image.ImageFiles;
import dev.facet.protocol.ProtocolJson;
import dev.facet.worker.DefaultStrengths;
import dev.facet.worker.MeasuringModel;
import dev.facet.worker.SteerabilityParts;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code facet steerability}: the figures of a whole SAE. */
@Command(
    name = "steerability",
    header = "Measure the steerability of a whole SAE.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Steers every latent, or a sample, over the same pictures and writes S, power, promoted words, the steerable share and"
            + " the coverage of concepts. The model writes captions, or is an encoder of images and texts alone (CLIP, SigLIP)."
            + " A run that was cut off goes on where it ended when it is started again.",
    footer = {
      "",
      "Examples:",
      "  facet steerability models/demo/llava --sae models/demo/sae --sample 100 --out s.json",
      "  facet steerability models/demo/clip --sae models/demo/sae --sample 100 --out s.json",
      "  facet steerability MODEL --sae SAE --images pictures --limit 32 --mode clamp_keep_error \\",
      "      --strength 20,150 --vocabulary words.txt --out s.json",
      "  facet steerability MODEL --sae SAE --images pictures --labels labels.txt --out d.json"
    })
final class SteerabilityCommand implements Callable<Integer> {

  @Mixin private ModelAndSae networks = new ModelAndSae();

  @Option(
      names = "--sample",
      paramLabel = "N",
      description = "This many latents, drawn at random (default: all).")
  private @Nullable Integer sample;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the sample (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--images",
      paramLabel = "DIR|FILE|white|black|grey|noise:SEED",
      description = "Pictures to measure over; may be given several times (default: white).")
  private List<String> images = List.of("white");

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "192",
      description =
          "Most pictures, evenly spaced where there are more (default: ${DEFAULT-VALUE}, as in the paper).")
  private int limit;

  @Option(
      names = "--strength",
      split = ",",
      paramLabel = "S",
      description =
          "Strengths in raw units, comma-separated; the summary is that of the largest (default: 8 times the mean residual norm).")
  private List<Double> strengths = List.of();

  @Option(
      names = "--mode",
      paramLabel = "RULE",
      defaultValue = "add",
      description =
          "add, clamp_keep_error (Joseph et al.), clamp_reconstruct or another rule (default: ${DEFAULT-VALUE}).")
  private Mode mode = Mode.ADD;

  @Option(
      names = "--neurons",
      description =
          "Measure the baseline instead: each dimension of the residual stream, set to the strength.")
  private boolean neurons;

  @Mixin private SteeredSiteOption site = new SteeredSiteOption();

  @Mixin private VocabularyOption vocabulary = new VocabularyOption();

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "Measure over a set of labels, one a line, instead of a vocabulary, and the disentanglement over them too: the"
              + " distance between where an edit moves the images and where a perfect one would (Joseph et al.).")
  private @Nullable Path labels;

  @Mixin private PromptOption prompt = new PromptOption();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.json",
      description = "Where to write.")
  private Path out = Path.of("");

  @Mixin private ArithmeticOption arithmetic = new ArithmeticOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (limit < 1 || sample != null && sample < 1) {
      throw FacetException.badInput("--limit and --sample must be at least 1");
    }
    if (labels != null && vocabulary.path() != null) {
      throw FacetException.badInput(
          "--labels and --vocabulary both say which words to measure over; give one of them");
    }
    ConsoleProgress progress = new ConsoleProgress(spec.commandLine().getErr());
    try (MeasuringModel loaded =
        MeasuringModel.open(networks.model(), networks.sae(), arithmetic.wanted())) {
      ArithmeticOption.explain(loaded.arithmetic(), spec.commandLine().getErr());
      HookPoint where = loaded.site(site.wanted());
      List<String> pictures = pictures();
      SteerabilitySpec request =
          new SteerabilitySpec(
              where,
              neurons ? Mode.CLAMP_KEEP_ERROR : mode,
              strengths.isEmpty()
                  ? List.of(
                      DefaultStrengths.STRONG_IN_R
                          * loaded.meter().residualNorm(where, pictures.subList(0, 1)))
                  : strengths,
              pictures,
              prompt.asked(loaded),
              labels == null ? vocabulary.path() : labels.toString(),
              units(neurons ? loaded.width(where) : loaded.latents()),
              neurons,
              labels != null);
      SteerabilityParts parts =
          new SteerabilityParts(out.toAbsolutePath(), request, loaded.meter().provenance(where));
      SteerabilityResult result =
          loaded
              .meter()
              .steerability(request, parts.known(), parts::add, progress, Cancellation.NONE);
      progress.end();
      AtomicFile.write(
          out, (ProtocolJson.pretty().toJson(result) + "\n").getBytes(StandardCharsets.UTF_8));
      parts.done();
      print(result);
    }
    return 0;
  }

  private void print(SteerabilityResult result) {
    PrintWriter console = spec.commandLine().getOut();
    console.printf(
        Locale.ROOT,
        "%d of %s, %d pictures, %s%n"
            + "steerable (S > %.2f): %.1f %%, coverage %d words, mean S %.4f, mean power %.4f, mean S/power %.4f%n",
        result.units().size(),
        neurons ? "the neurons" : "the latents",
        result.spec().images().size(),
        result.vocabularyName(),
        SteerabilityResult.STEERABLE,
        100 * result.steerableShare(),
        result.coverage(),
        result.meanSteerability(),
        result.meanPower(),
        result.meanOverPower());
    Double disentanglement = result.meanDisentanglement();
    if (disentanglement != null) {
      console.printf(
          Locale.ROOT,
          "mean disentanglement over %d labels: %.4f (smaller is better)%n",
          result.words(),
          disentanglement);
    }
    console.println(out);
    console.flush();
  }

  private List<Integer> units(int all) {
    List<Integer> every = IntStream.range(0, all).boxed().collect(Collectors.toList());
    if (sample == null || sample >= all) {
      return every;
    }
    Collections.shuffle(every, new Random(seed));
    return every.subList(0, sample).stream().sorted().toList();
  }

  private List<String> pictures() {
    List<String> all = new ArrayList<>();
    for (String address : images) {
      boolean folder = !address.contains(":") && Files.isDirectory(Path.of(address));
      if (folder) {
        ImageFiles.in(Path.of(address)).forEach(f -> all.add(f.toString()));
      } else {
        all.add(address);
      }
    }
    int kept = Math.min(limit, all.size());
    return IntStream.range(0, kept)
        .mapToObj(i -> all.get((int) ((long) i * all.size() / kept)))
        .toList();
  }
}
