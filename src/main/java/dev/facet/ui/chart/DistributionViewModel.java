package dev.facet.ui.chart;

import dev.facet.core.Intervention;
import dev.facet.core.SteerabilityResult;
import dev.facet.export.DistributionChart.Content;
import dev.facet.export.DistributionChart.Sample;
import dev.facet.export.ExplanationChart;
import dev.facet.fx.Figures;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.PanelState;
import dev.facet.fx.UiThread;
import dev.facet.protocol.FeatureColumns;
import dev.facet.protocol.FeatureQuery;
import dev.facet.protocol.JobInfo;
import dev.facet.protocol.MonosemanticityRequest;
import dev.facet.protocol.SteerabilityRequest;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.StudyQuality;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.Session;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javafx.beans.InvalidationListener;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/** A figure of all features of the study as a distribution; what is not measured can be started. */
public final class DistributionViewModel {

  /** What is distributed. */
  public enum Figure {
    /** Largest S of a feature's last sweep. */
    STEERABILITY,
    /** MS of the latents against that of the residual dimensions. */
    MONOSEMANTICITY,
    /** How well language models explain the features, by model and method. */
    EXPLANATIONS
  }

  /** Every feature, in the order that costs least. */
  private static final FeatureQuery ALL =
      new FeatureQuery("", FeatureQuery.Sort.INDEX, false, false, false, 0, 1);

  private final Session session;
  private final WorkerApi worker;
  private final Messages messages;
  private final LatestWins<String> latest;
  private final BooleanProperty shown = new SimpleBooleanProperty();
  private final ObjectProperty<Figure> figure = new SimpleObjectProperty<>(Figure.STEERABILITY);
  private final ReadOnlyObjectWrapper<@Nullable Content> content = new ReadOnlyObjectWrapper<>();
  private final ReadOnlyObjectWrapper<ExplanationChart.@Nullable Content> explained =
      new ReadOnlyObjectWrapper<>();
  private final ReadOnlyObjectWrapper<PanelState> state =
      new ReadOnlyObjectWrapper<>(PanelState.READY);
  private final ReadOnlyBooleanWrapper partial = new ReadOnlyBooleanWrapper();

  public DistributionViewModel(Session session, WorkerApi worker, UiThread ui, Messages messages) {
    this.session = session;
    this.worker = worker;
    this.messages = messages;
    this.latest = new LatestWins<>(ui);
    session
        .openedProperty()
        .addListener(
            o -> {
              clear();
              partial.set(false);
            });
    InvalidationListener load = o -> load();
    session.studyProperty().addListener(load);
    session.steering().modelProperty().addListener(load);
    shown.addListener(load);
    figure.addListener(
        o -> {
          clear();
          load();
        });
  }

  /** Whether the distribution is on show; nothing is loaded before. */
  public BooleanProperty shownProperty() {
    return shown;
  }

  public ObjectProperty<Figure> figureProperty() {
    return figure;
  }

  /** What the chart shows, null while there is nothing to show. */
  public ReadOnlyObjectProperty<@Nullable Content> contentProperty() {
    return content.getReadOnlyProperty();
  }

  /** The bars of {@link Figure#EXPLANATIONS}, null while there is nothing to show. */
  public ReadOnlyObjectProperty<ExplanationChart.@Nullable Content> explainedProperty() {
    return explained.getReadOnlyProperty();
  }

  private void clear() {
    content.set(null);
    explained.set(null);
  }

  public ReadOnlyObjectProperty<PanelState> stateProperty() {
    return state.getReadOnlyProperty();
  }

  /** Whether S is known of some features only, so that measuring the others makes sense. */
  public ReadOnlyBooleanProperty partialProperty() {
    return partial.getReadOnlyProperty();
  }

  /** What is on show with title and small print, for a file; null while there is nothing. */
  @Nullable Content exported(LocalDate today) {
    Content now = content.get();
    StudyInfo study = session.studyProperty().get();
    if (now == null || study == null) {
      return null;
    }
    return new Content(
        messages.text("chart.all.title." + figure.get()),
        now.axis(),
        now.samples(),
        now.limit(),
        now.limitName(),
        messages.text(
            "chart.all.smallprint", study.provenance().line(), now.smallPrint(), today.toString()));
  }

  /** The bars with title and small print, for a file; null while there is nothing. */
  ExplanationChart.@Nullable Content exportedBars(LocalDate today) {
    ExplanationChart.Content now = explained.get();
    StudyInfo study = session.studyProperty().get();
    return now == null || study == null
        ? null
        : new ExplanationChart.Content(
            messages.text("chart.all.title." + Figure.EXPLANATIONS),
            now.axis(),
            now.bars(),
            List.of(
                messages.text(
                    "chart.all.smallprint",
                    study.provenance().line(),
                    String.join(" ", now.smallPrint()),
                    today.toString())));
  }

