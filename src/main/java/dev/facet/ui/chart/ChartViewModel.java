package dev.facet.ui.chart;

import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import dev.facet.export.SteerabilityChart;
import dev.facet.fx.Figures;
import dev.facet.fx.Look;
import dev.facet.fx.Messages;
import dev.facet.fx.PanelState;
import dev.facet.fx.UiThread;
import dev.facet.protocol.StudyInfo;
import dev.facet.ui.session.Edit;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.SteeringState;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.FXCollections;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** The chart of the present sweep, or of all features, and its export. */
public final class ChartViewModel {

  /** More curves than this cannot be told apart. */
  static final int MOST_PINS = 8;

  private final Session session;
  private final SteeringState steering;
  private final Messages messages;
  private final Look look;
  private final DistributionViewModel distribution;
  private final ExportChoices choices = new ExportChoices();
  private final ObservableList<Pin> pins = FXCollections.observableArrayList();
  private final BooleanProperty logarithmic = new SimpleBooleanProperty();
  private final ReadOnlyBooleanWrapper exportable = new ReadOnlyBooleanWrapper();
  private final ReadOnlyBooleanWrapper pinnable = new ReadOnlyBooleanWrapper();
  private final ChartExports exports;
  private final ReadOnlyObjectWrapper<SteerabilityChart.@Nullable Content> content =
      new ReadOnlyObjectWrapper<>();
  private final ReadOnlyObjectWrapper<PanelState> state = new ReadOnlyObjectWrapper<>();
  private final ReadOnlyStringWrapper reading = new ReadOnlyStringWrapper("");

  /**
   * @param disk runs exports
   */
  public ChartViewModel(
      Session session,
      DistributionViewModel distribution,
      Look look,
      UiThread ui,
      Executor disk,
      Messages messages) {
    this.session = session;
    this.steering = session.steering();
    this.messages = messages;
    this.look = look;
    this.distribution = distribution;
    this.exports =
        new ChartExports(session, distribution, choices, this::alone, ui, disk, messages);
    steering.pointsProperty().subscribe(this::redraw);
    steering.sweepProperty().subscribe(this::redraw);
    steering.unitProperty().subscribe(this::redraw);
    steering.modelProperty().addListener(o -> redraw());
    session.featureProperty().subscribe(this::redraw);
    session.openedProperty().addListener(o -> pins.clear());
    pins.addListener((ListChangeListener<Pin>) change -> redraw());
    logarithmic.subscribe(this::redraw);
    exportable.bind(
        Bindings.when(distribution.shownProperty())
            .then(
                distribution
                    .contentProperty()
                    .isNotNull()
                    .or(distribution.explainedProperty().isNotNull()))
            .otherwise(steering.sweepProperty().isNotNull()));
    distribution.shownProperty().subscribe(() -> reading.set(""));
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

  /** The same panel for all features at once. */
  public DistributionViewModel distribution() {
    return distribution;
  }

  public ExportChoices choices() {
    return choices;
  }

  /** Whether equal factors of strength are equally wide. */
  public BooleanProperty logarithmicProperty() {
    return logarithmic;
  }

  /** Whether the sweep on show is finished and not pinned yet. */
  public ReadOnlyBooleanProperty pinnableProperty() {
    return pinnable.getReadOnlyProperty();
  }

  /** The curves that are pinned, oldest first. */
  public ObservableList<Pin> pins() {
    return pins;
  }

  /** Keeps the sweep on show behind those that follow; the oldest goes when there are too many. */
  public void pin() {
    SweepResult sweep = steering.sweepProperty().get();
    if (sweep == null || !pinnable.get()) {
      return;
    }
    if (pins.size() == MOST_PINS) {
      pins.removeFirst();
    }
    pins.add(Pin.of(session.featureProperty().get(), sweep.points()));
  }

  /** Takes all pinned curves away. */
  public void clearPins() {
    pins.clear();
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
    if (distribution.shownProperty().get()) {
      reading.set(distribution.read(axisValue));
      return;
    }
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
                Figures.fixed(nearest.steerability(), 2),
                Figures.fixed(nearest.power(), 2),
                nearest.topWord()));
  }

  /** Whether what is on show is complete and can be written to a file. */
  public ReadOnlyBooleanProperty exportableProperty() {
    return exportable.getReadOnlyProperty();
  }

  /** A file name that says what is in it, without ending. */
  public String proposedName() {
    return exports.proposedName();
  }

  /**
   * Writes what is on show; the file's ending says whether as picture or as table.
   *
   * @return completes on the UI thread with the file, or with the failure, which the person has
   *     been told
   */
  public CompletableFuture<Path> export(Path target) {
    return exports.write(target);
  }

  /** With the title and the small print that a file needs to stand alone. */
  private SteerabilityChart.Content alone(SweepResult sweep, String smallPrint) {
    return content(title(), sweep.points(), smallPrint);
  }

  /** Which feature it is, with its label where that is known. */
  private String title() {
    int feature = session.featureProperty().get();
    Edit active = steering.edits().activeProperty().get();
    Integer latent = active == null ? null : active.intervention().direction().latent();
    boolean labelled =
        active != null && latent != null && latent == feature && !active.label().isBlank();
    return labelled
        ? messages.text("chart.export.title.label", feature, active.label())
        : messages.text("chart.export.title", feature);
  }

  private SteerabilityChart.Content content(
      String title, List<SweepPoint> points, String smallPrint) {
    Pin shown = Pin.of(session.featureProperty().get(), points);
    List<SteerabilityChart.Curve> behind =
        pins.stream()
            .filter(pin -> !pin.equals(shown))
            .map(
                pin ->
                    new SteerabilityChart.Curve(
                        messages.text("chart.pin.name", pin.feature()), pin.dots()))
            .toList();
    boolean log = logarithmic.get() && points.stream().filter(p -> p.strength() > 0).count() > 1;
    return new SteerabilityChart.Content(title, points, unit(), axis(), smallPrint, behind, log);
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
    SweepResult sweep = steering.sweepProperty().get();
    pinnable.set(
        sweep != null && !pins.contains(Pin.of(session.featureProperty().get(), sweep.points())));
    if (points.size() < 2) {
      content.set(null);
      StudyInfo study = session.studyProperty().get();
      state.set(
          study != null && !session.measurable().get()
              ? PanelState.empty(
                  messages.text("model.none.title", study.provenance().model()),
                  messages.text("model.none.measure"),
                  "")
              : session.featureProperty().get() == Session.NONE
                  ? PanelState.empty(messages.text("chart.none"), "", "")
                  : PanelState.loading(messages.text("chart.measuring")));
      return;
    }
    content.set(content("", points, ""));
    state.set(PanelState.READY);
  }
}
