package dev.facet.ui.steering;

import dev.facet.client.WorkerState;
import dev.facet.core.CaptionRun;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Intervention;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepSpec;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.PanelState;
import dev.facet.fx.Throttle;
import dev.facet.fx.UiThread;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.Edit;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.SteeringState;
import dev.facet.ui.session.WorkerEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import javafx.beans.InvalidationListener;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/**
 * The steering panel: brings its parts together. A new question asks for the unsteered caption and
 * for a sweep of the active intervention; a new strength only for the exact caption there, of which
 * the latest wins.
 */
public final class SteeringViewModel {

  private static final Duration DRAG_INTERVAL = Duration.ofMillis(30);

  private final Session session;
  private final SteeringState steering;
  private final Messages messages;
  private final ModelViewModel model;
  private final QuestionViewModel question;
  private final EditsViewModel edits;
  private final StrengthViewModel strength;
  private final SweepViewModel sweep;
  private final CaptionsViewModel captions;
  private final RunsViewModel runs;
  private final DoseViewModel dose;
  private final PresetsViewModel presets;
  private final ControlsViewModel controls;
  private final AppliedWords words;
  private final Throttle dragging;
  private final ReadOnlyObjectWrapper<PanelState> state = new ReadOnlyObjectWrapper<>();
  private final ReadOnlyObjectWrapper<PanelState> answers =
      new ReadOnlyObjectWrapper<>(PanelState.READY);
  private final ReadOnlyBooleanWrapper measuring = new ReadOnlyBooleanWrapper();
  private @Nullable SweepSpec asked;
  private List<Intervention> applied = List.of();

  /**
   * @param encoding makes files of pasted pictures
   */
  public SteeringViewModel(
      Session session,
      WorkerApi worker,
      WorkerEvents events,
      UiThread ui,
      Executor encoding,
      Messages messages) {
    this.session = session;
    this.steering = session.steering();
    this.messages = messages;
    LatestWins<String> latest = new LatestWins<>(ui);
    question = new QuestionViewModel(session, worker, latest, messages, encoding);
    edits = new EditsViewModel(session, worker, latest, messages);
    model = new ModelViewModel(session, worker, latest, messages);
    strength = new StrengthViewModel(session, model, messages);
    sweep = new SweepViewModel(session, worker, events, latest, strength::describe, messages);
    captions = new CaptionsViewModel(session, worker, events, latest);
    runs = new RunsViewModel(session, worker, ui, messages);
    dose = new DoseViewModel(session, worker, latest, messages);
    presets = new PresetsViewModel(session, question, dose, this::findDose);
    controls = new ControlsViewModel(session, captions);
    words = new AppliedWords(edits, strength, question, model, messages);
    dragging = new Throttle(ui, DRAG_INTERVAL, this::askSteered);

    InvalidationListener changed = o -> changed();
    steering.images().allProperty().addListener(changed);
    steering.promptProperty().addListener(changed);
    steering.modelProperty().addListener(o -> retry());
    session.openedProperty().addListener(changed);
    steering.edits().revisionProperty().addListener(changed);
    strength.scaleProperty().addListener(changed);
    steering.pointsProperty().addListener((o, before, now) -> swept(now));
    controls.wantedProperty().addListener(o -> askControls());
    session.workerStateProperty().addListener((o, before, now) -> workerChanged(before, now));
    changed();
  }

  /** Which model answers. */
  public ModelViewModel model() {
    return model;
  }

  /** Captions that were come across. */
  public RunsViewModel runs() {
    return runs;
  }

  /** The divergence of what is applied, and the search for a strength that has one. */
  public DoseViewModel dose() {
    return dose;
  }

  /** Searches the active intervention's strength for the typed dose; its sign is kept. */
  public void findDose() {
    Edit active = edits.activeProperty().get();
    if (active == null || !active.enabled()) {
      return;
    }
    double present = active.intervention().strength();
    double start = present == 0 ? strength.residualNorm() : present;
    List<Intervention> all = new ArrayList<>();
    all.add(active.intervention().withStrength(start));
    all.addAll(steering.edits().others());
    dose.find(caption(all), strength::reach);
  }

  /** Papers' ways of steering. */
  public PresetsViewModel presets() {
    return presets;
  }

  /** Captions under other directions, beside the steered one. */
  public ControlsViewModel controls() {
    return controls;
  }

  /** What captions were made with, in words. */
  public AppliedWords words() {
    return words;
  }

  /** Asks again what was asked when a caption was come across, of the same model. */
  public void reopen(CaptionRun run) {
    runs.reopen(run);
    if (model.models().contains(run.model())) {
      model.choose(run.model());
    }
  }

  /** What is asked on which image. */
  public QuestionViewModel question() {
    return question;
  }

