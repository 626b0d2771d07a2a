package dev.facet.cli;

import dev.facet.core.AtomicFile;
import dev.facet.core.Cancellation;
import dev.facet.core.Direction;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import dev.facet.core.SweepSpec;
import dev.facet.export.ChartFile;
import dev.facet.export.ChartTheme;
import dev.facet.export.SteerabilityChart;
import dev.facet.export.SweepCsv;
import dev.facet.protocol.ProtocolJson;
import dev.facet.worker.DefaultStrengths;
import dev.facet.worker.MeasuringModel;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code facet sweep}: steerability of a latent against strength. */
@Command(
    name = "sweep",
    header = "Measure a latent against strength, as a chart or table.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Adds a latent's direction at several strengths and writes, for each, the caption, the steerability S, the power and"
            + " the promoted words, as a chart or a table. An encoder of images and texts alone (CLIP, SigLIP) writes no"
            + " captions.",
    footer = {
      "",
      "Examples:",
      "  facet sweep models/demo/llava --sae models/demo/sae --latent 17 --out curve.svg",
      "  facet sweep models/demo/llava --sae models/demo/sae --latent 17 --strengths 0,10,20 --out curve.csv"
    })
final class SweepCommand implements Callable<Integer> {
  private static final Set<String> FORMATS = Set.of("json", "csv", "png", "svg", "pdf");
  private static final int USUAL_TOKENS = 32;
  private static final int CHART_WIDTH = 720;
  private static final int CHART_HEIGHT = 420;

  @Mixin private ModelAndSae networks = new ModelAndSae();

  @Option(
      names = "--latent",
      required = true,
      paramLabel = "I",
      description = "Which latent, counted from 0.")
  private int latent;

  @Option(
      names = "--strengths",
      split = ",",
      paramLabel = "S",
      description =
          "Strengths in raw units, comma-separated; 0 is always measured too (default: nine from 0 to 8 times the"
              + " mean residual norm).")
  private List<Double> strengths = List.of();

  @Mixin private SteeredSiteOption site = new SteeredSiteOption();

  @Option(
      names = "--image",
      paramLabel = "FILE|white|black|grey|noise:SEED",
      description = "An image; may be given several times (default: white).")
  private List<String> images = List.of("white");

  @Mixin private PromptOption prompt = new PromptOption();

  @Mixin private VocabularyOption vocabulary = new VocabularyOption();

  @Option(
      names = "--tokens",
      paramLabel = "N",
      description = "Most tokens of each caption (default: " + USUAL_TOKENS + ").")
  private @Nullable Integer tokens;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where to write; the ending says how: .json, .csv, .png, .svg or .pdf.")
  private Path out = Path.of("");

  @Mixin private ArithmeticOption arithmetic = new ArithmeticOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    String format = ChartFile.extension(out);
    if (!FORMATS.contains(format)) {
      throw FacetException.badInput(
          "--out must end in .json, .csv, .png, .svg or .pdf, found " + out.getFileName());
    }
    PrintWriter err = spec.commandLine().getErr();
    try (MeasuringModel loaded =
        MeasuringModel.open(networks.model(), networks.sae(), arithmetic.wanted())) {
      ArithmeticOption.explain(loaded.arithmetic(), err);
      String asked = prompt.asked(loaded);
      PromptOption.refuse("--tokens", tokens, loaded);
      HookPoint where = loaded.site(site.wanted());
      double unit = loaded.meter().residualNorm(where, images);
      SweepSpec request =
          new SweepSpec(
              images,
              asked,
              Intervention.add(where, Direction.latent(latent), 0),
              strengths.isEmpty() ? DefaultStrengths.of(unit) : strengths,
              tokens == null ? USUAL_TOKENS : tokens,
              vocabulary.path(),
              List.of());
      SweepResult result =
          loaded
              .meter()
              .sweep(
                  // the other formats do not show it
                  format.equals("json") && loaded.answers() ? request.withKl() : request,
                  point -> err.printf("%8.2f  %s%n", point.strength(), shown(point)),
                  Cancellation.NONE);
      write(result, format);
    }
    spec.commandLine().getOut().println(out);
    return 0;
  }

  private static String shown(SweepPoint point) {
    return point.captioned() ? point.caption().text() : point.topWord();
  }

  private void write(SweepResult result, String format) {
    String smallPrint =
        result.provenance().line()
            + " · latent "
            + latent
            + " · "
            + String.join(", ", images)
            + (result.spec().prompt().isEmpty() ? "" : " · " + result.spec().prompt());
    switch (format) {
      case "json" ->
          AtomicFile.write(
              out, (ProtocolJson.pretty().toJson(result) + "\n").getBytes(StandardCharsets.UTF_8));
      case "csv" -> ChartFile.write(out, SweepCsv.of(result, smallPrint));
      default ->
          ChartFile.write(
              SteerabilityChart.of(
                  new SteerabilityChart.Content(
                      "Latent " + latent,
                      result.points(),
                      result.residualNorm(),
                      "strength (R = mean residual norm)",
                      smallPrint),
                  ChartTheme.LIGHT),
              out,
              CHART_WIDTH,
              CHART_HEIGHT);
    }
  }
}
