package dev.facet.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.facet.core.Control;
import dev.facet.core.ExplainMethod;
import dev.facet.protocol.StudyQuality;
import dev.facet.protocol.StudyQuality.Explained;
import dev.facet.workspace.Explanation;
import dev.facet.workspace.ExplanationRecipe;
import dev.facet.workspace.ExplanationRecipe.Presentation;
import dev.facet.workspace.Study;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How good a study's SAE is, and what is said of it. */
class QualityServiceTest {

  @TempDir Path folder;

  private static Explanation explanation(
      int feature, ExplainMethod method, Control control, Explanation.@Nullable Scores scores) {
    return new Explanation(
        feature,
        "a thing",
        "a thing",
        0.5,
        new ExplanationRecipe(
            method,
            control,
            12.5,
            "What is it?",
            null,
            5,
            Presentation.MASKED,
            false,
            50,
            TinyStudy.PROVENANCE),
        "2026-01-02T03:04:05Z",
        scores);
  }

  @Test
  void explanations_are_averaged_by_method_and_control_with_standard_errors() {
    try (Study study = Study.open(TinyStudy.make(folder))) {
      study
          .explanations()
          .put(
              List.of(
                  explanation(
                      1,
                      ExplainMethod.HYBRID,
                      Control.RANDOM,
                      new Explanation.Scores(0.1, null, null)),
                  explanation(
                      1,
                      ExplainMethod.STEERING,
                      Control.NONE,
                      new Explanation.Scores(0.2, 0.7, null)),
                  explanation(
                      2,
                      ExplainMethod.STEERING,
                      Control.NONE,
                      new Explanation.Scores(0.4, 0.9, 0.5)),
                  explanation(0, ExplainMethod.STEERING, Control.NONE, null)));
      StudyQuality quality = QualityService.quality(study);
      assertEquals(2, quality.explained().size());
      Explained steering = quality.explained().getFirst();
      assertEquals(ExplainMethod.STEERING, steering.method());
      assertEquals("demo", steering.model());
      assertEquals(2, steering.count(), "what has no score is left out");
      assertEquals(0.3, steering.clip(), 1e-6);
      // Two values 0.2 apart: a standard deviation of 0.2 / sqrt 2, over sqrt 2.
      assertEquals(0.1, steering.clipError(), 1e-6);
      assertEquals(0.8, steering.auroc(), 1e-6);
      assertEquals(0.1, steering.aurocError(), 1e-6);
      Explained control = quality.explained().getLast();
      assertEquals(Control.RANDOM, control.control());
      assertNull(control.auroc());
      assertEquals(0, control.clipError());
    }
  }
}
