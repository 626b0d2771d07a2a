package dev.facet.ui.steering;

import dev.facet.client.WorkerState;
import dev.facet.core.CaptionDiff;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Direction;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.core.Intervention.Mode;
import dev.facet.core.Positions;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepSpec;
import dev.facet.fx.Figures;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.PagedList;
import dev.facet.fx.PanelState;
import dev.facet.fx.Throttle;
import dev.facet.fx.UiThread;
import dev.facet.protocol.CaptionRequest;
import dev.facet.protocol.ImageQuery;
import dev.facet.protocol.ImageRow;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.SweepEvent;
import dev.facet.protocol.SweepRequest;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.SteeringState;
import dev.facet.ui.session.WorkerEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javafx.beans.InvalidationListener;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/**
 * Steers the chosen feature on an image: asks for the unsteered caption, for a background sweep
 * over all strengths, and for the exact caption at the slider's strength, of which the latest wins.
 */
public final class SteeringViewModel {

  private static final int MAX_TOKENS = 40;
  private static final int CORPUS_PAGE = 60;
  private static final Duration DRAG_INTERVAL = Duration.ofMillis(30);
  private static final Duration SWEEP_PAUSE = Duration.ofMillis(120);
  private static final Duration TYPING_PAUSE = Duration.ofMillis(200);
  private static final double FINE_STEP_R = 0.1;
  private static final double COARSE_STEP_R = 1;
  private static final int CONTROL_SEED = 1;

  private static final String UNSTEERED = "unsteered";
  private static final String STEERED = "steered";
  private static final String RANDOM = "control-random";
  private static final String PERMUTED = "control-permuted";
  private static final String SWEEP = "sweep";
  private static final String CORPUS = "corpus";

  private final Session session;
  private final WorkerApi worker;
  private final WorkerEvents events;
  private final Messages messages;
  private final SteeringState steering;
  private final LatestWins<String> latest;
  private final Throttle dragging;
  private final ObservableList<ImageChoice> blanks = FXCollections.observableArrayList();
  private final PagedList<ImageRow> corpus = new PagedList<>(CORPUS_PAGE, this::loadCorpusPage);
  private final StringProperty corpusText = new SimpleStringProperty("");
  private final ObservableList<String> prompts = FXCollections.observableArrayList();
  private final StringProperty prompt = new SimpleStringProperty("");
  private final ObjectProperty<Mode> mode = new SimpleObjectProperty<>(Mode.ADD);
  private final ObjectProperty<Positions.Kind> positions =
      new SimpleObjectProperty<>(Positions.Kind.ALL);
  private final BooleanProperty controls = new SimpleBooleanProperty();
  private final ReadOnlyObjectWrapper<CaptionLine> unsteered =
      new ReadOnlyObjectWrapper<>(CaptionLine.NONE);
  private final ReadOnlyObjectWrapper<CaptionLine> steered =
      new ReadOnlyObjectWrapper<>(CaptionLine.NONE);
  private final ReadOnlyObjectWrapper<CaptionLine> random =
      new ReadOnlyObjectWrapper<>(CaptionLine.NONE);
  private final ReadOnlyObjectWrapper<CaptionLine> permuted =
      new ReadOnlyObjectWrapper<>(CaptionLine.NONE);
  private final ReadOnlyObjectWrapper<List<Segment>> segments =
      new ReadOnlyObjectWrapper<>(List.of());
  private final ReadOnlyObjectWrapper<OptionalDouble> degenerate =
      new ReadOnlyObjectWrapper<>(OptionalDouble.empty());
  private final ReadOnlyBooleanWrapper sweeping = new ReadOnlyBooleanWrapper();
  private final ReadOnlyStringWrapper sweepFailure = new ReadOnlyStringWrapper("");
  private final ReadOnlyObjectWrapper<PanelState> state = new ReadOnlyObjectWrapper<>();
  private final ReadOnlyStringWrapper strengthText = new ReadOnlyStringWrapper("");

