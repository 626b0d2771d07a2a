package dev.facet.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.demo.Attribute;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConceptTruthTest {

  private static final ConceptTruth TRUTH =
      ConceptTruth.of(
          Map.of(
              1, new Attribute(Attribute.Type.OBJECT, "dog"),
              2, new Attribute(Attribute.Type.SUPER, "animal"),
              3, new Attribute(Attribute.Type.COLOR, "red"),
              4, new Attribute(Attribute.Type.OBJECT, "cat")));

  @Test
  void a_class_is_named_by_its_members_and_an_object_by_itself_alone() {
    assertTrue(TRUTH.names(1, "Two dogs."));
    assertFalse(TRUTH.names(1, "An animal"));
    assertTrue(TRUTH.names(2, "A dog on a red background"));
    assertTrue(TRUTH.names(3, "A red background"));
    assertFalse(TRUTH.names(3, "A hundred dogs"));
  }

  @Test
  void right_texts_have_f1_1() {
    assertEquals(
        1, TRUTH.f1(Map.of(1, "A dog", 2, "A dog", 3, "A red background", 4, "cats")), 1e-12);
  }

  @Test
  void a_wrong_name_costs_the_concept_that_was_named() {
    // dog: right 1, wrong 1 (said of the cat); cat: missed 1; red: right 1, wrong 1; animal: right
    // 1.
    double f1 = TRUTH.f1(Map.of(1, "A dog", 2, "A cat on red", 3, "Red", 4, "A dog"));
    assertEquals((2 / 3.0 + 0 + 2 / 3.0 + 1) / 4, f1, 1e-12);
  }
}
