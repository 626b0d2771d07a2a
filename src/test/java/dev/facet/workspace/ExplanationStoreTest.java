package dev.facet.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.core.Control;
import dev.facet.core.ExplainMethod;
import dev.facet.core.Provenance;
import dev.facet.workspace.ExplanationRecipe.Presentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplanationStoreTest {

  @TempDir Path temp;

  private static final Provenance PROVENANCE =
      new Provenance(
          "demo", "abcd", "tower", "sae", "efgh", "vision.layers.3.out", "c", "1", "fp32", "0");

  private static ExplanationRecipe recipe(Control control) {
    return new ExplanationRecipe(
        ExplainMethod.HYBRID,
        control,
        12.5,
        "What is it?",
        null,
        5,
        Presentation.MASKED,
        false,
        50,
        PROVENANCE);
  }

  private static Explanation explanation(int feature, String text, Control control) {
    return new Explanation(
        feature, text, "raw " + text, 0.75, recipe(control), "2026-01-02T03:04:05Z", null);
  }

  private Study study() {
    Study study =
        Study.create(
            temp.resolve("study"),
            StudyManifest.of("s", PROVENANCE, "TopK", 3, 4, 2, 2, "model", "sae", "images"));
    study
        .findings()
        .putIndex(
            IntStream.range(0, 3)
                .mapToObj(
                    f ->
                        new IndexedFeature(
                            f,
                            0.5,
                            0.1,
                            1,
                            1,
                            new Histogram(List.of(0.0, 1.0), List.of(1L)),
                            List.of(),
                            List.of(),
                            List.of()))
                .iterator());
    return study;
  }

  private static List<Integer> found(Study study, String text) {
    return study
        .features()
        .page(new FeatureSearch(text, FeatureSearch.Sort.INDEX, false, false, false, 0, 10))
        .rows()
        .stream()
        .map(FeatureSummary::feature)
        .toList();
  }

  @Test
  void what_was_put_comes_back_with_its_recipe() {
    try (Study study = study()) {
      Explanation plain = explanation(1, "A red dog", Control.NONE);
      Explanation random = explanation(1, "A cat", Control.RANDOM);
      study.explanations().put(List.of(random, plain, explanation(2, "A boat", Control.NONE)));
      assertEquals(List.of(plain, random), study.explanations().of(1));
      assertEquals(Set.of(1, 2), study.explanations().done(recipe(Control.NONE)));
      assertEquals(List.of(random), study.explanations().of(recipe(Control.RANDOM)));
      assertEquals(List.of(plain, random), study.features().profile(1, 4).explanations());
    }
  }

  @Test
  void scores_replace_the_entry_that_had_none() {
    try (Study study = study()) {
      Explanation plain = explanation(0, "A dog", Control.NONE);
      Explanation scored =
          new Explanation(
              plain.feature(),
              plain.text(),
              plain.raw(),
              plain.meanProbability(),
              plain.recipe(),
              plain.created(),
              new Explanation.Scores(0.25, null, 0.5));
      study.explanations().put(List.of(plain));
      study.explanations().put(List.of(scored));
      assertEquals(List.of(scored), study.explanations().all());
    }
  }

  @Test
  void features_are_found_by_what_is_said_of_them_but_not_of_their_controls() {
    try (Study study = study()) {
      study
          .explanations()
          .put(
              List.of(
                  explanation(2, "A red Boat", Control.NONE),
                  explanation(1, "A boat", Control.PERMUTED)));
      assertEquals(List.of(2), found(study, "boat red"));
      assertEquals(List.of(), found(study, "boat blue"));
      assertEquals(List.of(2), found(study, "2"));
    }
  }

  @Test
  void a_study_from_before_gets_the_table() throws Exception {
    study().close();
    Path database = temp.resolve("study").resolve(StudyDatabase.FILE);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + database);
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE explanations");
    }
    byte[] before = Files.readAllBytes(database);
    try (Study study = Study.openReadOnly(temp.resolve("study"))) {
      assertEquals(3, found(study, "").size());
      assertEquals(List.of(), study.explanations().of(1));
    }
    org.junit.jupiter.api.Assertions.assertArrayEquals(
        before, Files.readAllBytes(database), "reading changed the file");
    try (Study study = Study.open(temp.resolve("study"))) {
      study.explanations().put(List.of(explanation(1, "A dog", Control.NONE)));
    }
    try (Study study = Study.openReadOnly(temp.resolve("study"))) {
      assertTrue(study.explanations().of(1).getFirst().text().contains("dog"));
    }
  }
}