  public SteeringViewModel(
      Session session, WorkerApi worker, WorkerEvents events, UiThread ui, Messages messages) {
    this.session = session;
    this.worker = worker;
    this.events = events;
    this.messages = messages;
    this.steering = session.steering();
    this.latest = new LatestWins<>(ui);
    this.dragging = new Throttle(ui, DRAG_INTERVAL, this::askSteered);
    for (String address : List.of("white", "black", "grey", "noise:1")) {
      blanks.add(new ImageChoice(address, messages.text("steering.image." + address)));
    }
    state.set(PanelState.empty(messages.text("steering.none"), "", ""));

    session.studyProperty().addListener((o, before, now) -> opened(now));
    InvalidationListener question = o -> ask();
    session.featureProperty().addListener(question);
    steering.imageProperty().addListener(question);
    prompt.addListener(question);
    mode.addListener(question);
    positions.addListener(question);
    steering.strengthProperty().addListener(o -> moved());
    steering.unitProperty().addListener(o -> writeStrength());
    steering.pointsProperty().addListener((o, before, now) -> swept(now));
    controls.addListener(o -> askControls());
    corpusText.addListener(o -> searchCorpus(TYPING_PAUSE));
    session
        .workerStateProperty()
        .addListener(
            (o, before, now) -> {
              if (before == WorkerState.RESTARTING
                  && (now == WorkerState.READY || now == WorkerState.BUSY)) {
                ask();
              }
            });
    opened(session.studyProperty().get());
  }

  /** Ready images without content. */
  public ObservableList<ImageChoice> blanks() {
    return blanks;
  }

  /** Images of the study, as searched; null where one is not here yet. */
  public PagedList<ImageRow> corpus() {
    return corpus;
  }

  public StringProperty corpusTextProperty() {
    return corpusText;
  }

  public StringProperty imageProperty() {
    return steering.imageProperty();
  }

  public ObservableList<String> prompts() {
    return prompts;
  }

  public StringProperty promptProperty() {
    return prompt;
  }

  public ObjectProperty<Mode> modeProperty() {
    return mode;
  }

  /** Which tokens are edited; a painted mask is no choice here. */
  public ObjectProperty<Positions.Kind> positionsProperty() {
    return positions;
  }

  /** Whether captions under a random and under another latent's direction are wanted. */
  public BooleanProperty controlsProperty() {
    return controls;
  }

  /** Raw strength. */
  public DoubleProperty strengthProperty() {
    return steering.strengthProperty();
  }

  public ObjectProperty<SteeringState.Unit> unitProperty() {
    return steering.unitProperty();
  }

  /** The strength in the present unit, without the unit. */
  public ReadOnlyStringProperty strengthTextProperty() {
    return strengthText.getReadOnlyProperty();
  }

  public ReadOnlyObjectProperty<CaptionLine> unsteeredProperty() {
    return unsteered.getReadOnlyProperty();
  }

  public ReadOnlyObjectProperty<CaptionLine> steeredProperty() {
    return steered.getReadOnlyProperty();
  }

  public ReadOnlyObjectProperty<CaptionLine> randomProperty() {
    return random.getReadOnlyProperty();
  }

  public ReadOnlyObjectProperty<CaptionLine> permutedProperty() {
    return permuted.getReadOnlyProperty();
  }

  public ReadOnlyObjectProperty<List<SweepPoint>> pointsProperty() {
    return steering.pointsProperty();
  }

  public ReadOnlyObjectProperty<List<Segment>> segmentsProperty() {
    return segments.getReadOnlyProperty();
  }

  /** Raw strength from which on captions fall apart, where they do. */
  public ReadOnlyObjectProperty<OptionalDouble> degenerateProperty() {
    return degenerate.getReadOnlyProperty();
  }

  public ReadOnlyBooleanProperty sweepingProperty() {
    return sweeping.getReadOnlyProperty();
  }

  /** Why there is no sweep, or empty. */
  public ReadOnlyStringProperty sweepFailureProperty() {
    return sweepFailure.getReadOnlyProperty();
  }

  public ReadOnlyObjectProperty<PanelState> stateProperty() {
    return state.getReadOnlyProperty();
  }

