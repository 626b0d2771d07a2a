package dev.facet.ui.newstudy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.app.FakeWorker;
import dev.facet.client.WorkerState;
import dev.facet.fx.ManualThread;
import dev.facet.fx.Messages;
import dev.facet.protocol.IndexRequest;
import dev.facet.protocol.StudyParts;
import dev.facet.ui.PanelBench;
import dev.facet.ui.jobs.JobsViewModel;
import dev.facet.ui.newstudy.FolderCheck.Phase;
import dev.facet.ui.newstudy.NewStudyViewModel.Step;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.WorkerEvents;
import dev.facet.ui.status.StatusViewModel;
import dev.facet.ui.welcome.WelcomeViewModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The form for a new study and the start page, on a virtual clock. */
class NewStudyViewModelTest {

  private final PanelBench bench = new PanelBench(500);
  private final ManualThread ui = bench.ui;
  private final Messages messages = bench.messages;
  private final WorkerEvents events = bench.events;
  private final FakeWorker worker = bench.worker;
  private final Session session = bench.session;
  private final JobsViewModel jobs = new JobsViewModel(session, worker, events, ui, messages);
  private final NewStudyViewModel form = new NewStudyViewModel(session, worker, ui, messages);

  private void settle() {
    bench.settle(20, 100);
  }

  private FolderCheck.State type(Step step, String path) {
    form.folder(step).pathProperty().set(path);
    settle();
    return form.folder(step).stateProperty().get();
  }

  @Test
  void each_folder_is_looked_at_once_when_typing_pauses() {
    form.begin();
    for (String typed : List.of("/m", "/my/mod", "/my/model")) {
      form.folder(Step.MODEL).pathProperty().set(typed);
      assertEquals(Phase.CHECKING, form.folder(Step.MODEL).stateProperty().get().phase());
      ui.pass(50);
    }
    settle();
    assertEquals(List.of("/my/model"), worker.inspected);
    FolderCheck.State state = form.folder(Step.MODEL).stateProperty().get();
    assertEquals(Phase.GOOD, state.phase());
    assertEquals("LLaVA", state.title());
    assertTrue(state.lines().contains("7.1 B parameters"), state.lines().toString());
  }

  @Test
  void a_study_is_made_anew_of_its_parts_beside_the_old_one() {
    form.again("/my/study", new StudyParts("/my/model", "/my/sae", "/my/images", ""));
    settle();
    assertTrue(form.openProperty().get());
    assertEquals(Step.CHECK, form.stepProperty().get());
    assertEquals("/my/study-new", form.outProperty().get());
    assertTrue(form.readyProperty().get());
  }

  @Test
  void the_wrong_kind_of_folder_says_what_it_is_and_a_missing_one_why() {
    FolderCheck.State swapped = type(Step.MODEL, "/my/sae");
    assertEquals(Phase.WRONG, swapped.phase());
    assertTrue(swapped.title().contains("a sparse autoencoder"), swapped.title());
    assertEquals("/nowhere does not exist", type(Step.SAE, "/nowhere").title());
    assertEquals(Phase.EMPTY, type(Step.SAE, "  ").phase());
  }

  @Test
  void a_step_goes_on_only_when_it_is_complete_and_the_last_one_starts() {
    form.begin();
    assertEquals(Step.MODEL, form.stepProperty().get());
    assertFalse(form.readyProperty().get());
    form.next();
    assertEquals(Step.MODEL, form.stepProperty().get());
    type(Step.MODEL, "/my/model");
    assertTrue(form.readyProperty().get());
    form.next();
    assertFalse(form.readyProperty().get());
    FolderCheck.State sae = type(Step.SAE, "/my/sae");
    assertEquals(1, sae.warnings().size());
    assertEquals("", form.misfitProperty().get());
    form.next();
    type(Step.IMAGES, "/my/images");
    form.next();
    assertEquals(Step.CHECK, form.stepProperty().get());
    assertTrue(form.costProperty().get().running());
    assertFalse(form.readyProperty().get());
    settle();
    assertNotNull(form.costProperty().get().estimate());
    assertEquals("/my/images-facet", form.outProperty().get());
    assertTrue(form.readyProperty().get());
    form.next();
    settle();
    assertEquals(
        List.of(new IndexRequest("/my/model", "/my/sae", "/my/images", "", "/my/images-facet")),
        worker.indexed);
    assertFalse(form.openProperty().get());
    assertNotNull(session.studyProperty().get(), "the study opens while it is being indexed");
  }

  @Test
  void a_study_folder_that_holds_something_else_is_refused() {
    type(Step.MODEL, "/my/model");
    type(Step.SAE, "/my/sae");
    type(Step.IMAGES, "/my/images");
    form.begin();
    assertEquals(Step.CHECK, form.stepProperty().get());
    settle();
    form.outProperty().set("/my/images");
    settle();
    assertFalse(form.outTroubleProperty().get().isEmpty());
    assertFalse(form.readyProperty().get());
    form.outProperty().set("/my/demo");
    settle();
    assertTrue(form.readyProperty().get(), "a study that was begun goes on");
    form.outProperty().set(" ");
    assertFalse(form.readyProperty().get());
  }

  @Test
  void whatever_is_dropped_goes_where_it_belongs() {
    form.drop(Path.of("/my/sae"));
    settle();
    assertTrue(form.openProperty().get());
    assertEquals(Step.MODEL, form.stepProperty().get());
    assertTrue(form.folder(Step.SAE).isGood());
    assertEquals("/my/sae", form.folder(Step.SAE).pathProperty().get());
    form.openProperty().set(false);
    form.drop(Path.of("/my/demo"));
    settle();
    assertFalse(form.openProperty().get());
    assertNotNull(session.studyProperty().get());
    form.drop(Path.of("/my/letters"));
    settle();
    assertTrue(session.problemProperty().get().message().contains("/my/letters"));
  }

  @Test
  void after_the_worker_came_back_the_folders_are_looked_at_again() {
    form.begin();
    type(Step.MODEL, "/my/model");
    worker.fail(true);
    assertEquals(Phase.WRONG, type(Step.SAE, "/my/sae").phase());
    worker.fail(false);
    session.workerStateProperty().set(WorkerState.RESTARTING);
    session.workerStateProperty().set(WorkerState.READY);
    settle();
    assertTrue(form.folder(Step.SAE).isGood());
  }

  @Test
  void studies_that_are_gone_are_marked_and_can_be_taken_out() {
    StatusViewModel status = new StatusViewModel(session, jobs, events, messages);
    WelcomeViewModel welcome = new WelcomeViewModel(session, status, worker, ui, messages);
    List<String> forgotten = new ArrayList<>();
    welcome.setOnForget(forgotten::add);
    welcome.setRecent(List.of("/studies/demo", "/studies/gone"));
    assertEquals("gone", welcome.recent().getLast().name());
    session.workerStateProperty().set(WorkerState.READY);
    settle();
    assertEquals("Demo world", welcome.recent().getFirst().name());
    assertFalse(welcome.recent().getFirst().missing());
    assertTrue(welcome.recent().getLast().missing());
    welcome.forget("/studies/gone");
    assertEquals(List.of("/studies/gone"), forgotten);
    assertEquals(1, welcome.recent().size());
    assertNull(session.studyProperty().get());
  }
}
