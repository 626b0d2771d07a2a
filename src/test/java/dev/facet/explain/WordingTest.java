package dev.facet.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.core.ExplainMethod;
import dev.facet.core.FacetException;
import dev.facet.workspace.ExplanationRecipe.Presentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {

  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "The highlighted element in the image is a **striped** cat. | A striped cat.",
        "Summary: the image shows an image of dogs | Dogs",
        "an image often seen | An image often seen",
        "a dog | A dog",
        "the images show | The images show",
      })
  void lead_ins_go(String raw, String clean) {
    assertEquals(clean, Wording.clean(raw));
  }

  @Test
  void the_majority_wins_and_ties_go_to_the_stronger_image() {
    assertEquals(1, Wording.majority(List.of("A cat", "A dog", "the dog", "a boat", "a dog")));
    assertEquals(0, Wording.majority(List.of("A cat", "A dog")));
    assertEquals(0, Wording.majority(List.of("")));
  }

  @Test
  void a_studys_own_questions_replace_ours() throws Exception {
    Files.writeString(temp.resolve(ExplainPrompts.FILE), "{\"blank\": \"Well?\"}");
    ExplainPrompts own = ExplainPrompts.GENERAL.orOfStudy(temp);
    assertEquals("Well?", own.of(ExplainMethod.STEERING, Presentation.MASKED, false, "white"));
    assertEquals(
        ExplainPrompts.GENERAL.masked(),
        own.of(ExplainMethod.HYBRID, Presentation.MASKED, false, "white"));
    Files.writeString(temp.resolve(ExplainPrompts.FILE), "{\"blanc\": \"Well?\"}");
    FacetException refused =
        assertThrows(FacetException.class, () -> ExplainPrompts.GENERAL.orOfStudy(temp));
    assertTrue(refused.getMessage().contains("'blanc'"), refused.getMessage());
  }

  @Test
  void the_permuted_control_never_is_the_latent_itself() {
    Permutation permutation = new Permutation(List.of(1, 4, 5), 8);
    assertEquals(4, permutation.of(1));
    assertEquals(5, permutation.of(4));
    assertEquals(1, permutation.of(5));
    assertEquals(6, permutation.of(2));
  }
}
