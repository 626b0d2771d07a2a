package dev.facet.ui.chart;

import dev.facet.core.FacetException;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import dev.facet.export.ChartFile;
import dev.facet.export.SteerabilityChart;
import dev.facet.export.SweepCsv;
import dev.facet.fx.Figures;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Look;
import dev.facet.fx.Messages;
import dev.facet.fx.PanelState;
import dev.facet.fx.UiThread;
import dev.facet.protocol.StudyInfo;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.SteeringState;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.jspecify.annotations.Nullable;

/** The chart of the present sweep, and its export. */
public final class ChartViewModel {

  private static final int EXPORT_WIDTH = 800;
  private static final int EXPORT_HEIGHT = 480;

  private final Session session;
  private final SteeringState steering;
  private final Messages messages;
  private final Look look;
  private final Executor disk;
  private final LatestWins<Path> exports;
  private final ReadOnlyObjectWrapper<SteerabilityChart.@Nullable Content> content =
      new ReadOnlyObjectWrapper<>();
  private final ReadOnlyObjectWrapper<PanelState> state = new ReadOnlyObjectWrapper<>();
  private final ReadOnlyStringWrapper reading = new ReadOnlyStringWrapper("");

  /**
   * @param disk runs exports
   */
  public ChartViewModel(Session session, Look look, UiThread ui, Executor disk, Messages messages) {
    this.session = session;
    this.steering = session.steering();
    this.messages = messages;
    this.look = look;
    this.disk = disk;
    this.exports = new LatestWins<>(ui);
    steering.pointsProperty().subscribe(this::redraw);
    steering.unitProperty().subscribe(this::redraw);
    session.featureProperty().subscribe(this::redraw);
    redraw();
  }

  /** What the chart shows, null while there is nothing to show. */
  public ReadOnlyObjectProperty<SteerabilityChart.@Nullable Content> contentProperty() {
    return content.getReadOnlyProperty();
  }

  public ReadOnlyObjectProperty<PanelState> stateProperty() {
    return state.getReadOnlyProperty();
  }

  /** The figures at the swept strength nearest to the mouse, or empty. */
  public ReadOnlyStringProperty readingProperty() {
    return reading.getReadOnlyProperty();
  }

  public SteeringState steering() {
    return steering;
  }

  public Look look() {
    return look;
  }

  /** The present strength on the chart's axis. */
  public double marked() {
    return steering.strengthProperty().get() / unit();
  }

  /** Takes a value of the chart's axis as strength. */
  public void pick(double axisValue) {
    steering.strengthProperty().set(axisValue * unit());
  }

  /** The mouse is at a value of the chart's axis, or nowhere (NaN). */
  public void hover(double axisValue) {
    SweepPoint nearest =
        Double.isNaN(axisValue)
            ? null
            : steering.pointsProperty().get().stream()
                .min(Comparator.comparingDouble(p -> Math.abs(p.strength() - axisValue * unit())))
                .orElse(null);
    reading.set(
        nearest == null
            ? ""
            : messages.text(
                nearest.topWord().isEmpty() ? "chart.reading" : "chart.reading.word",
                Figures.fixed(nearest.strength() / unit(), 2),
                Figures.share(nearest.steerability()),
                Figures.share(nearest.power()),
                nearest.topWord()));
  }

  /** Whether there is a finished sweep to export. */
  public boolean exportable() {
    return steering.sweepProperty().get() != null;
  }

  /** A file name that says what is in it, without ending. */
  public String proposedName() {
    return "steerability-" + session.featureProperty().get();
  }

  /**
   * Writes the finished sweep; the file's ending says whether as picture or as table.
   *
   * @return completes on the UI thread with the file, or with the failure, which the person has
   *     been told
   */
  public CompletableFuture<Path> export(Path target) {
    CompletableFuture<Path> done = new CompletableFuture<>();
    SweepResult sweep = steering.sweepProperty().get();
    if (sweep == null) {
      done.completeExceptionally(FacetException.notFound(messages.text("chart.measuring")));
      return done;
    }
    String print = smallPrint(sweep);
    SteerabilityChart.Content drawn =
        new SteerabilityChart.Content(
            messages.text("chart.export.title", session.featureProperty().get()),
            sweep.points(),
            unit(),
            axis(),
            print);
    exports.submit(
        target,
        () -> CompletableFuture.supplyAsync(() -> write(target, sweep, drawn), disk),
        written -> {
          session.messageProperty().set(messages.text("chart.exported", written));
          done.complete(written);
        },
        failure -> {
          session.report(messages.text("chart.export.failed"), failure);
          done.completeExceptionally(failure);
        });
    return done;
  }

  private static Path write(Path target, SweepResult sweep, SteerabilityChart.Content drawn) {
    if (ChartFile.extension(target).equals("csv")) {
      ChartFile.write(target, SweepCsv.of(sweep, drawn.smallPrint()));
    } else {
      ChartFile.write(
          SteerabilityChart.of(drawn, SteerabilityChart.Theme.LIGHT),
          target,
          EXPORT_WIDTH,
          EXPORT_HEIGHT);
    }
    return target;
  }

  private String smallPrint(SweepResult sweep) {
    return messages.text(
        "chart.smallprint",
        sweep.provenance().line(),
        session.featureProperty().get(),
        sweep.spec().image(),
        sweep.spec().prompt(),
        Figures.fixed(sweep.residualNorm(), 2),
        LocalDate.now(ZoneId.systemDefault()).toString());
  }

  private double unit() {
    StudyInfo study = session.studyProperty().get();
    boolean raw = steering.unitProperty().get() == SteeringState.Unit.RAW;
    return raw || study == null || !(study.residualNorm() > 0) ? 1 : study.residualNorm();
  }

  private String axis() {
    return messages.text(
        steering.unitProperty().get() == SteeringState.Unit.RAW
            ? "chart.axis.raw"
            : "chart.axis.r");
  }

  private void redraw() {
    List<SweepPoint> points = steering.pointsProperty().get();
    if (points.size() < 2) {
      content.set(null);
      state.set(
          session.featureProperty().get() == Session.NONE
              ? PanelState.empty(messages.text("chart.none"), "", "")
              : PanelState.loading(messages.text("chart.measuring")));
      return;
    }
    content.set(new SteerabilityChart.Content("", points, unit(), axis(), ""));
    state.set(PanelState.READY);
  }
}
