package dev.facet.ui.features;

import dev.facet.core.FeatureFacets.Figure;
import dev.facet.core.FeatureFacets.Range;
import dev.facet.fx.Figures;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.PanelState;
import dev.facet.fx.UiThread;
import dev.facet.fx.plot.Bounds;
import dev.facet.protocol.FeatureColumns;
import dev.facet.protocol.FeatureQuery;
import dev.facet.protocol.FeatureQuery.Sort;
import dev.facet.protocol.FeatureRow;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.Session;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javafx.beans.InvalidationListener;
import javafx.beans.Observable;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/**
 * The features of the list as points: log frequency against log largest code, or the map of decoder
 * directions. A brushed rectangle narrows the list.
 */
public final class PlotViewModel {

  /** What the axes are. */
  public enum Kind {
    DENSITY,
    MAP
  }

  private static final Duration HOVER_PAUSE = Duration.ofMillis(60);
  private static final Duration TYPING_PAUSE = Duration.ofMillis(250);

  private final Session session;
  private final WorkerApi worker;
  private final Messages messages;
  private final FeatureFilter filter;
  private final Executor drawing;
  private final LatestWins<String> latest;
  private final ObjectProperty<Kind> kind = new SimpleObjectProperty<>(Kind.DENSITY);
  private final BooleanProperty shown = new SimpleBooleanProperty(true);
  private final ReadOnlyObjectWrapper<@Nullable Plot> plot = new ReadOnlyObjectWrapper<>();
  private final ReadOnlyObjectWrapper<PanelState> state =
      new ReadOnlyObjectWrapper<>(PanelState.READY);
  private final ReadOnlyObjectWrapper<@Nullable Bounds> brush = new ReadOnlyObjectWrapper<>();
  private final ReadOnlyStringWrapper reading = new ReadOnlyStringWrapper("");
  private @Nullable FeatureColumns columns;

  /**
   * @param drawing places the points
   */
  public PlotViewModel(
      Session session,
      WorkerApi worker,
      FeatureFilter filter,
      UiThread ui,
      Executor drawing,
      Messages messages) {
    this.session = session;
    this.worker = worker;
    this.filter = filter;
    this.drawing = drawing;
    this.messages = messages;
    this.latest = new LatestWins<>(ui);
    InvalidationListener changed = o -> load(Duration.ZERO);
    for (Observable condition : filter.conditionsWithoutBrush()) {
      condition.addListener(changed);
    }
    filter.textProperty().addListener(o -> load(TYPING_PAUSE));
    filter.meaningProperty().addListener(changed);
    filter
        .brushProperty()
        .addListener(
            (o, before, now) -> {
              if (now.isEmpty()) {
                brush.set(null);
              }
            });
    session
        .openedProperty()
        .addListener(
            o -> {
              columns = null;
              latest.cancel("draw");
              plot.set(null);
              load(Duration.ZERO);
            });
    session.studyProperty().addListener(changed);
    shown.addListener(changed);
    kind.addListener(
        o -> {
          brush(null);
          draw();
        });
    load(Duration.ZERO);
  }

  public ObjectProperty<Kind> kindProperty() {
    return kind;
  }

  /** Nothing is loaded while the plot is not shown. */
  public BooleanProperty shownProperty() {
    return shown;
  }

  public ReadOnlyObjectProperty<@Nullable Plot> plotProperty() {
    return plot.getReadOnlyProperty();
  }

  public ReadOnlyObjectProperty<PanelState> stateProperty() {
    return state.getReadOnlyProperty();
  }

  /** The rectangle that narrows the list; null for none. */
  public ReadOnlyObjectProperty<@Nullable Bounds> brushProperty() {
    return brush.getReadOnlyProperty();
  }

  /** The feature under the mouse in words, else what is brushed. */
  public ReadOnlyStringProperty readingProperty() {
    return reading.getReadOnlyProperty();
  }

  public ReadOnlyIntegerProperty featureProperty() {
    return session.featureProperty();
  }

