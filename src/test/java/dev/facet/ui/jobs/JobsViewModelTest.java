package dev.facet.ui.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.app.FakeWorker;
import dev.facet.client.WorkerState;
import dev.facet.core.FacetException;
import dev.facet.fx.ManualThread;
import dev.facet.fx.Messages;
import dev.facet.protocol.IndexState;
import dev.facet.protocol.JobEvent;
import dev.facet.protocol.JobEvent.State;
import dev.facet.protocol.StudyParts;
import dev.facet.ui.PanelBench;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.WorkerEvents;
import dev.facet.ui.status.Notice;
import dev.facet.ui.status.NoticesViewModel;
import dev.facet.ui.status.StatusViewModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Jobs, notices and errors, on a virtual clock. */
class JobsViewModelTest {

  private final PanelBench bench = new PanelBench(500);
  private final ManualThread ui = bench.ui;
  private final Messages messages = bench.messages;
  private final WorkerEvents events = bench.events;
  private final FakeWorker worker = bench.worker;
  private final Session session = bench.session;
  private final JobsViewModel jobs = new JobsViewModel(session, worker, events, ui, messages);
  private final AtomicInteger restarts = new AtomicInteger();
  private final NoticesViewModel notices =
      new NoticesViewModel(session, worker, jobs, restarts::incrementAndGet, ui, messages);
  private final StatusViewModel status = new StatusViewModel(session, jobs, events, messages);

  private void event(long job, State state, long done) {
    events.jobProgress(new JobEvent(job, "Job " + job, state, "Indexing", done, 100, -1, ""));
    ui.settle();
  }

  private void settle() {
    bench.settle(5, 50);
  }

  @Test
  void a_study_says_what_does_not_fit_or_what_an_older_facet_left_out() {
    worker.older = new StudyParts("/m", "/sae", "/i", "vision.layers.3.out");
    List<String> made = new ArrayList<>();
    notices.setOnRemake((study, parts) -> made.add(study + " of " + parts.images()));
    session.open(null);
    settle();
    Notice older = Objects.requireNonNull(notices.ofStudyProperty().get());
    assertEquals(Notice.Kind.INFO, older.kind());
    assertFalse(older.action().isEmpty());
    notices.helpStudy();
    assertEquals(List.of("/studies/demo of /i"), made);
    notices.dismissStudy();
    assertNull(notices.ofStudyProperty().get());
    worker.message = "None of the SAE's latents fires";
    session.open(null);
    settle();
    assertNull(notices.ofStudyProperty().get(), "the same study: it was put away");
  }

  @Test
  void an_sae_that_does_not_fit_is_told_of_without_being_read_only() {
    worker.message = "None of the SAE's latents fires";
    session.open(null);
    settle();
    Notice unfit = Objects.requireNonNull(notices.ofStudyProperty().get());
    assertEquals(Notice.Kind.WARNING, unfit.kind());
    assertEquals(worker.message, unfit.text());
  }

  @Test
  void a_study_that_takes_a_while_to_open_is_told_of_and_can_be_given_up() {
    bench.open();
    session.open("/studies/large");
    ui.pass(499);
    assertNull(notices.ofOpeningProperty().get(), "too early to speak of it");
    ui.pass(1);
    Notice opening = Objects.requireNonNull(notices.ofOpeningProperty().get());
    assertTrue(opening.working());
    assertFalse(opening.action().isEmpty());
    notices.helpOpening();
    assertNull(notices.ofOpeningProperty().get());
    settle();
    assertEquals("/studies/demo", Objects.requireNonNull(session.studyProperty().get()).path());
    assertEquals("/studies/demo", worker.openedLast, "even where it had come to an end before");
    worker.fail(true);
    session.open("/studies/broken");
    settle();
    Notice failed = Objects.requireNonNull(notices.ofOpeningProperty().get());
    assertEquals(Notice.Kind.TROUBLE, failed.kind());
    assertTrue(failed.text().startsWith("The study could not be opened: "), failed.text());
    notices.dismissOpening();
    assertNull(notices.ofOpeningProperty().get());
  }

  @Test
  void running_waiting_and_ended_jobs_stand_in_one_list_newest_first() {
    event(1, State.QUEUED, 0);
    event(1, State.RUNNING, 10);
    event(2, State.QUEUED, 0);
    assertEquals(2, jobs.activeProperty().get());
    assertEquals(1, jobs.currentProperty().get().event().job());
    assertEquals("and 1 more", status.moreJobsProperty().get());
    assertEquals(0.1, jobs.currentProperty().get().share(), 1e-9);
    event(1, State.DONE, 100);
    assertEquals(2, jobs.currentProperty().get().event().job());
    event(2, State.CANCELLED, 0);
    assertNull(jobs.currentProperty().get());
    assertEquals(List.of(2L, 1L), jobs.rows().stream().map(r -> r.event().job()).toList());
    assertEquals("Job 1: done", jobs.rows().getLast().text());
    jobs.clear();
    assertTrue(jobs.rows().isEmpty());
  }

