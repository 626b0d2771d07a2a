package dev.facet.ui.newstudy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.protocol.IndexRequest;
import dev.facet.protocol.StudyParts;
import dev.facet.ui.PanelBench;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.Unattended;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A study is made anew once the person agrees, on a virtual clock. */
class RemakeTest {

  private static final StudyParts PARTS =
      new StudyParts("/my/model", "/my/sae", "/my/images", "vision.layers.3.out");

  private final PanelBench bench = new PanelBench(500);
  private final List<String> asked = new ArrayList<>();
  private final List<String> inForm = new ArrayList<>();
  private boolean agrees = true;
  private final Remake remake =
      new Remake(
          bench.session,
          bench.worker,
          new Dialogs(),
          (study, parts) -> inForm.add(study),
          bench.ui,
          bench.messages);

  @Test
  void the_same_parts_are_indexed_at_once_and_the_new_study_opens() {
    remake.offer("/my/study", PARTS);
    bench.settle();
    assertEquals(1, asked.size());
    assertTrue(asked.getFirst().contains("/my/study-new"), asked.getFirst());
    assertEquals(
        List.of(
            new IndexRequest(
                "/my/model", "/my/sae", "/my/images", "vision.layers.3.out", "/my/study-new")),
        bench.worker.indexed);
    assertEquals("/my/study-new", bench.session.studyProperty().get().path());
    assertEquals(List.of(), inForm);
  }

  @Test
  void without_the_persons_consent_nothing_starts() {
    agrees = false;
    remake.offer("/my/study", PARTS);
    bench.settle();
    assertEquals(1, asked.size());
    assertEquals(List.of(), bench.worker.indexed);
    assertEquals("", bench.session.messageProperty().get());
  }

  @Test
  void what_cannot_be_estimated_is_shown_in_the_form() {
    bench.worker.fail(true);
    remake.offer("/my/study", PARTS);
    bench.settle();
    assertEquals(List.of("/my/study"), inForm);
    assertEquals(List.of(), asked);
    assertEquals(List.of(), bench.worker.indexed);
  }

  private final class Dialogs extends Unattended {

    @Override
    public boolean confirm(String title, String detail, String action, String otherwise) {
      asked.add(detail);
      return agrees;
    }

    @Override
    public void show(Problem problem) {}
  }
}
