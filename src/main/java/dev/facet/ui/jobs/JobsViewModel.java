package dev.facet.ui.jobs;

import dev.facet.client.WorkerState;
import dev.facet.fx.Figures;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.UiThread;
import dev.facet.protocol.CancelJobRequest;
import dev.facet.protocol.JobEvent;
import dev.facet.protocol.JobEvent.State;
import dev.facet.protocol.ResumeJobRequest;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.WorkerEvents;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/**
 * Jobs of all kinds by what the worker tells of them: those that run or wait, the last ones that
 * ended, and those that the end of a worker cut off, be it of this window's or of an earlier one's.
 * The worker keeps what they were asked, so that each can go on; a job keeps its number over all
 * lives of the worker.
 */
public final class JobsViewModel {

  private static final int MOST = 50;
  private static final String INTERRUPTED = "interrupted";

  private final Session session;
  private final WorkerApi worker;
  private final Messages messages;
  private final LatestWins<Object> requests;
  private final ObservableList<JobRow> rows = FXCollections.observableArrayList();
  private final ReadOnlyObjectWrapper<@Nullable JobRow> current = new ReadOnlyObjectWrapper<>();
  private final ReadOnlyIntegerWrapper active = new ReadOnlyIntegerWrapper();
  private final ReadOnlyIntegerWrapper cutOff = new ReadOnlyIntegerWrapper();
  private final BooleanProperty open = new SimpleBooleanProperty();

  /** Jobs that go on as soon as their study is open. */
  private final Set<Long> awaited = new TreeSet<>();

  public JobsViewModel(
      Session session, WorkerApi worker, WorkerEvents events, UiThread ui, Messages messages) {
    this.session = session;
    this.worker = worker;
    this.messages = messages;
    this.requests = new LatestWins<>(ui);
    events.followJobs(batch -> batch.forEach(this::heard));
    session.workerStateProperty().addListener((o, before, now) -> workerChanged(before, now));
    session.openedProperty().subscribe(this::goOnWith);
    session
        .openFailureProperty()
        .addListener(
            (o, before, failure) -> {
              if (failure != null) {
                awaited.clear();
              }
            });
  }

  /** Newest first. */
  public ObservableList<JobRow> rows() {
    return rows;
  }

  /** The job that runs, or the oldest that waits; null for none. */
  public ReadOnlyObjectProperty<@Nullable JobRow> currentProperty() {
    return current.getReadOnlyProperty();
  }

  /** How many run or wait. */
  public ReadOnlyIntegerProperty activeProperty() {
    return active.getReadOnlyProperty();
  }

  /** How many were cut off and can go on. */
  public ReadOnlyIntegerProperty cutOffProperty() {
    return cutOff.getReadOnlyProperty();
  }

  /** Whether the list is on show. */
  public BooleanProperty openProperty() {
    return open;
  }

  /** Cancels a job; finished parts stay. */
  public void cancel(JobRow row) {
    if (row.active()) {
      giveUp(row);
    }
  }

  private void giveUp(JobRow row) {
    long job = row.event().job();
    requests.submit(
        job,
        () -> worker.cancelJob(new CancelJobRequest(job)),
        done -> {},
        failure -> session.report(messages.text("status.cancel.failed"), failure));
  }

  /** Goes on with a job that ended before it was done; opens the study that it works on first. */
  public void repeat(JobRow row) {
    if (!row.repeatable()) {
      return;
    }
    String study = row.event().study();
    if (study.isEmpty() || isOpen(study)) {
      goOn(row);
    } else {
      awaited.add(row.event().job());
      session.open(study);
    }
  }

  private void goOn(JobRow row) {
    long job = row.event().job();
    put(new JobRow(row.event(), row.text(), row.share(), false));
    recount();
    requests.submit(
        job,
        () -> worker.resumeJob(new ResumeJobRequest(job)),
        info -> {},
        failure -> {
          row(job).filter(r -> !r.active()).ifPresent(r -> put(row(r.event())));
          recount();
          session.report(messages.text("jobs.repeat.failed"), failure);
        });
  }

  /** The study that jobs wait for is open. */
  private void goOnWith(@Nullable StudyInfo opened) {
    if (opened != null && !awaited.isEmpty()) {
      List<JobRow> waiting = rows.stream().filter(r -> awaited.contains(r.event().job())).toList();
      awaited.clear();
      waiting.stream().filter(r -> r.event().study().equals(opened.path())).forEach(this::goOn);
    }
  }

