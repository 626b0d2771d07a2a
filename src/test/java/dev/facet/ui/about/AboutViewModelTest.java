package dev.facet.ui.about;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.core.Provenance;
import dev.facet.ui.PanelBench;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AboutViewModelTest {

  private final PanelBench bench = new PanelBench(50);
  private AboutViewModel about;

  @BeforeEach
  void open() {
    about = new AboutViewModel(bench.session, bench.worker, bench.ui, bench.messages);
    bench.open();
  }

  @Test
  void nothing_is_asked_before_it_is_opened() {
    assertEquals(List.of(), about.partsProperty().get());
    assertEquals("", about.nameProperty().get());
    about.openProperty().set(true);
    assertEquals("Demo world", about.nameProperty().get());
    assertEquals(2, bench.waiting(), "levels, and the files that were left out");
  }

  @Test
  void all_that_the_study_was_made_of_can_be_copied_as_text() {
    about.openProperty().set(true);
    bench.settle();
    String text = about.text();
    Provenance made = Objects.requireNonNull(bench.session.studyProperty().get()).provenance();
    for (String part :
        List.of(
            made.model(),
            made.modelFingerprint(),
            made.tower(),
            String.valueOf(made.site()),
            String.valueOf(made.saeFingerprint()),
            String.valueOf(made.corpusFingerprint()),
            "Explained variance: 0.870",
            "Norm ratio: 0.910",
            "vision.layers.5.out\t0.35\t40.2\t40 %",
            "2 files could not be read as images.",
            "birds/half.png: The file ends in the middle")) {
      assertTrue(text.contains(part), part + " in " + text);
    }
    assertEquals(2, about.skipped().size());
  }

  @Test
  void levels_are_told_of_an_SAE_that_has_them() {
    about.openProperty().set(true);
    bench.settle();
    AboutViewModel.Grid levels = about.levelsProperty().get();
    assertEquals(2, levels.rows().size());
    assertEquals(List.of("1", "40", "0.31", "2.50", "38"), levels.rows().getFirst());
    assertEquals("\u2013", levels.rows().getLast().get(3), "a depth that is not known is a dash");
  }
}