  /** The share of features above a value, in words; empty for none. */
  public String read(double value) {
    Content now = content.get();
    if (now == null || Double.isNaN(value)) {
      return "";
    }
    Sample first = now.samples().getFirst();
    String features =
        messages.text(
            "chart.all.reading", Figures.percent(first.shareAbove(value)), Figures.fixed(value, 2));
    return now.samples().size() < 2
        ? features
        : messages.text(
            "chart.all.reading.neurons",
            features,
            Figures.percent(now.samples().get(1).shareAbove(value)));
  }

  /** Starts the job that measures S of every feature. */
  public void measureSteerability() {
    start(
        () ->
            worker.startSteerability(
                new SteerabilityRequest(0, Intervention.Mode.ADD, List.of(), List.of())));
  }

  /** Starts the job that measures MS with an encoder, by its folder. */
  public void measureMonosemanticity(String encoder) {
    start(() -> worker.startMonosemanticity(new MonosemanticityRequest(encoder)));
  }

  /** Asks again after a failure. */
  public void retry() {
    load();
  }

  private void start(Supplier<CompletableFuture<JobInfo>> request) {
    latest.submit(
        "job",
        request,
        job -> session.messageProperty().set(messages.text("chart.all.started", job.title())),
        failure -> session.report(messages.text("chart.all.failed"), failure));
  }

  private void load() {
    StudyInfo study = session.studyProperty().get();
    if (study == null || !shown.get()) {
      return;
    }
    if (content.get() == null && explained.get() == null) {
      state.set(PanelState.loading(messages.text("chart.all.loading")));
    }
    switch (figure.get()) {
      case STEERABILITY ->
          latest.submit("figures", () -> worker.columns(ALL), this::steerability, this::failed);
      case MONOSEMANTICITY ->
          latest.submit("figures", worker::quality, this::monosemanticity, this::failed);
      case EXPLANATIONS ->
          latest.submit("figures", worker::quality, this::explanations, this::failed);
    }
  }

  private void steerability(FeatureColumns columns) {
    Sample s = new Sample(messages.text("chart.all.features"), columns.steerability().values());
    int all = columns.features().values().length;
    partial.set(s.size() > 0 && s.size() < all && session.measurable().get());
    if (s.size() == 0) {
      if (session.measurable().get()) {
        empty("chart.all.s");
      } else {
        missing("chart.all.s.none", "model.none.measure");
      }
      return;
    }
    double limit = SteerabilityResult.STEERABLE;
    show(
        new Content(
            "",
            messages.text("chart.all.s.axis"),
            List.of(s),
            limit,
            messages.text("chart.all.s.limit", Figures.percent(s.shareAbove(limit))),
            messages.text("chart.all.count", Figures.count(s.size()), Figures.count(all))));
  }

  private void monosemanticity(StudyQuality quality) {
    partial.set(false);
    StudyQuality.Scores chosen =
        quality.monosemanticity().stream()
            .filter(StudyQuality.Scores::chosen)
            .findFirst()
            .orElse(
                quality.monosemanticity().isEmpty() ? null : quality.monosemanticity().getFirst());
    float[] latents = chosen == null ? new float[0] : chosen.latents().values();
    if (chosen == null || latents.length == 0) {
      empty("chart.all.ms");
      return;
    }
    Sample features = sample("chart.all.features.mean", latents);
    float[] neurons = chosen.neurons().values();
    show(
        new Content(
            "",
            messages.text("chart.all.ms.axis", chosen.encoder()),
            neurons.length == 0
                ? List.of(features)
                : List.of(features, sample("chart.all.neurons.mean", neurons)),
            Double.NaN,
            "",
            messages.text(
                "chart.all.ms.count",
                Figures.count(features.size()),
                Figures.count(neurons.length))));
  }

  private void explanations(StudyQuality quality) {
    partial.set(false);
    ExplanationChart.Content bars = ExplanationBars.of(quality.explained(), messages);
    explained.set(bars);
    if (bars == null && session.steering().modelProperty().get().isEmpty()) {
      missing("chart.all.explained.none", "model.none.chart");
      return;
    }
    state.set(
        bars == null
            ? PanelState.empty(
                messages.text("chart.all.explained.none"),
                messages.text("chart.all.explained.none.detail"),
                "")
            : PanelState.READY);
  }

  private Sample sample(String key, float[] values) {
    return new Sample(messages.text(key, Figures.fixed(new Sample("", values).mean(), 2)), values);
  }

  private void show(Content now) {
    content.set(now);
    state.set(PanelState.READY);
  }

  private void empty(String key) {
    content.set(null);
    state.set(
        PanelState.empty(
            messages.text(key + ".none"),
            messages.text(key + ".none.detail"),
            messages.text(key + ".none.action")));
  }

  /** What would measure it is missing. */
  private void missing(String title, String detail) {
    content.set(null);
    state.set(PanelState.empty(messages.text(title), messages.text(detail), ""));
  }

  private void failed(Throwable failure) {
    clear();
    state.set(
        PanelState.failed(
            messages.text("chart.all.failed.load"),
            Problem.sentence(failure),
            messages.text("action.retry")));
  }
}
