package dev.facet.ui.chart;

import dev.facet.core.FacetException;
import dev.facet.core.SweepResult;
import dev.facet.export.ChartFile;
import dev.facet.export.ChartTheme;
import dev.facet.export.DistributionChart;
import dev.facet.export.DistributionCsv;
import dev.facet.export.ExplanationChart;
import dev.facet.export.ExplanationCsv;
import dev.facet.export.SteerabilityChart;
import dev.facet.export.SweepCsv;
import dev.facet.fx.Figures;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.UiThread;
import dev.facet.ui.session.Session;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Writes what the chart's panel shows to files: as picture or as table. */
final class ChartExports {

  private final Session session;
  private final DistributionViewModel distribution;
  private final ExportChoices choices;
  private final BiFunction<SweepResult, String, SteerabilityChart.Content> sweepContent;
  private final Executor disk;
  private final Messages messages;
  private final LatestWins<Path> exports;

  /**
   * @param sweepContent what is drawn of a sweep, with this small print
   * @param disk runs exports
   */
  ChartExports(
      Session session,
      DistributionViewModel distribution,
      ExportChoices choices,
      BiFunction<SweepResult, String, SteerabilityChart.Content> sweepContent,
      UiThread ui,
      Executor disk,
      Messages messages) {
    this.session = session;
    this.distribution = distribution;
    this.choices = choices;
    this.sweepContent = sweepContent;
    this.disk = disk;
    this.messages = messages;
    this.exports = new LatestWins<>(ui);
  }

  /** A file name that says what is in it, without ending. */
  String proposedName() {
    return distribution.shownProperty().get()
        ? distribution.figureProperty().get().name().toLowerCase(Locale.ROOT)
        : "steerability-" + session.featureProperty().get();
  }

  /**
   * Writes what is on show; the file's ending says whether as picture or as table.
   *
   * @return completes on the UI thread with the file, or with the failure, which the person has
   *     been told
   */
  CompletableFuture<Path> write(Path target) {
    CompletableFuture<Path> done = new CompletableFuture<>();
    Runnable writing = writing(target);
    if (writing == null) {
      done.completeExceptionally(FacetException.notFound(messages.text("chart.measuring")));
      return done;
    }
    exports.submit(
        target,
        () -> CompletableFuture.runAsync(writing, disk),
        written -> {
          session.messageProperty().set(messages.text("chart.exported", target));
          done.complete(target);
        },
        failure -> {
          session.report(messages.text("chart.export.failed"), failure);
          done.completeExceptionally(failure);
        });
    return done;
  }

  /** How the file is written, with all that is on show now; null while it is not complete. */
  private @Nullable Runnable writing(Path target) {
    boolean table = ChartFile.extension(target).equals("csv");
    ExportChoices.Size size = choices.sizeProperty().get();
    ChartTheme theme = choices.themeProperty().get();
    if (distribution.shownProperty().get()
        && distribution.figureProperty().get() == DistributionViewModel.Figure.EXPLANATIONS) {
      ExplanationChart.Content drawn =
          distribution.exportedBars(LocalDate.now(ZoneId.systemDefault()));
      if (drawn == null) {
        return null;
      }
      return table
          ? () -> ChartFile.write(target, ExplanationCsv.of(drawn))
          : () ->
              ChartFile.write(
                  ExplanationChart.of(drawn, theme), target, size.width(), size.height());
    }
    if (distribution.shownProperty().get()) {
      DistributionChart.Content drawn =
          distribution.exported(LocalDate.now(ZoneId.systemDefault()));
      if (drawn == null) {
        return null;
      }
      return table
          ? () -> ChartFile.write(target, DistributionCsv.of(drawn))
          : () ->
              ChartFile.write(
                  DistributionChart.of(drawn, theme), target, size.width(), size.height());
    }
    SweepResult sweep = session.steering().sweepProperty().get();
    if (sweep == null) {
      return null;
    }
    SteerabilityChart.Content drawn = sweepContent.apply(sweep, smallPrint(sweep));
    return table
        ? () -> ChartFile.write(target, SweepCsv.of(sweep, drawn.smallPrint()))
        : () ->
            ChartFile.write(
                SteerabilityChart.of(drawn, theme), target, size.width(), size.height());
  }

  private String smallPrint(SweepResult sweep) {
    return messages.text(
        "chart.smallprint",
        sweep.provenance().line(),
        session.featureProperty().get(),
        String.join(", ", sweep.spec().images()),
        sweep.spec().prompt(),
        Figures.fixed(sweep.residualNorm(), 2),
        LocalDate.now(ZoneId.systemDefault()).toString());
  }
}
