package dev.facet.cli;

import dev.facet.core.AtomicFile;
import dev.facet.core.Cancellation;
import dev.facet.core.Control;
import dev.facet.core.ExplainMethod;
import dev.facet.core.FacetException;
import dev.facet.core.FacetFolders;
import dev.facet.export.ChartFile;
import dev.facet.export.ChartTheme;
import dev.facet.export.ExplanationChart;
import dev.facet.protocol.ProtocolJson;
import dev.facet.worker.ExplanationFigures;
import dev.facet.worker.ExplanationFigures.Cell;
import dev.facet.worker.ExplanationFigures.Claim;
import dev.facet.worker.ExplanationFigures.Comparison;
import dev.facet.worker.ExplanationReport;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code facet explain-report}: the explanation methods where the truth is known. */
@Command(
    name = "explain-report",
    header = "Judge the explanation methods on the demo world, where the truth is known.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Explains labelled latents of a demo study by three methods, with two controls, by several language models, and writes"
            + " how many texts name what their latent stands for, F1 over concepts and the other scores, and whether two claims of"
            + " the paper hold. Explanations are kept in the study; a report that was cut off goes on.",
    footer = {
      "",
      "Example:",
      "  facet explain-report --study STUDY --out report.json --chart report.png"
    })
final class ExplainReportCommand implements Callable<Integer> {
  private static final int CHART_WIDTH = 720;
  private static final int CHART_HEIGHT = 440;

  @Option(
      names = "--study",
      required = true,
      paramLabel = "DIR",
      description = "A study of the demo models.")
  private Path study = Path.of("");

  @Option(
      names = "--models",
      split = ",",
      paramLabel = "DIR",
      description =
          "Language models on the study's tower, the smallest first (default: the shipped llava-small and llava).")
  private List<Path> models = List.of();

  @Option(
      names = "--sample",
      paramLabel = "N",
      defaultValue = "200",
      description = "How many labelled latents are explained (default: ${DEFAULT-VALUE}).")
  private int sample;

  @Option(
      names = "--labelled",
      paramLabel = "N",
      defaultValue = "6000",
      description = "Held-out images that latents are labelled by (default: ${DEFAULT-VALUE}).")
  private int labelled;

  @Option(
      names = "--validation",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "Latents that coefficients are chosen on; none of them is judged (default: ${DEFAULT-VALUE}).")
  private int validation;

  @Option(
      names = "--one-by-one",
      description = "Show each top image in a prompt of its own instead of five in one.")
  private boolean oneByOne;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.json",
      description = "Where the figures go.")
  private Path out = Path.of("");

  @Option(
      names = "--chart",
      required = true,
      paramLabel = "FILE.{png,svg,pdf}",
      description = "Where the chart goes.")
  private Path chart = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (!List.of("png", "svg", "pdf").contains(ChartFile.extension(chart))) {
      throw FacetException.badInput(
          "--chart must end in .png, .svg or .pdf, found " + chart.getFileName());
    }
    FacetFolders folders = FacetFolders.ofSystem();
    ConsoleProgress progress = new ConsoleProgress(spec.commandLine().getErr());
    List<Path> explaining =
        models.isEmpty()
            ? List.of(
                folders.demoModels().resolve("llava-small"), folders.demoModels().resolve("llava"))
            : models;
    ExplanationFigures figures =
        new ExplanationReport(
                new ExplanationReport.Spec(
                    study, explaining, sample, labelled, validation, oneByOne),
                folders,
                progress,
                Cancellation.NONE)
            .run();
    progress.end();
    AtomicFile.write(
        out, (ProtocolJson.pretty().toJson(figures) + "\n").getBytes(StandardCharsets.UTF_8));
    ChartFile.write(
        ExplanationChart.of(content(figures), ChartTheme.LIGHT), chart, CHART_WIDTH, CHART_HEIGHT);
    print(figures, spec.commandLine().getOut());
    return 0;
  }

  private static ExplanationChart.Content content(ExplanationFigures figures) {
    List<ExplanationChart.Bar> bars = new ArrayList<>();
    for (Cell cell : figures.cells()) {
      String series =
          switch (cell.control()) {
            case NONE -> cell.model();
            case RANDOM -> cell.model() + ", random direction";
            case PERMUTED -> cell.model() + ", another latent";
          };
      bars.add(
          new ExplanationChart.Bar(
              name(cell.method()),
              series,
              cell.control() != Control.NONE,
              cell.named(),
              cell.namedError()));
    }
    List<String> print = new ArrayList<>();
    figures.claims().forEach(claim -> print.add(verdict(claim)));
    print.add(
        figures.latents()
            + " labelled latents of "
            + figures.sae()
            + ", coefficients chosen on "
            + figures.validation()
            + " others; whiskers: standard error"
            + (figures.oneByOne() ? "; top images one by one" : ""));
    return new ExplanationChart.Content(
        "Does the explanation name what the latent stands for?",
        "share of latents named",
        bars,
        print);
  }

  private static String name(ExplainMethod method) {
    return switch (method) {
      case STEERING -> "Steering";
      case TOPK -> "Top-k";
      case HYBRID -> "Steering-informed top-k";
    };
  }

  private static String verdict(Claim claim) {
    return claim.statement()
        + ": "
        + (claim.held()
            ? claim.significant() ? "held" : "held, not everywhere significant (sign test, p < .05)"
            : "not held");
  }

  private static void print(ExplanationFigures figures, PrintWriter out) {
    out.println("model         method    control   named    F1    CLIP   AUROC   IoU  coefficient");
    for (Cell c : figures.cells()) {
      out.printf(
          Locale.ROOT,
          "%-13s %-9s %-9s %.3f  %.3f  %.3f  %.3f  %.3f  %s%n",
          c.model(),
          c.method().name().toLowerCase(Locale.ROOT),
          c.control().name().toLowerCase(Locale.ROOT),
          c.named(),
          c.f1(),
          c.clip(),
          c.auroc(),
          c.iou(),
          c.coefficient() == null ? "-" : String.format(Locale.ROOT, "%.2f R", c.coefficient()));
    }
    for (Claim claim : figures.claims()) {
      out.println(verdict(claim));
      for (Comparison c : claim.comparisons()) {
        out.printf(
            Locale.ROOT,
            "  %s over %s: %+.3f (%d to %d, sign test p %.2g; CLIP score, Mann-Whitney p %.2g)%n",
            c.better(),
            c.worse(),
            c.difference(),
            c.wins(),
            c.losses(),
            c.signP(),
            c.mannWhitneyP());
      }
    }
  }
}
