package dev.facet.ui.status;

import dev.facet.client.WorkerState;
import dev.facet.core.HookPoint;
import dev.facet.fx.Figures;
import dev.facet.fx.Messages;
import dev.facet.protocol.JobEvent;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.WorkerStatus;
import dev.facet.ui.jobs.JobRow;
import dev.facet.ui.jobs.JobsViewModel;
import dev.facet.ui.session.ProblemLog;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.WorkerEvents;
import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.jspecify.annotations.Nullable;

/** The worker's state and figures, the job that runs, and the last message. */
public final class StatusViewModel {

  private final Session session;
  private final Messages messages;
  private final JobsViewModel jobs;
  private final ReadOnlyStringWrapper workerText = new ReadOnlyStringWrapper();
  private final ReadOnlyStringWrapper engineText = new ReadOnlyStringWrapper("");
  private final ReadOnlyObjectWrapper<List<String>> provenance =
      new ReadOnlyObjectWrapper<>(List.of());
  private final ReadOnlyStringWrapper jobText = new ReadOnlyStringWrapper("");
  private final ReadOnlyStringWrapper moreJobs = new ReadOnlyStringWrapper("");
  private final ReadOnlyStringWrapper problemText = new ReadOnlyStringWrapper("");
  private final ReadOnlyObjectWrapper<@Nullable JobEvent> job = new ReadOnlyObjectWrapper<>();
  private String arithmetic = "";

  public StatusViewModel(
      Session session, JobsViewModel jobs, WorkerEvents events, Messages messages) {
    this.session = session;
    this.messages = messages;
    this.jobs = jobs;
    session
        .workerStateProperty()
        .subscribe(
            state -> {
              workerText.set(messages.text("status.worker." + state));
              if (state == WorkerState.RESTARTING || state == WorkerState.DEAD) {
                engineText.set("");
              }
            });
    events.followStatus(this::status);
    session.studyProperty().subscribe(this::describe);
    session.steering().modelProperty().subscribe(this::describe);
    jobs.currentProperty().subscribe(this::show);
    jobs.cutOffProperty().addListener(o -> show(jobs.currentProperty().get()));
    jobs.activeProperty()
        .subscribe(
            n ->
                moreJobs.set(
                    n.intValue() > 1 ? messages.text("status.job.more", n.intValue() - 1) : ""));
    ProblemLog problems = session.problems();
    problems
        .unseenProperty()
        .subscribe(
            n ->
                problemText.set(
                    n.intValue() == 0 ? "" : messages.text("status.problems", n.intValue())));
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

  /**
   * Whose answers the window shows, the most important first: model, site, SAE, latents,
   * arithmetic; empty without a study.
   */
  public ReadOnlyObjectProperty<List<String>> provenanceProperty() {
    return provenance.getReadOnlyProperty();
  }

  /** The job that runs; null for none. */
  public ReadOnlyObjectProperty<@Nullable JobEvent> jobProperty() {
    return job.getReadOnlyProperty();
  }

  /** What the job is doing and how far it is. */
  public ReadOnlyStringProperty jobTextProperty() {
    return jobText.getReadOnlyProperty();
  }

  /** How many jobs wait beside the one on show, or empty. */
  public ReadOnlyStringProperty moreJobsProperty() {
    return moreJobs.getReadOnlyProperty();
  }

  /** How many errors nobody has looked at, or empty. */
  public ReadOnlyStringProperty problemTextProperty() {
    return problemText.getReadOnlyProperty();
  }

  public ReadOnlyStringProperty messageProperty() {
    return session.messageProperty();
  }

  /** Cancels the job that is shown; finished parts stay. */
  public void cancelJob() {
    JobRow shown = jobs.currentProperty().get();
    if (shown != null) {
      jobs.cancel(shown);
    }
  }

  public void openJobs() {
    jobs.openProperty().set(true);
  }

  public void openProblems() {
    session.problems().openProperty().set(true);
  }

  private void status(WorkerStatus status) {
    engineText.set(
        messages.text("status.engine", status.arithmetic(), Figures.bytes(status.residentBytes())));
    arithmetic = status.arithmetic();
    describe();
  }

  private void describe() {
    StudyInfo study = session.studyProperty().get();
    if (study == null) {
      provenance.set(List.of());
      return;
    }
    String answers = session.steering().modelProperty().get();
    String site = study.provenance().site();
    provenance.set(
        List.of(
            answers.isEmpty() ? study.provenance().model() : answers,
            site == null ? "" : HookPoint.parse(site, HookPoint.Tower.VISION).shortName(),
            study.saeArchitecture().replaceFirst("(?<=.)SAE$", ""),
            messages.text("status.latents", Figures.count(study.latents())),
            arithmetic));
  }

  private void show(@Nullable JobRow row) {
    job.set(row == null ? null : row.event());
    int cutOff = jobs.cutOffProperty().get();
    jobText.set(
        row != null ? row.text() : cutOff > 0 ? messages.text("status.job.cutoff", cutOff) : "");
  }
}