  private boolean isOpen(String study) {
    StudyInfo opened = session.openedProperty().get();
    return opened != null && opened.path().equals(study);
  }

  /** Goes on with all jobs that were cut off and need no other study than the open one. */
  public void repeatCutOff() {
    List<JobRow> all =
        rows.stream()
            .filter(r -> r.event().state() == State.INTERRUPTED && r.repeatable())
            .toList();
    List<JobRow> here =
        all.stream().filter(r -> r.event().study().isEmpty() || isOpen(r.event().study())).toList();
    here.forEach(this::goOn);
    if (here.isEmpty() && !all.isEmpty()) {
      repeat(all.getFirst());
    }
  }

  /** Takes the jobs that ended out of the list; what was cut off is forgotten. */
  public void clear() {
    rows.stream().filter(r -> r.event().state() == State.INTERRUPTED).forEach(this::giveUp);
    rows.removeIf(r -> !r.active());
    recount();
  }

  private void workerChanged(WorkerState before, WorkerState now) {
    boolean up = now == WorkerState.READY || now == WorkerState.BUSY;
    boolean wasUp = before == WorkerState.READY || before == WorkerState.BUSY;
    if (up && !wasUp) {
      requests.submit(
          INTERRUPTED,
          worker::interruptedJobs,
          list -> list.jobs().forEach(this::heard),
          failure -> session.report(messages.text("jobs.list.failed"), failure));
    } else if (!up && now != WorkerState.STARTING) {
      workerDied();
    }
  }

  private void heard(JobEvent event) {
    JobRow now = row(event);
    boolean known = row(event.job()).isPresent();
    put(now);
    if (!known) {
      while (rows.size() > MOST && !rows.getLast().active()) {
        rows.removeLast();
      }
    }
    if (!now.active() && (known || event.state() != State.INTERRUPTED)) {
      session.messageProperty().set(now.text());
    }
    recount();
  }

  /** What the worker had in memory alone cannot go on; what ran or waited can, once it is back. */
  private void workerDied() {
    for (JobRow row : List.copyOf(rows)) {
      JobEvent was = row.event();
      if (row.active()) {
        put(
            row(
                new JobEvent(
                    was.job(),
                    was.title(),
                    State.INTERRUPTED,
                    "",
                    was.done(),
                    was.total(),
                    0,
                    messages.text(was.inOnePiece() ? "jobs.cutoff.whole" : "jobs.cutoff"),
                    was.study(),
                    was.inOnePiece())));
      } else if (row.repeatable() && was.state() != State.INTERRUPTED) {
        put(new JobRow(was, row.text(), row.share(), false));
      }
    }
    recount();
  }

  private JobRow row(JobEvent event) {
    double share = event.total() > 0 ? (double) event.done() / event.total() : -1;
    return new JobRow(event, describe(event), share, event.state().unfinished());
  }

  private String describe(JobEvent event) {
    if (event.state() == State.QUEUED) {
      return messages.text("jobs.queued");
    }
    if (event.state() != State.RUNNING) {
      return event.message().isEmpty()
          ? messages.text("status.job." + event.state(), event.title())
          : event.message();
    }
    String what = event.activity().isEmpty() ? event.title() : event.activity();
    if (event.total() <= 0) {
      return what;
    }
    String far =
        messages.text(
            "status.job.far", what, Figures.count(event.done()), Figures.count(event.total()));
    return event.secondsLeft() > 0
        ? messages.text("status.job.left", far, Figures.seconds(event.secondsLeft()))
        : far;
  }

  /** In place of the row of the same job, or as the newest. */
  private void put(JobRow now) {
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).event().job() == now.event().job()) {
        rows.set(i, now);
        return;
      }
    }
    rows.addFirst(now);
  }

  private Optional<JobRow> row(long job) {
    return rows.stream().filter(r -> r.event().job() == job).findFirst();
  }

  private void recount() {
    active.set((int) rows.stream().filter(JobRow::active).count());
    cutOff.set(
        (int)
            rows.stream()
                .filter(r -> r.repeatable() && r.event().state() == State.INTERRUPTED)
                .count());
    JobRow shown = null;
    for (JobRow row : rows) {
      if (row.active()
          && (shown == null
              || row.event().state() == State.RUNNING
              || shown.event().state() != State.RUNNING)) {
        shown = row;
      }
    }
    current.set(shown);
  }
}
