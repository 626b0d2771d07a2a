package dev.facet.ui.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.app.FakeWorker;
import dev.facet.core.Direction;
import dev.facet.core.ExplainMethod;
import dev.facet.core.Intervention;
import dev.facet.protocol.FeatureDetail.Example;
import dev.facet.protocol.JobEvent;
import dev.facet.ui.PanelBench;
import dev.facet.ui.session.EditList;
import dev.facet.ui.session.Session;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeaturePageTest {

  private final PanelBench bench = new PanelBench(500);
  private final FakeWorker worker = bench.worker;
  private final Session session = bench.session;
  private FeatureViewModel feature;

  @BeforeEach
  void open() {
    feature = new FeatureViewModel(session, worker, bench.ui, bench.messages);
    bench.open();
    session.select(7);
    settle();
  }

  private void settle() {
    bench.settle();
  }

  @Test
  void top_images_are_ranked_by_mean_or_by_maximum() {
    List<Example> byMean = List.copyOf(feature.top());
    assertEquals(feature.detailProperty().get().top(), byMean);
    feature.bestProperty().set(FeatureViewModel.Best.MAX);
    assertEquals(feature.detailProperty().get().topByMax(), feature.top());
    session.select(8);
    settle();
    assertEquals(feature.detailProperty().get().topByMax(), feature.top());
  }

  @Test
  void note_and_tags_are_kept_and_can_be_undone() {
    feature.writing().write(7, " seen on farms ", List.of("animal", "check"));
    settle();
    assertEquals("seen on farms", feature.detailProperty().get().note());
    assertEquals(List.of("animal", "check"), feature.detailProperty().get().tags());
    feature.writing().undoStack().undo();
    settle();
    assertEquals(List.of(), feature.detailProperty().get().tags());
    assertEquals("seen on farms", feature.detailProperty().get().note());
    feature.writing().undoStack().undo();
    settle();
    assertEquals("", feature.detailProperty().get().note());
    feature.writing().undoStack().redo();
    settle();
    assertEquals("seen on farms", feature.detailProperty().get().note());
  }

  @Test
  void a_neighbour_is_steered_with_beside_what_is_applied_from_nothing_on() {
    EditList edits = session.steering().edits();
    edits.follow(7, session.site().orElseThrow());
    edits.changeActive(i -> i.withMode(Intervention.Mode.SCALE).withStrength(3));
    feature.steerBeside(9, "cow");
    assertEquals(2, edits.all().size());
    Intervention added = edits.activeProperty().get().intervention();
    assertEquals(Direction.latent(9), added.direction());
    assertEquals(Intervention.Mode.SCALE, added.mode());
    assertEquals(1, added.strength(), "the factor that changes nothing");
    assertEquals(3, edits.others().getFirst().strength());
    feature.steerBeside(7, "dog");
    assertEquals(2, edits.all().size(), "a latent has one line");
    assertEquals(3, session.steering().strengthProperty().get());
  }

  @Test
  void what_is_not_new_is_not_written_and_cannot_be_undone() {
    feature.writing().write(7, "", List.of());
    feature.writing().write(7, "one", List.of());
    feature.writing().write(7, "one", List.of());
    settle();
    feature.writing().undoStack().undo();
    settle();
    assertEquals("", feature.writing().undoStack().undoName().get());
    assertEquals("", feature.detailProperty().get().note());
  }

  @Test
  void what_was_typed_about_one_feature_is_not_lost_when_another_is_shown() {
    session.select(9);
    settle();
    feature.writing().write(7, "late", List.of());
    settle();
    assertEquals("", feature.detailProperty().get().note());
    session.select(7);
    settle();
    assertEquals("late", feature.detailProperty().get().note());
  }

  @Test
  void a_heat_map_has_the_features_range_or_its_own() {
    Example example = feature.top().get(3);
    assertEquals(feature.detailProperty().get().row().max(), feature.heatMax(example));
    feature.heat().ownRangeProperty().set(true);
    assertEquals(example.max(), feature.heatMax(example));
  }

  @Test
  void the_viewer_steps_through_the_images_of_the_page() {
    feature.view(feature.top(), feature.top().get(2));
    assertEquals(2, session.viewedProperty().get().at());
    assertEquals(feature.top().size(), session.viewedProperty().get().images().size());
    assertEquals(
        "corpus:" + feature.top().get(2).image(), session.viewedProperty().get().shown().address());
  }

  @Test
  void the_address_names_study_and_feature() {
    assertEquals("facet://study/studies/demo#7", feature.address());
    assertTrue(feature.detailProperty().get().explanations().size() > 1);
  }

  @Test
  void an_explanation_is_asked_for_once_and_shown_when_its_job_ends() {
    feature.explain(ExplainMethod.HYBRID);
    settle();
    assertTrue(feature.explaining().runningProperty().get());
    feature.explaining().hear(List.of(event(99, JobEvent.State.DONE)));
    feature.explaining().hear(List.of(event(2, JobEvent.State.RUNNING)));
    assertTrue(feature.explaining().runningProperty().get());
    feature.explaining().hear(List.of(event(2, JobEvent.State.DONE)));
    assertFalse(feature.explaining().runningProperty().get());
    assertFalse(feature.staleProperty().get(), "a page that comes at once does not flicker");
    bench.ui.pass(150);
    assertTrue(feature.staleProperty().get(), "the page is asked for anew");
    settle();
    assertFalse(feature.staleProperty().get());
  }

  private static JobEvent event(long job, JobEvent.State state) {
    return new JobEvent(job, "Explaining", state, "", 0, 1, -1, "");
  }
}
