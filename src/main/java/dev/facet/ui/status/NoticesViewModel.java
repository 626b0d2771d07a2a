package dev.facet.ui.status;

import dev.facet.client.WorkerState;
import dev.facet.fx.Figures;
import dev.facet.fx.LatestWins;
import dev.facet.fx.Messages;
import dev.facet.fx.UiThread;
import dev.facet.protocol.IndexState;
import dev.facet.protocol.ResumeIndexRequest;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.StudyParts;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.jobs.JobsViewModel;
import dev.facet.ui.session.Session;
import java.time.Duration;
import java.util.function.BiConsumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/**
 * What the whole window should know: that the worker died and comes back, and what can be repeated
 * then; that the study is still being indexed, can only be read, does not fit its SAE, or lacks
 * what an older Facet did not keep.
 */
public final class NoticesViewModel {

  private static final Duration LONG_ENOUGH = Duration.ofSeconds(6);

  private final Session session;
  private final WorkerApi worker;
  private final JobsViewModel jobs;
  private final Runnable restart;
  private final UiThread ui;
  private final Messages messages;
  private final LatestWins<String> latest;
  private final ReadOnlyObjectWrapper<@Nullable Notice> ofWorker = new ReadOnlyObjectWrapper<>();
  private final ReadOnlyObjectWrapper<@Nullable Notice> ofStudy = new ReadOnlyObjectWrapper<>();
  private final OpeningNotice opening;
  private UiThread.@Nullable Timer fading;
  private boolean dismissed;

  /** Path of the study that was spoken of last. */
  private String known = "";

  private boolean growing;
  private Runnable onSkipped = () -> {};
  private BiConsumer<String, StudyParts> remake = (study, parts) -> {};

  /**
   * @param restart starts the worker again after it was given up
   */
  public NoticesViewModel(
      Session session,
      WorkerApi worker,
      JobsViewModel jobs,
      Runnable restart,
      UiThread ui,
      Messages messages) {
    this.session = session;
    this.worker = worker;
    this.jobs = jobs;
    this.restart = restart;
    this.ui = ui;
    this.messages = messages;
    this.latest = new LatestWins<>(ui);
    this.opening = new OpeningNotice(session, ui, messages);
    session.workerStateProperty().addListener((o, before, now) -> workerChanged(before, now));
    session.studyProperty().subscribe(this::studyChanged);
    jobs.cutOffProperty()
        .addListener(
            (o, before, now) -> {
              if (now.intValue() == 0 && ofWorker.get() != null && !ofWorker.get().working()) {
                ofWorker.set(null);
              }
            });
  }

  /** What makes a study anew: takes its folder and its parts. */
  public void setOnRemake(BiConsumer<String, StudyParts> onRemake) {
    remake = onRemake;
  }

  /** What shows the files that were left out. */
  public void setOnSkipped(Runnable onSkipped) {
    this.onSkipped = onSkipped;
  }

  /** Of the worker; null for none. */
  public ReadOnlyObjectProperty<@Nullable Notice> ofWorkerProperty() {
    return ofWorker.getReadOnlyProperty();
  }

  /** Of the study; null for none. */
  public ReadOnlyObjectProperty<@Nullable Notice> ofStudyProperty() {
    return ofStudy.getReadOnlyProperty();
  }

  /** Of a study that is being opened in place of this one, or could not be; null for none. */
  public ReadOnlyObjectProperty<@Nullable Notice> ofOpeningProperty() {
    return opening.noticeProperty();
  }

  /** Gives the opening up. */
  public void helpOpening() {
    opening.cancel();
  }

  public void dismissOpening() {
    opening.dismiss();
  }

  /** What the worker's notice offers: start the worker, or repeat what was cut off. */
  public void helpWorker() {
    if (session.workerStateProperty().get() == WorkerState.DEAD) {
      restart.run();
    } else {
      jobs.repeatCutOff();
      ofWorker.set(null);
    }
  }

