package dev.facet.ui.compare;

import dev.facet.core.StudyComparison;
import dev.facet.core.StudyComparison.Match;
import dev.facet.core.StudyComparison.Side;
import dev.facet.fx.Figures;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.PanelState;
import dev.facet.fx.UiThread;
import dev.facet.protocol.CancelJobRequest;
import dev.facet.protocol.CompareRequest;
import dev.facet.protocol.ComparisonRequest;
import dev.facet.protocol.JobEvent;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** The open study beside another of the same images: figures of both SAEs and matched latents. */
public final class CompareViewModel {

  /** A figure of both SAEs. */
  public record Line(String name, String first, String second) {}

  private static final int MATCHES = 1000;
  private static final String KEY = "compare";
  private static final long NONE = -1;

  private final Session session;
  private final WorkerApi worker;
  private final Messages messages;
  private final LatestWins<String> latest;
  private final BooleanProperty shown = new SimpleBooleanProperty();
  private final ReadOnlyObjectWrapper<PanelState> state = new ReadOnlyObjectWrapper<>();
  private final ReadOnlyStringWrapper firstName = new ReadOnlyStringWrapper("");
  private final ReadOnlyStringWrapper secondName = new ReadOnlyStringWrapper("");
  private final ReadOnlyStringWrapper summary = new ReadOnlyStringWrapper("");
  private final ObservableList<Line> lines = FXCollections.observableArrayList();
  private final ObservableList<Match> matches = FXCollections.observableArrayList();
  private @Nullable Path other;
  private long job = NONE;

  public CompareViewModel(Session session, WorkerApi worker, UiThread ui, Messages messages) {
    this.session = session;
    this.worker = worker;
    this.messages = messages;
    this.latest = new LatestWins<>(ui);
    state.set(nothing());
    session.openedProperty().addListener(o -> forget());
  }

  /** Whether the sheet is open. */
  public BooleanProperty shownProperty() {
    return shown;
  }

  public ReadOnlyObjectProperty<PanelState> stateProperty() {
    return state.getReadOnlyProperty();
  }

  /** What the open study's SAE is called. */
  public ReadOnlyStringProperty firstNameProperty() {
    return firstName.getReadOnlyProperty();
  }

  public ReadOnlyStringProperty secondNameProperty() {
    return secondName.getReadOnlyProperty();
  }

  /** How many latents were matched, how, and how well. */
  public ReadOnlyStringProperty summaryProperty() {
    return summary.getReadOnlyProperty();
  }

  public ObservableList<Line> lines() {
    return lines;
  }

  /** Latents that do the same, best first. */
  public ObservableList<Match> matches() {
    return matches;
  }

  /** Compares the open study with another. */
  public void compare(Path folder) {
    other = folder;
    job = NONE;
    loading("", "");
    latest.submit(
        KEY,
        () -> worker.startCompare(new CompareRequest(folder.toString(), MATCHES)),
        started -> await(started.job()),
        this::fail);
  }

  private void await(long started) {
    job = started;
    loading("", messages.text("compare.cancel"));
    latest.submit(
        KEY, () -> worker.comparison(new ComparisonRequest(started)), this::show, this::fail);
  }

  /** Hears of jobs, the comparison among them. */
  public void hear(List<JobEvent> events) {
    for (JobEvent event : events) {
      if (event.job() == job && state.get().kind() != PanelState.Kind.READY) {
        switch (event.state()) {
          case RUNNING ->
              loading(
                  event.total() > 0
                      ? messages.text(
                          "compare.progress",
                          event.activity(),
                          Figures.count(event.done()),
                          Figures.count(event.total()))
                      : event.activity(),
                  messages.text("compare.cancel"));
          case CANCELLED -> {
            latest.cancel(KEY);
            job = NONE;
            state.set(nothing());
          }
          case DONE -> {
            if (state.get().kind() == PanelState.Kind.FAILED) {
              await(job); // it was cut off and has gone on
            }
          }
          case QUEUED, FAILED, INTERRUPTED -> {}
        }
      }
    }
  }

