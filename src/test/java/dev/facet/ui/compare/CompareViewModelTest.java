package dev.facet.ui.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.app.FakeWorker;
import dev.facet.fx.Figures;
import dev.facet.fx.PanelState;
import dev.facet.protocol.JobEvent;
import dev.facet.ui.PanelBench;
import dev.facet.ui.compare.CompareViewModel.Help;
import dev.facet.ui.session.Session;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompareViewModelTest {

  private final PanelBench bench = new PanelBench(50);
  private final FakeWorker worker = bench.worker;
  private final Session session = bench.session;
  private CompareViewModel compare;

  @BeforeEach
  void open() {
    compare = new CompareViewModel(session, worker, bench.ui, bench.messages);
    bench.open();
  }

  private void settle() {
    bench.settle();
  }

  @Test
  void two_studies_stand_side_by_side_and_a_match_opens_its_latent() {
    assertEquals(PanelState.Kind.EMPTY, compare.stateProperty().get().kind());
    assertEquals(Help.CHOOSE, compare.help());
    compare.compare(Path.of("other"));
    settle();
    assertEquals(PanelState.READY, compare.stateProperty().get());
    assertEquals(50, compare.matches().size());
    assertEquals("0.87", compare.lines().get(2).first());
    assertTrue(compare.summaryProperty().get().contains("one to one"));
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
    assertEquals(Help.DONE, compare.help());
    settle();
    assertEquals(PanelState.READY, compare.stateProperty().get());
  }

  @Test
  void progress_is_told_and_a_cancelled_comparison_leaves_nothing() {
    compare.compare(Path.of("other"));
    bench.answerOne();
    compare.hear(List.of(event(JobEvent.State.RUNNING, 3, 10)));
    assertEquals("comparing: 3 of 10", compare.stateProperty().get().detail());
    assertEquals("Cancel", compare.stateProperty().get().action());
    assertEquals(Help.DONE, compare.help());
    assertEquals(List.of(7L), worker.cancelled);
    compare.hear(List.of(event(JobEvent.State.CANCELLED, 0, 0)));
    settle();
    assertEquals(PanelState.Kind.EMPTY, compare.stateProperty().get().kind());
    assertEquals(0, compare.matches().size());
  }

  private static JobEvent event(JobEvent.State state, long done, long total) {
    return new JobEvent(7, "Comparing", state, "comparing", done, total, -1, "");
  }

  @Test
  void figures_that_are_not_known_are_a_dash() {
    assertEquals("\u2013", Figures.known(null));
    assertEquals("\u2013", Figures.known(Double.NaN));
    assertEquals("0.50", Figures.known(0.5));
  }
}