  /** What the study's notice offers: go on, make it anew, or look at what was left out. */
  public void helpStudy() {
    StudyInfo study = session.studyProperty().get();
    if (study == null) {
      return;
    }
    StudyParts parts = study.older();
    if (tellsSkipped(study)) {
      onSkipped.run();
      dismissStudy();
    } else if (parts != null) {
      remake.accept(study.path(), parts);
    } else {
      ResumeIndexRequest request = new ResumeIndexRequest(study.path());
      latest.submit(
          "resume",
          () -> worker.resumeIndex(request),
          job -> session.messageProperty().set(job.title()),
          failure -> session.report(messages.text("notice.resume.failed"), failure));
    }
  }

  public void dismissWorker() {
    ofWorker.set(null);
  }

  public void dismissStudy() {
    dismissed = true;
    ofStudy.set(null);
  }

  private void workerChanged(WorkerState before, WorkerState now) {
    if (fading != null) {
      fading.cancel();
      fading = null;
    }
    switch (now) {
      case RESTARTING ->
          ofWorker.set(
              new Notice(
                  Notice.Kind.WARNING,
                  messages.text("notice.worker.restarting", session.messageProperty().get()),
                  true,
                  "",
                  false));
      case DEAD ->
          ofWorker.set(
              new Notice(
                  Notice.Kind.TROUBLE,
                  messages.text("notice.worker.dead", session.messageProperty().get()),
                  false,
                  messages.text("notice.worker.start"),
                  false));
      case READY, BUSY -> {
        if (before == WorkerState.RESTARTING || before == WorkerState.DEAD) {
          back();
        }
      }
      case STARTING -> {}
    }
  }

  private void back() {
    session.messageProperty().set(""); // it told why the worker had ended
    int cutOff = jobs.cutOffProperty().get();
    if (cutOff > 0) {
      ofWorker.set(
          new Notice(
              Notice.Kind.INFO,
              messages.text("notice.worker.back.jobs", cutOff),
              false,
              messages.text("notice.worker.repeat"),
              true));
    } else {
      ofWorker.set(
          new Notice(Notice.Kind.INFO, messages.text("notice.worker.back"), false, "", true));
      fading = ui.after(LONG_ENOUGH, this::dismissWorker);
    }
  }

  /** News only where it was indexed under the person's eyes; the list is there at any time. */
  private boolean tellsSkipped(StudyInfo study) {
    return growing && study.index().complete() && study.index().skipped() > 0;
  }

  private void studyChanged(@Nullable StudyInfo study) {
    if (study == null) {
      ofStudy.set(null);
      return;
    }
    if (!study.path().equals(known)) {
      known = study.path();
      dismissed = false;
      growing = false;
    }
    IndexState index = study.index();
    growing |= index.running();
    if (!index.complete()) {
      String far =
          messages.text(
              index.running() ? "notice.study.growing" : "notice.study.partial",
              Figures.count(index.done()),
              Figures.count(index.files()));
      boolean canGoOn = !index.running() && !study.readOnly();
      ofStudy.set(
          new Notice(
              Notice.Kind.INFO,
              far,
              index.running(),
              canGoOn ? messages.text("notice.study.resume") : "",
              false));
    } else if (!dismissed && !study.message().isEmpty()) {
      ofStudy.set(new Notice(Notice.Kind.WARNING, study.message(), false, "", true));
    } else if (!dismissed && tellsSkipped(study)) {
      ofStudy.set(
          new Notice(
              Notice.Kind.WARNING,
              messages.text(
                  "notice.study.skipped", index.skipped(), Figures.count(index.skipped())),
              false,
              messages.text("notice.study.skipped.show", index.skipped()),
              true));
    } else if (!dismissed && study.older() != null) {
      ofStudy.set(
          new Notice(
              Notice.Kind.INFO,
              messages.text("notice.study.older"),
              false,
              messages.text("notice.study.again"),
              true));
    } else {
      ofStudy.set(null);
    }
  }
}