  /** What the button in place of the comparison does. */
  public enum Help {
    /** A study has to be chosen. */
    CHOOSE,
    DONE
  }

  /** Cancels what runs, or tries again what failed. */
  public Help help() {
    Path folder = other;
    return switch (state.get().kind()) {
      case LOADING -> {
        latest.submit(
            "cancel",
            () -> worker.cancelJob(new CancelJobRequest(job)),
            done -> {},
            failure -> session.messageProperty().set(Problem.sentence(failure)));
        yield Help.DONE;
      }
      case FAILED -> {
        if (folder == null) {
          yield Help.CHOOSE;
        }
        compare(folder);
        yield Help.DONE;
      }
      case EMPTY, READY -> Help.CHOOSE;
    };
  }

  private void loading(String detail, String action) {
    state.set(
        new PanelState(
            PanelState.Kind.LOADING,
            messages.text("compare.loading", other == null ? "" : other.getFileName()),
            detail,
            action));
  }

  private void fail(Throwable failure) {
    job = NONE;
    state.set(
        PanelState.failed(
            messages.text("compare.failed"),
            Problem.sentence(failure),
            messages.text("action.retry")));
  }

  /** Shows the open study's latent of a match. */
  public void open(Match match) {
    session.select(match.first());
  }

  private void forget() {
    latest.cancel(KEY);
    other = null;
    job = NONE;
    lines.clear();
    matches.clear();
    shown.set(false);
    state.set(nothing());
  }

  private void show(StudyComparison found) {
    job = NONE;
    firstName.set(name(found.first()));
    secondName.set(name(found.second()));
    lines.setAll(lines(found.first(), found.second()));
    matches.setAll(found.matches());
    Double cosine = found.meanCosine();
    summary.set(
        cosine == null
            ? messages.text(
                "compare.summary",
                Figures.count(found.matches().size()),
                Figures.count(found.images()),
                found.rule(),
                Figures.fixed(found.meanCorrelation(), 2))
            : messages.text(
                "compare.summary.cosine",
                Figures.count(found.matches().size()),
                Figures.count(found.images()),
                found.rule(),
                Figures.fixed(found.meanCorrelation(), 2),
                Figures.fixed(cosine, 2)));
    state.set(
        found.matches().isEmpty()
            ? PanelState.empty(
                messages.text("compare.none"),
                messages.text("compare.none.detail"),
                messages.text("compare.choose"))
            : PanelState.READY);
  }

  private String name(Side side) {
    String sae = side.provenance().sae();
    return sae == null ? side.study() : messages.text("compare.side", side.study(), sae);
  }

  private List<Line> lines(Side a, Side b) {
    List<Line> all = new ArrayList<>();
    all.add(line("latents", Figures.count(a.latents()), Figures.count(b.latents())));
    all.add(line("alive", Figures.count(a.alive()), Figures.count(b.alive())));
    all.add(
        line(
            "variance",
            Figures.known(a.explainedVariance()),
            Figures.known(b.explainedVariance())));
    all.add(line("l0", Figures.fixed(a.l0(), 1), Figures.fixed(b.l0(), 1)));
    all.add(
        line("ms", Figures.known(a.meanMonosemanticity()), Figures.known(b.meanMonosemanticity())));
    all.add(
        line(
            "best",
            Figures.known(a.bestMonosemanticity()),
            Figures.known(b.bestMonosemanticity())));
    all.add(line("unmatched", Figures.count(a.unmatched()), Figures.count(b.unmatched())));
    return all;
  }

  private Line line(String key, String first, String second) {
    return new Line(messages.text("compare." + key), first, second);
  }

  private PanelState nothing() {
    return PanelState.empty(
        messages.text("compare.empty"),
        messages.text("compare.empty.detail"),
        messages.text("compare.choose"));
  }
}