  @Test
  void a_worker_that_dies_ends_its_jobs_says_so_and_offers_to_go_on() {
    session.workerStateProperty().set(WorkerState.BUSY);
    event(1, State.RUNNING, 40);
    event(2, State.RUNNING, 1);
    session.messageProperty().set("The worker stopped (exit code 137)");
    session.workerStateProperty().set(WorkerState.RESTARTING);
    assertEquals(0, jobs.activeProperty().get());
    assertEquals(2, jobs.cutOffProperty().get());
    assertTrue(notices.ofWorkerProperty().get().text().startsWith("The worker stopped (exit"));
    assertTrue(notices.ofWorkerProperty().get().working());
    session.workerStateProperty().set(WorkerState.READY);
    assertTrue(notices.ofWorkerProperty().get().text().contains("2 jobs were cut off"));
    notices.helpWorker();
    settle();
    assertEquals(List.of(2L, 1L), worker.resumed);
    assertNull(notices.ofWorkerProperty().get());
    assertEquals(0, jobs.cutOffProperty().get());
    event(1, State.RUNNING, 50);
    assertEquals(2, jobs.rows().size(), "a job that goes on stays one job");
    assertEquals(State.RUNNING, jobs.rows().getLast().event().state());
  }

  @Test
  void what_an_earlier_window_left_is_listed_and_goes_on_with_its_own_study() {
    worker.interrupted.add(
        new JobEvent(
            7,
            "Explaining all",
            State.INTERRUPTED,
            "",
            0,
            0,
            0,
            "Was cut off",
            "other study",
            false));
    session.open(null);
    settle();
    session.workerStateProperty().set(WorkerState.READY);
    settle();
    assertEquals(1, jobs.cutOffProperty().get());
    assertEquals("A job was cut off and can go on", status.jobTextProperty().get());
    assertTrue(jobs.rows().getFirst().repeatable());
    jobs.repeat(jobs.rows().getFirst());
    assertEquals(List.of(), worker.resumed, "its study is opened first");
    settle();
    assertEquals("other study", session.studyProperty().get().path());
    assertEquals(List.of(7L), worker.resumed);
    assertEquals("", status.jobTextProperty().get());
  }

  @Test
  void a_list_that_is_cleared_forgets_what_was_cut_off() {
    worker.interrupted.add(new JobEvent(7, "Index", State.INTERRUPTED, "", 0, 0, 0, "Was cut off"));
    session.workerStateProperty().set(WorkerState.READY);
    settle();
    event(8, State.DONE, 1);
    jobs.clear();
    settle();
    assertTrue(jobs.rows().isEmpty());
    assertEquals(List.of(7L), worker.cancelled);
  }

  @Test
  void files_that_were_left_out_are_told_when_the_indexing_ends() {
    AtomicInteger shown = new AtomicInteger();
    notices.setOnSkipped(shown::incrementAndGet);
    session.open(null);
    settle();
    assertNull(notices.ofStudyProperty().get(), "of a study that was ready it is no news");
    worker.indexing = new IndexState(200, 400, 1, false, true);
    session.open("/growing");
    settle();
    assertTrue(notices.ofStudyProperty().get().working());
    worker.indexing = new IndexState(400, 400, 2, true, false);
    session.open("/growing");
    settle();
    Notice told = notices.ofStudyProperty().get();
    assertEquals(
        "2 files of the folder could not be read as images and were left out.", told.text());
    assertEquals("Show them", told.action());
    notices.helpStudy();
    assertEquals(1, shown.get());
    assertNull(notices.ofStudyProperty().get());
  }

  @Test
  void a_failed_job_goes_on_in_this_life_of_the_worker_alone() {
    session.workerStateProperty().set(WorkerState.READY);
    event(1, State.FAILED, 3);
    assertTrue(jobs.rows().getFirst().repeatable());
    session.workerStateProperty().set(WorkerState.RESTARTING);
    assertFalse(jobs.rows().getFirst().repeatable());
    assertEquals(0, jobs.cutOffProperty().get());
  }

  @Test
  void a_worker_that_is_back_is_told_of_for_a_while_and_a_dead_one_can_be_started() {
    session.workerStateProperty().set(WorkerState.RESTARTING);
    session.workerStateProperty().set(WorkerState.READY);
    assertNotNull(notices.ofWorkerProperty().get());
    ui.pass(6_000);
    assertNull(notices.ofWorkerProperty().get());
    session.workerStateProperty().set(WorkerState.DEAD);
    assertFalse(notices.ofWorkerProperty().get().action().isEmpty());
    notices.helpWorker();
    assertEquals(1, restarts.get());
  }

  @Test
  void the_same_error_again_is_counted_and_told_once() {
    FacetException failure = FacetException.badInput("The picture a.png is no picture");
    session.report("No caption", failure);
    assertEquals(1, session.problems().unseenProperty().get());
    var told = session.problemProperty().get();
    session.report("No caption", failure);
    assertEquals(told, session.problemProperty().get());
    assertEquals(2, session.problems().entries().getFirst().times());
    assertEquals("1 error", status.problemTextProperty().get());
    ui.pass(31_000);
    session.report("No caption", failure);
    assertNotSame(told, session.problemProperty().get(), "told again after a while");
    session.report("Other", failure);
    assertEquals("2 errors", status.problemTextProperty().get());
    status.openProblems();
    assertEquals("", status.problemTextProperty().get());
    assertTrue(told.report().contains("BAD_INPUT"));
  }
}