  /** The weakest strength of the ruler, raw. */
  public double min() {
    StudyInfo study = session.studyProperty().get();
    return study == null ? 0 : Math.min(0, study.strengths().getFirst());
  }

  /** The strongest strength of the ruler, raw. */
  public double max() {
    StudyInfo study = session.studyProperty().get();
    return study == null ? 1 : Math.max(study.strengths().getLast(), min() + 1e-9);
  }

  /** R, or 1 while no study is open. */
  public double residualNorm() {
    StudyInfo study = session.studyProperty().get();
    return study == null || !(study.residualNorm() > 0) ? 1 : study.residualNorm();
  }

  /** Steps by an arrow key: fine ones, or coarse ones with Shift. */
  public void step(int direction, boolean coarse) {
    double by = (coarse ? COARSE_STEP_R : FINE_STEP_R) * residualNorm();
    double steps = Math.round(strengthProperty().get() / by + direction);
    setStrength(steps * by);
  }

  /** Takes a raw strength, kept within the ruler. */
  public void setStrength(double raw) {
    strengthProperty().set(Math.clamp(raw, min(), max()));
  }

  /** Back to the unsteered model. */
  public void reset() {
    setStrength(0);
  }

  /**
   * Takes what was typed, in the present unit.
   *
   * @return whether it was a number
   */
  public boolean type(String text) {
    String plain =
        text.strip().replace('\u2212', '-').replace(',', '.').replaceFirst("(?i)\\s*r$", "");
    double value;
    try {
      value = Double.parseDouble(plain);
    } catch (NumberFormatException e) {
      writeStrength();
      return false;
    }
    if (!Double.isFinite(value)) {
      return false;
    }
    setStrength(inResidualNorms() ? value * residualNorm() : value);
    writeStrength();
    return true;
  }

  /** A raw strength in the present unit, with the unit. */
  public String describe(double raw) {
    return inResidualNorms()
        ? Figures.fixed(raw / residualNorm(), 2) + " R"
        : Figures.fixed(raw, 2);
  }

  /** A raw strength in the present unit, as short as it gets: for the ticks of the ruler. */
  public double inUnit(double raw) {
    return inResidualNorms() ? raw / residualNorm() : raw;
  }

  /** Both scales of a strength at once. */
  public String describeFully(double raw) {
    return messages.text(
        "steering.strength.full", Figures.fixed(raw / residualNorm(), 2), Figures.fixed(raw, 2));
  }

  public boolean inResidualNorms() {
    return steering.unitProperty().get() == SteeringState.Unit.RESIDUAL_NORM;
  }

  /** The name of an image address for a person. */
  public String imageName(String address) {
    for (ImageChoice blank : blanks) {
      if (blank.address().equals(address)) {
        return blank.name();
      }
    }
    if (address.startsWith("corpus:")) {
      return messages.text("steering.image.corpus", address.substring("corpus:".length()));
    }
    return address.substring(Math.max(address.lastIndexOf('/'), address.lastIndexOf('\\')) + 1);
  }

  /** The latent whose direction serves as the permuted control. */
  public int permutedLatent() {
    StudyInfo study = session.studyProperty().get();
    int latents = study == null ? 1 : study.latents();
    int other = Math.floorMod(session.featureProperty().get() * 7919 + 613, latents);
    return other == session.featureProperty().get() ? (other + 1) % latents : other;
  }

  /** Asks everything anew. */
  public void retry() {
    ask();
  }

  private void opened(@Nullable StudyInfo study) {
    if (study == null) {
      return;
    }
    prompts.setAll(study.prompts());
    if (!study.prompts().isEmpty()) {
      prompt.set(study.prompts().getFirst());
    }
    String image = steering.imageProperty().get();
    if (image.startsWith("corpus:")) {
      steering.imageProperty().set("white");
    }
    writeStrength();
    searchCorpus(Duration.ZERO);
    ask();
  }

  private boolean ready() {
    return session.studyProperty().get() != null && session.featureProperty().get() != Session.NONE;
  }

