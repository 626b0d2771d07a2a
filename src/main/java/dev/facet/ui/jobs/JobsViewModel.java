package dev.facet.ui.jobs;

import dev.facet.client.WorkerState;
import dev.facet.fx.Figures;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.UiThread;
import dev.facet.protocol.CancelJobRequest;
import dev.facet.protocol.JobEvent;
import dev.facet.protocol.JobEvent.State;
import dev.facet.protocol.JobInfo;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.WorkerEvents;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
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
 * Jobs of all kinds by what the worker tells of them: those that run or wait, and the last ones
 * that ended. A worker that dies ends its jobs; those that this window knows how to start can be
 * started again.
 */
public final class JobsViewModel {

  private static final int MOST = 50;

  private final Session session;
  private final WorkerApi worker;
  private final Messages messages;
  private final LatestWins<Long> requests;
  private final ObservableList<JobRow> rows = FXCollections.observableArrayList();

  /** Key by the worker's number, of this life of the worker. */
  private final Map<Long, Long> keys = new HashMap<>();

  /** How to start a job again, by the worker's number. */
  private final Map<Long, Supplier<CompletableFuture<JobInfo>>> again = new HashMap<>();

  private final Map<Long, Supplier<CompletableFuture<JobInfo>>> againByKey = new HashMap<>();
  private final ReadOnlyObjectWrapper<@Nullable JobRow> current = new ReadOnlyObjectWrapper<>();
  private final ReadOnlyIntegerWrapper active = new ReadOnlyIntegerWrapper();
  private final ReadOnlyIntegerWrapper cutOff = new ReadOnlyIntegerWrapper();
  private final BooleanProperty open = new SimpleBooleanProperty();
  private long lastKey;

  public JobsViewModel(
      Session session, WorkerApi worker, WorkerEvents events, UiThread ui, Messages messages) {
    this.session = session;
    this.worker = worker;
    this.messages = messages;
    this.requests = new LatestWins<>(ui);
    events.followJobs(batch -> batch.forEach(this::heard));
    session
        .workerStateProperty()
        .addListener(
            (o, before, now) -> {
              if (now == WorkerState.RESTARTING || now == WorkerState.DEAD) {
                workerDied();
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

  /** How many were cut off by the worker's end and can be started again. */
  public ReadOnlyIntegerProperty cutOffProperty() {
    return cutOff.getReadOnlyProperty();
  }

  /** Whether the list is on show. */
  public BooleanProperty openProperty() {
    return open;
  }

  /** Starts a job that can be started again when the worker dies before it is done. */
  public CompletableFuture<JobInfo> start(Supplier<CompletableFuture<JobInfo>> request) {
    CompletableFuture<JobInfo> started = request.get();
    return started.thenApply(
        info -> {
          session.onUi(() -> remember(info.job(), request));
          return info;
        });
  }

  /** Cancels a job; finished parts stay. */
  public void cancel(JobRow row) {
    if (row.active()) {
      long number = row.event().job();
      requests.submit(
          row.key(),
          () -> worker.cancelJob(new CancelJobRequest(number)),
          done -> {},
          failure -> session.report(messages.text("status.cancel.failed"), failure));
    }
  }

  /** Starts a job again that ended before it was done. */
  public void repeat(JobRow row) {
    Supplier<CompletableFuture<JobInfo>> request = againByKey.remove(row.key());
    if (request == null) {
      return;
    }
    replace(row, new JobRow(row.key(), row.event(), row.text(), row.share(), false));
    requests.submit(
        row.key(),
        () -> start(request),
        info -> {},
        failure -> session.report(messages.text("jobs.repeat.failed"), failure));
    recount();
  }

  /** Starts all jobs again that the worker's end cut off. */
  public void repeatCutOff() {
    List.copyOf(rows).stream().filter(JobRow::repeatable).forEach(this::repeat);
  }

  /** Takes the jobs that ended out of the list. */
  public void clear() {
    rows.removeIf(r -> !r.active());
    againByKey.keySet().removeIf(key -> rows.stream().noneMatch(r -> r.key() == key));
    recount();
  }

  private void remember(long number, Supplier<CompletableFuture<JobInfo>> request) {
    again.put(number, request);
  }

  private void heard(JobEvent event) {
    Long known = keys.get(event.job());
    long key = known == null ? ++lastKey : known;
    keys.put(event.job(), key);
    JobRow now = row(key, event, ended(event, key));
    int at = indexOf(key);
    if (at < 0) {
      rows.addFirst(now);
      while (rows.size() > MOST && !rows.getLast().active()) {
        againByKey.remove(rows.removeLast().key());
      }
    } else {
      rows.set(at, now);
    }
    if (!now.active()) {
      session.messageProperty().set(now.text());
    }
    recount();
  }

  /** Whether the job ended before it was done, and can be started again. */
  private boolean ended(JobEvent event, long key) {
    if (event.state() == State.QUEUED || event.state() == State.RUNNING) {
      return false;
    }
    keys.remove(event.job());
    Supplier<CompletableFuture<JobInfo>> request = again.remove(event.job());
    if (request == null || event.state() == State.DONE) {
      return false;
    }
    againByKey.put(key, request);
    return true;
  }

  private void workerDied() {
    for (JobRow row : List.copyOf(rows)) {
      if (row.active()) {
        JobEvent was = row.event();
        JobEvent end =
            new JobEvent(
                was.job(),
                was.title(),
                State.FAILED,
                "",
                was.done(),
                was.total(),
                0,
                messages.text("jobs.cutoff"));
        replace(row, row(row.key(), end, ended(end, row.key())));
      }
    }
    keys.clear();
    again.clear();
    recount();
  }

  private JobRow row(long key, JobEvent event, boolean repeatable) {
    double share = event.total() > 0 ? (double) event.done() / event.total() : -1;
    return new JobRow(key, event, describe(event), share, repeatable);
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

  private void replace(JobRow before, JobRow now) {
    int at = indexOf(before.key());
    if (at >= 0) {
      rows.set(at, now);
    }
  }

  private int indexOf(long key) {
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).key() == key) {
        return i;
      }
    }
    return -1;
  }

  private void recount() {
    active.set((int) rows.stream().filter(JobRow::active).count());
    cutOff.set((int) rows.stream().filter(JobRow::repeatable).count());
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
