package dev.facet.ui.viewer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.app.FakeWorker;
import dev.facet.core.Intervention;
import dev.facet.core.Positions;
import dev.facet.fx.PanelState;
import dev.facet.protocol.Firing;
import dev.facet.protocol.MeaningSearchRequest.Mode;
import dev.facet.ui.PanelBench;
import dev.facet.ui.session.ImageQuestion;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.ViewedImages;
import dev.facet.ui.session.ViewedImages.Viewed;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ViewerViewModelTest {

  private final PanelBench bench = new PanelBench(500);
  private final FakeWorker worker = bench.worker;
  private final Session session = bench.session;
  private ViewerViewModel viewer;

  @BeforeEach
  void open() {
    viewer = new ViewerViewModel(session, worker, bench.ui, bench.messages);
    bench.open();
  }

  private void settle() {
    bench.settle();
  }

  @Test
  void an_image_shows_its_latents_strongest_first() {
    assertFalse(viewer.shown().get());
    session.view(ViewedImages.of("corpus:1000", "a cat"));
    settle();
    assertTrue(viewer.shown().get());
    assertEquals(PanelState.READY, viewer.stateProperty().get());
    List<Firing> found = viewer.firing();
    assertTrue(found.size() > 3);
    for (int i = 1; i < found.size(); i++) {
      assertTrue(found.get(i - 1).code() >= found.get(i).code());
    }
    assertEquals(found.getFirst(), viewer.chosenProperty().get());
    assertEquals(8, viewer.gridWidthProperty().get());
    assertEquals("the whole image", viewer.regionTextProperty().get());
  }

  @Test
  void an_encoder_of_images_and_texts_is_steered_without_a_language_model() {
    worker.model = "";
    worker.textTower = true;
    session.open("/studies/clip");
    settle();
    session.view(ViewedImages.of("corpus:1000", "a cat"));
    settle();
    assertTrue(viewer.steering().possible().get());
    viewer.steering().with(viewer.firing().get(1));
    settle();
    assertEquals(viewer.firing().get(1).feature(), session.featureProperty().get());
    assertEquals("corpus:1000", session.steering().imageProperty().get());
    viewer.steering().zero(viewer.firing().getFirst());
    assertEquals(
        Intervention.Mode.CLAMP_KEEP_ERROR, session.steering().edits().applied().getLast().mode());
  }

  @Test
  void an_encoder_of_images_alone_has_nothing_to_steer_for() {
    worker.model = "";
    session.open("/studies/clip");
    settle();
    session.view(ViewedImages.of("corpus:1000", "a cat"));
    settle();
    assertFalse(viewer.firing().isEmpty(), "what fires needs none");
    assertFalse(viewer.steering().possible().get());
    viewer.steering().zero(viewer.firing().getFirst());
    viewer.steering().beside(viewer.firing().getFirst());
    assertTrue(session.steering().edits().all().isEmpty());
  }

  @Test
  void a_painted_region_is_asked_for_once_and_keeps_the_chosen_latent() {
    session.view(ViewedImages.of("corpus:1000", "a cat"));
    settle();
    Firing chosen = viewer.firing().get(2);
    viewer.choose(chosen);
    viewer.regionProperty().set(Set.of(9));
    bench.ui.pass(20);
    viewer.regionProperty().set(Set.of(9, 10));
    bench.ui.settle();
    assertEquals(0, bench.waiting(), "still painting");
    settle();
    assertEquals("2 of 64 patches", viewer.regionTextProperty().get());
    Firing now = viewer.chosenProperty().get();
    boolean stillThere = viewer.firing().stream().anyMatch(f -> f.feature() == chosen.feature());
    assertEquals(stillThere, now.feature() == chosen.feature());
    for (Firing f : viewer.firing()) {
      assertEquals(Math.max(f.heat().get(9), f.heat().get(10)), f.code(), 1e-6);
    }
  }

  @Test
  void stepping_goes_to_the_next_image_and_forgets_the_region() {
    session.view(
        new ViewedImages(List.of(new Viewed("corpus:0", "a"), new Viewed("corpus:1000", "b")), 0));
    settle();
    viewer.regionProperty().set(Set.of(1));
    settle();
    viewer.step(1);
    settle();
    assertEquals("corpus:1000", viewer.viewedProperty().get().shown().address());
    assertEquals(Set.of(), viewer.regionProperty().get());
    viewer.step(1);
    assertEquals(1, viewer.viewedProperty().get().at());
  }

  @Test
  void one_click_steers_with_a_latent_on_this_image_or_opens_it() {
    session.view(ViewedImages.of("corpus:1000", "a cat"));
    settle();
    Firing second = viewer.firing().get(1);
    viewer.steering().with(second);
    assertEquals("corpus:1000", session.steering().imageProperty().get());
    assertEquals(second.feature(), session.featureProperty().get());
    assertEquals(second, viewer.chosenProperty().get());
    assertTrue(viewer.shown().get(), "the caption is beside the viewer");
    viewer.open(second);
    assertFalse(viewer.shown().get());
  }

  @Test
  void a_failure_is_told_and_retried() {
    worker.fail(true);
    session.view(ViewedImages.of("corpus:1000", "a cat"));
    settle();
    assertEquals(PanelState.Kind.FAILED, viewer.stateProperty().get().kind());
    assertNull(viewer.chosenProperty().get());
    worker.fail(false);
    viewer.retry();
    settle();
    assertEquals(PanelState.READY, viewer.stateProperty().get());
  }

  @Test
  void a_patch_reads_its_place_and_the_code_of_the_chosen_latent() {
    assertEquals("", viewer.describe(3));
    session.view(ViewedImages.of("corpus:1000", "a cat"));
    settle();
    String read = viewer.describe(9);
    assertTrue(read.startsWith("Row 2, column 2"), read);
    assertTrue(read.contains("#" + viewer.chosenProperty().get().feature()), read);
    assertNotEquals(read, viewer.describe(10));
    assertEquals("", viewer.describe(-1));
  }

  @Test
  void a_latent_is_steered_with_beside_others_in_the_painted_region() {
    session.view(ViewedImages.of("corpus:1000", "a cat"));
    settle();
    viewer.regionProperty().set(Set.of(10, 9));
    settle();
    int lines = session.steering().edits().all().size();
    viewer.steering().beside(viewer.firing().get(1));
    assertEquals(lines + 1, session.steering().edits().all().size());
    Intervention added = session.steering().edits().activeProperty().get().intervention();
    assertEquals(viewer.firing().get(1).feature(), added.direction().latent());
    assertEquals(Positions.mask(List.of(List.of(9, 10))), added.positions());
    assertEquals(0, added.strength());
    assertEquals("corpus:1000", session.steering().imageProperty().get());
  }

  @Test
  void a_latent_is_zeroed_in_the_painted_region_and_the_error_stays() {
    session.view(ViewedImages.of("corpus:1000", "a cat"));
    settle();
    viewer.regionProperty().set(Set.of(10, 9));
    settle();
    Firing first = viewer.firing().getFirst();
    viewer.steering().zero(first);
    List<Intervention> applied = session.steering().edits().applied();
    Intervention zero = applied.getLast();
    assertEquals(Intervention.Mode.CLAMP_KEEP_ERROR, zero.mode());
    assertEquals(0, zero.strength());
    assertEquals(first.feature(), zero.direction().latent());
    assertEquals(Positions.mask(List.of(List.of(9, 10))), zero.positions());
    assertEquals("corpus:1000", session.steering().imageProperty().get());
  }

  @Test
  void the_list_is_asked_for_features_like_the_region() {
    session.view(ViewedImages.of("corpus:1000", "a cat"));
    settle();
    viewer.regionProperty().set(Set.of(10, 9));
    viewer.findLike(Mode.CODES);
    assertEquals(
        new ImageQuestion("corpus:1000", "a cat", List.of(9, 10), Mode.CODES),
        session.imageQuestionProperty().get());
  }
}
