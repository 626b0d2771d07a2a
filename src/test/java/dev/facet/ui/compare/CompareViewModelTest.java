package dev.facet.ui.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.app.FakeWorker;
import dev.facet.fx.ManualThread;
import dev.facet.fx.Messages;
import dev.facet.fx.PanelState;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.WorkerEvents;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.ResourceBundle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompareViewModelTest {

  private final ManualThread ui = new ManualThread();
  private final Messages messages =
      new Messages(ResourceBundle.getBundle("dev.facet.app.messages"));
  private final Deque<Runnable> work = new ArrayDeque<>();
  private final FakeWorker worker = new FakeWorker(new WorkerEvents(ui), work::add, 50);
  private final Session session = new Session(worker, ui);
  private CompareViewModel compare;

  @BeforeEach
  void open() {
    compare = new CompareViewModel(session, worker, ui, messages);
    session.open(null);
    settle();
  }

  private void settle() {
    ui.settle();
    while (!work.isEmpty()) {
      work.poll().run();
      ui.settle();
    }
  }

  @Test
  void two_studies_stand_side_by_side_and_a_match_opens_its_latent() {
    assertEquals(PanelState.Kind.EMPTY, compare.stateProperty().get().kind());
    assertFalse(compare.retry(), "a study has to be chosen first");
    compare.compare(Path.of("other"));
    settle();
    assertEquals(PanelState.READY, compare.stateProperty().get());
    assertEquals(50, compare.matches().size());
    assertEquals(".87", compare.lines().get(2).first());
    assertTrue(compare.summaryProperty().get().contains("greedy"));
    compare.open(compare.matches().get(7));
    assertEquals(7, session.featureProperty().get());
  }

  @Test
  void a_comparison_that_failed_is_tried_again() {
    worker.fail(true);
    compare.compare(Path.of("other"));
    settle();
    assertEquals(PanelState.Kind.FAILED, compare.stateProperty().get().kind());
    worker.fail(false);
    assertTrue(compare.retry());
    settle();
    assertEquals(PanelState.READY, compare.stateProperty().get());
  }

  @Test
  void figures_that_are_not_known_are_a_dash() {
    assertEquals("\u2013", CompareViewModel.share(null));
    assertEquals("\u2013", CompareViewModel.share(Double.NaN));
    assertEquals(".50", CompareViewModel.share(0.5));
  }
}