  /** What is applied. */
  public EditsViewModel edits() {
    return edits;
  }

  /** How strongly the active intervention is applied. */
  public StrengthViewModel strength() {
    return strength;
  }

  /** What every strength of the active intervention does. */
  public SweepViewModel sweep() {
    return sweep;
  }

  public CaptionsViewModel captions() {
    return captions;
  }

  public ReadOnlyObjectProperty<PanelState> stateProperty() {
    return state.getReadOnlyProperty();
  }

  /** Whether what is applied can be measured, with or without a language model. */
  public ReadOnlyBooleanProperty measuringProperty() {
    return measuring.getReadOnlyProperty();
  }

  /** Of all that takes a language model. */
  public ReadOnlyObjectProperty<PanelState> answersProperty() {
    return answers.getReadOnlyProperty();
  }

  /** What the steered caption was made with, in few words. */
  public String steeredTitle() {
    return words.steered(steering.edits().applied().size());
  }

  /** Asks everything anew. */
  public void retry() {
    asked = null;
    changed();
  }

  private void workerChanged(WorkerState before, WorkerState now) {
    boolean back = now == WorkerState.READY || now == WorkerState.BUSY;
    if (before == WorkerState.RESTARTING && back) {
      model.workerIsBack();
      retry();
    }
  }

  /** Something of the question, of the list or of the strength is another one now. */
  private void changed() {
    SweepSpec now = sweepSpec();
    measuring.set(now != null);
    StudyInfo study = session.studyProperty().get();
    boolean silent = study != null && !answered();
    answers.set(silent ? silent(study) : PanelState.READY);
    state.set(
        now != null || silent
            ? PanelState.READY
            : PanelState.empty(messages.text("steering.none"), "", ""));
    if (now == null) {
      asked = null;
      applied = List.of();
      return;
    }
    if (!now.equals(asked)) {
      SweepSpec before = asked;
      asked = now;
      boolean sameQuestion =
          before != null
              && before.images().equals(now.images())
              && before.prompt().equals(now.prompt())
              && before.maxTokens() == now.maxTokens();
      if (!sameQuestion && answered()) {
        captions.askUnsteered(caption(List.of()));
      }
      captions.forgetControls();
      sweep.ask(now);
      dragging.cancel();
      moved();
    } else if (!steering.edits().applied().equals(applied)) {
      moved();
    }
  }

  /** The image can be looked at all the same. */
  private PanelState silent(StudyInfo study) {
    return PanelState.empty(
        messages.text("model.none.title", study.provenance().model()),
        messages.text(session.measurable().get() ? "model.none.captions" : "model.none.steering"),
        messages.text("model.attach"));
  }

  /** Whether a language model answers. */
  private boolean answered() {
    return !steering.modelProperty().get().isEmpty();
  }

  private @Nullable SweepSpec sweepSpec() {
    Edit active = edits.activeProperty().get();
    if (active == null || !session.measurable().get()) {
      return null;
    }
    return new SweepSpec(
        steering.images().allProperty().get(),
        steering.promptProperty().get(),
        active.intervention().withStrength(0),
        strength.scaleProperty().get().strengths(),
        presets.maxTokens(),
        null,
        steering.edits().others());
  }

  private CaptionSpec caption(List<Intervention> interventions) {
    return CaptionSpec.greedy(
        steering.images().allProperty().get(),
        steering.promptProperty().get(),
        interventions,
        presets.maxTokens());
  }

  private void moved() {
    applied = steering.edits().applied();
    captions.outdateControls();
    runs.left();
    dose.left();
    if (!answered()) {
      return;
    }
    if (applied.isEmpty()) {
      dragging.cancel();
      captions.mirror();
    } else {
      preview();
      dragging.trigger();
    }
  }

  private void preview() {
    Edit active = edits.activeProperty().get();
    boolean onRuler = active != null && active.enabled();
    captions.preview(onRuler ? sweep.nearest(active.intervention().strength()).orElse(null) : null);
  }

  private void askSteered() {
    CaptionSpec spec = caption(applied);
    if (!applied.isEmpty()) {
      captions.askSteered(
          spec,
          () -> spec.equals(caption(steering.edits().applied())),
          result -> {
            dose.arrived(spec, applied.indexOf(activeIntervention()));
            runs.arrived(spec, result, captions.unsteeredProperty().get().text());
            if (controls.wantedProperty().get()) {
              askControls();
            }
          });
    }
  }

  private @Nullable Intervention activeIntervention() {
    Edit active = edits.activeProperty().get();
    return active == null ? null : active.intervention();
  }

  private void askControls() {
    controls.ask(applied, this::caption);
  }

  private void swept(List<SweepPoint> points) {
    if (captions.waiting() && !points.isEmpty()) {
      preview();
    }
  }
}