  public void open(int feature) {
    session.select(feature);
  }

  /** What the button of the placeholder does: draws the map that is missing, or tries again. */
  public void recover() {
    if (state.get().kind() == PanelState.Kind.EMPTY) {
      state.set(PanelState.loading(messages.text("plot.drawing")));
      latest.submit(
          "map",
          worker::startMap,
          job -> session.messageProperty().set(messages.text("plot.started", job.title())),
          this::fail);
    } else {
      load(Duration.ZERO);
    }
  }

  private void fail(Throwable failure) {
    state.set(
        PanelState.failed(
            messages.text("plot.failed"),
            Problem.sentence(failure),
            messages.text("action.retry")));
  }

  /** Narrows the list to a rectangle of the plot, or no longer. */
  public void brush(@Nullable Bounds rectangle) {
    brush.set(rectangle);
    filter.brushProperty().set(rectangle == null ? List.of() : ranges(rectangle));
    describeBrush();
  }

  /** Tells of the feature under the mouse, -1 for none. */
  public void hover(int feature) {
    if (feature < 0) {
      latest.cancel("hover");
      describeBrush();
      return;
    }
    reading.set("#" + feature);
    latest.submit(
        "hover",
        HOVER_PAUSE,
        () ->
            worker.features(
                new FeatureQuery(Integer.toString(feature), Sort.INDEX, false, false, false, 0, 1)),
        page ->
            page.rows().stream()
                .filter(row -> row.feature() == feature)
                .forEach(row -> reading.set(describe(row))),
        failure -> reading.set("#" + feature));
  }

  private String describe(FeatureRow row) {
    return messages.text(
        "plot.reading",
        row.feature(),
        row.label().isBlank() ? messages.text("feature.nolabel") : row.label(),
        Figures.percent(row.frequency()),
        Figures.fixed(row.max(), 1));
  }

  private void describeBrush() {
    Bounds rectangle = brush.get();
    Plot now = plot.get();
    reading.set(
        rectangle == null || now == null
            ? ""
            : messages.text("plot.brushed", Figures.count(now.cloud().count(rectangle))));
  }

  private List<Range> ranges(Bounds b) {
    return kind.get() == Kind.MAP
        ? List.of(
            new Range(Figure.MAP_X, b.fromX(), b.toX()),
            new Range(Figure.MAP_Y, b.fromY(), b.toY()))
        : List.of(
            new Range(Figure.FREQUENCY, Math.pow(10, b.fromX()), Math.pow(10, b.toX())),
            new Range(Figure.MAX, Math.pow(10, b.fromY()), Math.pow(10, b.toY())));
  }

  private void load(Duration pause) {
    if (session.studyProperty().get() == null || !shown.get()) {
      return;
    }
    if (plot.get() == null) {
      state.set(PanelState.loading(messages.text("plot.loading")));
    }
    latest.submit(
        "columns",
        pause,
        () -> worker.columns(filter.withoutBrush()),
        loaded -> {
          columns = loaded;
          draw();
        },
        this::fail);
  }

  /** A hundred thousand logarithms take longer than a pulse. */
  private void draw() {
    FeatureColumns loaded = columns;
    if (loaded == null) {
      return;
    }
    Kind drawn = kind.get();
    latest.submit(
        "draw",
        () ->
            CompletableFuture.supplyAsync(
                () -> drawn == Kind.MAP ? Plot.map(loaded) : Plot.density(loaded), drawing),
        this::show,
        this::fail);
  }

  private void show(Plot drawn) {
    plot.set(drawn);
    describeBrush();
    if (drawn.cloud().size() > 0) {
      state.set(PanelState.READY);
    } else if (kind.get() == Kind.MAP && drawn.features() > 0) {
      state.set(
          PanelState.empty(
              messages.text("plot.nomap"),
              messages.text("plot.nomap.detail"),
              messages.text("plot.nomap.action")));
    } else {
      state.set(PanelState.empty(messages.text("features.empty.title"), "", ""));
    }
  }
}