  private void ask() {
    if (!ready()) {
      return;
    }
    state.set(PanelState.READY);
    sweepFailure.set("");
    random.set(CaptionLine.NONE);
    permuted.set(CaptionLine.NONE);
    unsteered.set(unsteered.get().stale());
    caption(UNSTEERED, List.of(), unsteered);
    steering.pointsProperty().set(List.of());
    steering.sweepProperty().set(null);
    askSweep();
    dragging.cancel();
    moved();
  }

  private void moved() {
    writeStrength();
    if (!ready()) {
      return;
    }
    random.set(random.get().stale());
    permuted.set(permuted.get().stale());
    if (strengthProperty().get() == 0) {
      dragging.cancel();
      latest.cancel(STEERED);
      mirror();
    } else {
      preview();
      dragging.trigger();
    }
  }

  /** At strength 0 the steered caption is the unsteered one: nothing has to be computed. */
  private void mirror() {
    CaptionLine same = unsteered.get();
    steered.set(same.with(CaptionDiff.diff(same.text(), same.text())));
    mark();
  }

  private void preview() {
    double strength = strengthProperty().get();
    SweepPoint nearest =
        steering.pointsProperty().get().stream()
            .min(Comparator.comparingDouble(p -> Math.abs(p.strength() - strength)))
            .orElse(null);
    if (nearest == null) {
      steered.set(steered.get().stale());
    } else {
      String text = nearest.caption().text();
      steered.set(new CaptionLine(CaptionLine.Phase.SWEPT, text, List.of(), null, ""));
    }
    mark();
  }

  private void askSteered() {
    if (ready() && strengthProperty().get() != 0) {
      caption(STEERED, List.of(intervention(strengthProperty().get())), steered);
    }
  }

  private void askControls() {
    boolean wanted = controls.get() && ready() && strengthProperty().get() != 0;
    if (!wanted) {
      latest.cancel(RANDOM);
      latest.cancel(PERMUTED);
      random.set(CaptionLine.NONE);
      permuted.set(CaptionLine.NONE);
      return;
    }
    Intervention real = intervention(strengthProperty().get());
    caption(RANDOM, List.of(real.withDirection(Direction.random(CONTROL_SEED))), random);
    caption(PERMUTED, List.of(real.withDirection(Direction.latent(permutedLatent()))), permuted);
  }

  private Intervention intervention(double strength) {
    StudyInfo study = session.studyProperty().get();
    String site = study == null ? null : study.provenance().site();
    if (site == null) {
      throw new IllegalStateException("No study is open, or it names no site");
    }
    return new Intervention(
        HookPoint.parse(site, HookPoint.Tower.VISION),
        mode.get(),
        strength,
        Direction.latent(session.featureProperty().get()),
        new Positions(positions.get(), null),
        Intervention.During.PREFILL);
  }

  private void caption(
      String panel, List<Intervention> edits, ReadOnlyObjectWrapper<CaptionLine> line) {
    long id = session.nextId();
    double asked = strengthProperty().get();
    CaptionSpec spec = CaptionSpec.greedy(imageProperty().get(), prompt.get(), edits, MAX_TOKENS);
    if (line.get().phase() != CaptionLine.Phase.SWEPT) {
      line.set(line.get().stale());
    }
    events.followCaption(
        id,
        event ->
            arrived(
                line,
                new CaptionLine(CaptionLine.Phase.STREAMING, event.text(), List.of(), null, "")));
    Consumer<CaptionResult> done =
        result -> {
          events.unfollow(id);
          // While the slider moves on, the caption of where it was is not yet the one of where it
          // is.
          boolean overtaken = line == steered && asked != strengthProperty().get();
          CaptionLine.Phase phase = overtaken ? CaptionLine.Phase.STALE : CaptionLine.Phase.DONE;
          arrived(line, new CaptionLine(phase, result.text(), List.of(), result, ""));
          if (panel.equals(STEERED) && controls.get()) {
            askControls();
          }
        };
    Consumer<Throwable> failed =
        failure -> {
          events.unfollow(id);
          line.set(CaptionLine.failed(Problem.sentence(failure)));
        };
    latest.submit(
        panel,
        () -> followed(id, worker.caption(new CaptionRequest(id, panel, spec))),
        done,
        failed);
  }

