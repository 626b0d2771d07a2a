package dev.facet.ui.steering;

import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionRun;
import dev.facet.core.CaptionSpec;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.UiThread;
import dev.facet.protocol.CommandRequest;
import dev.facet.protocol.CommandText;
import dev.facet.protocol.RunRequest;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.SteeringState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** Captions that were come across: pinned ones and a history, kept with the study. */
public final class RunsViewModel {

  /** A caption counts once the slider has rested on it for so long. */
  private static final Duration REST = Duration.ofMillis(1200);

  private static final String LIST = "runs";
  private static final String COMMAND = "command";

  private final Session session;
  private final WorkerApi worker;
  private final UiThread ui;
  private final LatestWins<Object> latest;
  private final Messages messages;
  private final ObservableList<CaptionRun> pinned = FXCollections.observableArrayList();
  private final ObservableList<CaptionRun> history = FXCollections.observableArrayList();
  private final ReadOnlyObjectWrapper<@Nullable CaptionRun> present = new ReadOnlyObjectWrapper<>();
  private UiThread.@Nullable Timer resting;

  RunsViewModel(Session session, WorkerApi worker, UiThread ui, Messages messages) {
    this.session = session;
    this.worker = worker;
    this.ui = ui;
    this.latest = new LatestWins<>(ui);
    this.messages = messages;
    session.studyProperty().subscribe(this::opened);
  }

  /** Pinned captions, newest first. */
  public ObservableList<CaptionRun> pinned() {
    return pinned;
  }

  /** All captions on which the slider rested, newest first. */
  public ObservableList<CaptionRun> history() {
    return history;
  }

  /** The caption on show, complete; null while it is not. */
  public ReadOnlyObjectProperty<@Nullable CaptionRun> presentProperty() {
    return present.getReadOnlyProperty();
  }

  /** A caption is complete. */
  void arrived(CaptionSpec spec, CaptionResult result, String unsteered) {
    CaptionRun run =
        new CaptionRun(
            0,
            spec,
            session.steering().modelProperty().get(),
            result,
            unsteered,
            false,
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    present.set(run);
    stopResting();
    boolean known = history.stream().anyMatch(r -> same(r, run));
    if (!known && !spec.interventions().isEmpty()) {
      resting = ui.after(REST, () -> keep(run));
    }
  }

  /** What is asked has changed: the caption on show is not complete any more. */
  void left() {
    stopResting();
    present.set(null);
  }

  /** Pins the caption on show. */
  public void pin() {
    CaptionRun run = present.get();
    if (run != null) {
      stopResting();
      CaptionRun known = history.stream().filter(r -> same(r, run)).findFirst().orElse(run);
      keep(known.withPinned(true));
    }
  }

  public void pin(CaptionRun run, boolean on) {
    keep(run.withPinned(on));
  }

  /** Forgets a caption. */
  public void delete(CaptionRun run) {
    latest.submit(
        run.id(),
        () -> worker.deleteRun(new RunRequest(run.id())),
        done -> {
          history.removeIf(r -> r.id() == run.id());
          pinned.removeIf(r -> r.id() == run.id());
        },
        this::failed);
  }

  /** Puts question, image and interventions of a run back. The caller chooses its model. */
  void reopen(CaptionRun run) {
    SteeringState steering = session.steering();
    steering.images().setAll(run.spec().images());
    steering.promptProperty().set(run.spec().prompt());
    if (!run.spec().interventions().isEmpty()) {
      steering.edits().setAll(run.spec().interventions());
    }
  }

  /**
   * Asks for a run as JSON, for a notebook: everything that it takes to ask again, and what was
   * said.
   *
   * @param then told the JSON
   */
  public void json(CaptionRun run, Consumer<String> then) {
    standalone(run, command -> then.accept(CopiedRun.of(run, command).json()));
  }

  /**
   * Asks for the command line that gives the same caption.
   *
   * @param then told the command
   */
  public void command(CaptionRun run, Consumer<String> then) {
    standalone(run, command -> then.accept(command.text()));
  }

  private void standalone(CaptionRun run, Consumer<CommandText> then) {
    latest.submit(
        COMMAND,
        () -> worker.command(new CommandRequest(run.spec(), run.model())),
        command -> {
          then.accept(command);
          session.messageProperty().set(messages.text("runs.copied"));
        },
        this::failed);
  }

  private static boolean same(CaptionRun a, CaptionRun b) {
    return a.spec().equals(b.spec()) && a.model().equals(b.model());
  }

  private void keep(CaptionRun run) {
    StudyInfo study = session.studyProperty().get();
    if (study == null || study.readOnly()) {
      show(run.id() == 0 ? run.withId(-1L - history.size()) : run);
      return;
    }
    latest.submit(run.spec(), () -> worker.putRun(run), this::show, this::failed);
  }

  private void show(CaptionRun run) {
    put(history, run, true);
    put(pinned, run, run.pinned());
  }

  private static void put(ObservableList<CaptionRun> list, CaptionRun run, boolean wanted) {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).id() == run.id()) {
        if (wanted) {
          list.set(i, run);
        } else {
          list.remove(i);
        }
        return;
      }
    }
    if (wanted) {
      list.addFirst(run);
    }
  }

  private void opened(@Nullable StudyInfo study) {
    left();
    history.clear();
    pinned.clear();
    if (study == null) {
      return;
    }
    latest.submit(
        LIST,
        worker::runs,
        all -> {
          history.setAll(all.runs());
          pinned.setAll(all.runs().stream().filter(CaptionRun::pinned).toList());
        },
        this::failed);
  }

  private void failed(Throwable failure) {
    session.messageProperty().set(Problem.sentence(failure));
  }

  private void stopResting() {
    if (resting != null) {
      resting.cancel();
      resting = null;
    }
  }
}
