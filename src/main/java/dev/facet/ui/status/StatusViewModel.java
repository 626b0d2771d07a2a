package dev.facet.ui.status;

import dev.facet.client.WorkerState;
import dev.facet.fx.Figures;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.UiThread;
import dev.facet.protocol.CancelJobRequest;
import dev.facet.protocol.JobEvent;
import dev.facet.protocol.WorkerApi;
import dev.facet.protocol.WorkerStatus;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.WorkerEvents;
import java.util.List;
import java.util.TreeMap;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.jspecify.annotations.Nullable;

/** The worker's state and figures, the job that runs, and the last message. */
public final class StatusViewModel {

  private final Session session;
  private final WorkerApi worker;
  private final Messages messages;
  private final LatestWins<Long> cancelling;
  private final TreeMap<Long, JobEvent> active = new TreeMap<>();
  private final ReadOnlyStringWrapper workerText = new ReadOnlyStringWrapper();
  private final ReadOnlyStringWrapper engineText = new ReadOnlyStringWrapper("");
  private final ReadOnlyStringWrapper jobText = new ReadOnlyStringWrapper("");
  private final ReadOnlyObjectWrapper<@Nullable JobEvent> job = new ReadOnlyObjectWrapper<>();

  public StatusViewModel(
      Session session, WorkerApi worker, WorkerEvents events, UiThread ui, Messages messages) {
    this.session = session;
    this.worker = worker;
    this.messages = messages;
    this.cancelling = new LatestWins<>(ui);
    session
        .workerStateProperty()
        .subscribe(state -> workerText.set(messages.text("status.worker." + state)));
    events.followStatus(this::status);
    events.followJobs(this::jobs);
  }

  public ReadOnlyObjectProperty<WorkerState> workerStateProperty() {
    return session.workerStateProperty();
  }

  public ReadOnlyStringProperty workerTextProperty() {
    return workerText.getReadOnlyProperty();
  }

  /** Arithmetic and memory of the worker, or empty until it told. */
  public ReadOnlyStringProperty engineTextProperty() {
    return engineText.getReadOnlyProperty();
  }

  /** The job that runs, the oldest where there are several; null for none. */
  public ReadOnlyObjectProperty<@Nullable JobEvent> jobProperty() {
    return job.getReadOnlyProperty();
  }

  /** What the job is doing and how far it is. */
  public ReadOnlyStringProperty jobTextProperty() {
    return jobText.getReadOnlyProperty();
  }

  public ReadOnlyStringProperty messageProperty() {
    return session.messageProperty();
  }

  /** Cancels the job that is shown; finished parts stay. */
  public void cancelJob() {
    JobEvent shown = job.get();
    if (shown != null) {
      cancelling.submit(
          shown.job(),
          () -> worker.cancelJob(new CancelJobRequest(shown.job())),
          done -> {},
          failure -> session.report(messages.text("status.cancel.failed"), failure));
    }
  }

  private void status(WorkerStatus status) {
    engineText.set(
        messages.text("status.engine", status.arithmetic(), Figures.bytes(status.residentBytes())));
  }

  private void jobs(List<JobEvent> batch) {
    for (JobEvent event : batch) {
      switch (event.state()) {
        case QUEUED, RUNNING -> active.put(event.job(), event);
        case DONE, CANCELLED, FAILED -> {
          active.remove(event.job());
          session
              .messageProperty()
              .set(
                  event.message().isEmpty()
                      ? messages.text("status.job." + event.state(), event.title())
                      : event.message());
        }
      }
    }
    JobEvent shown = active.isEmpty() ? null : active.firstEntry().getValue();
    job.set(shown);
    jobText.set(shown == null ? "" : describe(shown));
  }

  private String describe(JobEvent event) {
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
}