  private void arrived(ReadOnlyObjectWrapper<CaptionLine> line, CaptionLine now) {
    line.set(now);
    if (line == unsteered && strengthProperty().get() == 0) {
      mirror();
    } else {
      mark();
    }
  }

  /** Marks in both captions what steering changed. */
  private void mark() {
    CaptionLine before = unsteered.get();
    CaptionLine after = steered.get();
    boolean complete =
        after.phase() == CaptionLine.Phase.DONE || after.phase() == CaptionLine.Phase.SWEPT;
    List<CaptionDiff.Span> spans = CaptionDiff.diff(before.text(), after.text());
    // Words that have not come yet are not words that steering removed.
    unsteered.set(before.with(complete ? spans : CaptionDiff.diff(before.text(), before.text())));
    steered.set(after.with(spans));
  }

  private void askSweep() {
    StudyInfo study = session.studyProperty().get();
    if (study == null) {
      return;
    }
    long id = session.nextId();
    SweepSpec spec =
        new SweepSpec(
            imageProperty().get(),
            prompt.get(),
            intervention(0),
            study.strengths(),
            MAX_TOKENS,
            null);
    sweeping.set(true);
    latest.submit(
        SWEEP,
        SWEEP_PAUSE,
        () -> {
          events.followSweep(id, batch -> merge(batch));
          return followed(id, worker.sweep(new SweepRequest(id, SWEEP, spec, true)));
        },
        result -> {
          events.unfollow(id);
          sweeping.set(false);
          steering.pointsProperty().set(result.points());
          steering.sweepProperty().set(result);
        },
        failure -> {
          sweeping.set(false);
          sweepFailure.set(Problem.sentence(failure));
        });
  }

  /** The reply itself, not one that depends on it: cancelling must reach the worker. */
  private <T> CompletableFuture<T> followed(long id, CompletableFuture<T> reply) {
    reply.whenComplete(
        (result, failure) -> {
          if (failure != null) {
            events.unfollow(id);
          }
        });
    return reply;
  }

  private void merge(List<SweepEvent> batch) {
    List<SweepPoint> all = new ArrayList<>(steering.pointsProperty().get());
    for (SweepEvent event : batch) {
      all.removeIf(p -> p.strength() == event.point().strength());
      all.add(event.point());
    }
    all.sort(Comparator.comparingDouble(SweepPoint::strength));
    steering.pointsProperty().set(List.copyOf(all));
  }

  private void swept(List<SweepPoint> points) {
    segments.set(Segment.of(points));
    degenerate.set(Degeneration.begins(points));
    CaptionLine.Phase phase = steered.get().phase();
    boolean waiting = phase == CaptionLine.Phase.STALE || phase == CaptionLine.Phase.NONE;
    if (waiting && strengthProperty().get() != 0 && !points.isEmpty()) {
      preview();
    }
  }

  private void writeStrength() {
    strengthText.set(
        String.format(Locale.ROOT, "%.2f", inUnit(strengthProperty().get()))
            .replace('-', '\u2212'));
  }

  private void searchCorpus(Duration pause) {
    if (session.studyProperty().get() == null) {
      return;
    }
    latest.submit(
        CORPUS,
        pause,
        () -> worker.images(new ImageQuery(corpusText.get().strip(), 0, CORPUS_PAGE)),
        page -> corpus.reset(page.total(), page.rows()),
        failure -> session.messageProperty().set(Problem.sentence(failure)));
  }

  private void loadCorpusPage(int page) {
    latest.submit(
        CORPUS + page,
        () ->
            worker.images(
                new ImageQuery(corpusText.get().strip(), page * CORPUS_PAGE, CORPUS_PAGE)),
        answer -> corpus.put(page, answer.rows()),
        failure -> {
          corpus.forget(page);
          session.messageProperty().set(Problem.sentence(failure));
        });
  }
}
