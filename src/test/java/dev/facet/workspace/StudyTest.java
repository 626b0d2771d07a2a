package dev.facet.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.core.CaptionResult;
import dev.facet.core.Direction;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.core.Provenance;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import dev.facet.core.SweepSpec;
import dev.facet.workspace.FeatureProfile.ScoredLabel;
import dev.facet.workspace.PartStore.ImageCodes;
import dev.facet.workspace.PartStore.IndexedImage;
import dev.facet.workspace.PartStore.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyTest {

  @TempDir Path temp;

  private static final Provenance PROVENANCE =
      new Provenance(
          "demo",
          "abcd",
          "tower",
          "sae",
          "efgh",
          "vision.layers.3.out",
          "corpus",
          "1234",
          "fp32",
          "0");

  private StudyManifest manifest() {
    return StudyManifest.of(
        "a study",
        PROVENANCE,
        "BatchTopK",
        6,
        4,
        2,
        2,
        temp.resolve("models/demo").toString(),
        temp.resolve("sae").toString(),
        temp.resolve("corpus").toString());
  }

  private static ImageCodes codes(int image, int latent, int patch, float code) {
    PatchCodes sparse = PatchCodes.of(new int[] {patch}, new float[] {code}, 1);
    return new ImageCodes(image, latent, code / 4, code, sparse);
  }

  private static IndexedFeature feature(int index, double frequency, List<ImageCodes> top) {
    return new IndexedFeature(
        index,
        frequency,
        frequency / 4,
        frequency * 10,
        frequency * 5,
        new Histogram(List.of(-1.0, 0.0, 1.0), List.of(3L, 4L)),
        top,
        top,
        top.isEmpty() ? List.of() : List.of(top, List.of(), top));
  }

  /** Six latents, the last dead, three images, labels. */
  private Study filled() {
    Study study = Study.create(temp.resolve("study"), manifest());
    fill(study);
    return study;
  }

  private static void fill(Study study) {
    List<ImageCodes> rows = List.of(codes(0, 1, 3, 2f), codes(2, 1, 0, 1f), codes(2, 4, 2, 0.5f));
    study
        .parts()
        .commit(
            new Part(0, 0, 3, List.of(1.5, Double.NaN)),
            List.of(
                new IndexedImage(0, "a/x.png", "a Dog", "a", "", "", new float[] {1, 2}, null),
                new IndexedImage(1, "a/broken.png", "", "a", "", "not an image", null, null),
                new IndexedImage(2, "b/y.png", "two cats", "b", "", "", new float[] {3, 4}, null)),
            rows);
    study
        .findings()
        .putIndex(
            IntStream.range(0, 6)
                .mapToObj(
                    f ->
                        feature(
                            f,
                            f == 5 ? 0 : (f + 1) / 10.0,
                            f == 1 ? rows.subList(0, 2) : List.of()))
                .iterator());
    study
        .findings()
        .putLabels(
            List.of(
                List.of(new ScoredLabel("zebra", 0.5)),
                List.of(new ScoredLabel("dog", 0.4), new ScoredLabel("puppy", 0.3)),
                List.of(new ScoredLabel("red stripes", 0.3)),
                List.of(new ScoredLabel("stripes", 0.2)),
                List.of(new ScoredLabel("apple", 0.1)),
                List.of()));
    study.finish(new CorpusFigures(2, 1, 5, 25.5, 0.9, 0.1, 0.95, 6, null, List.of()));
  }

  private static List<Integer> found(Study study, FeatureSearch search) {
    return study.features().page(search).rows().stream().map(FeatureSummary::feature).toList();
  }

  private static FeatureSearch search(String text, FeatureSearch.Sort sort, boolean descending) {
    return new FeatureSearch(text, sort, descending, false, false, 0, 100);
  }

  @Test
  void a_study_is_the_same_after_it_was_closed_and_opened() {
    Path folder;
    FeatureProfile before;
    try (Study study = filled()) {
      folder = study.folder();
      study.putVocabulary(List.of("dog", "red stripes"));
      before = study.features().profile(1, 16);
    }
    try (Study study = Study.open(folder)) {
      assertFalse(study.readOnly());
      assertEquals("a study", study.manifest().name());
      assertEquals(25.5, study.manifest().figures().residualNorm());
      assertEquals(temp.resolve("corpus"), study.imagesFolder());
      assertEquals(before, study.features().profile(1, 16));
      assertEquals(List.of("dog", "red stripes"), study.vocabulary());
      assertEquals(
          List.of("zebra", "dog", "red stripes", "stripes", "apple", ""),
          study.features().labels());
    }
  }

  @Test
  void folders_beside_the_study_are_stored_relative_so_that_all_can_be_moved() throws IOException {
    filled().close();
    Path elsewhere = temp.resolveSibling(temp.getFileName() + "-moved");
    Files.move(temp, elsewhere);
    try (Study study = Study.open(elsewhere.resolve("study"))) {
      assertEquals(elsewhere.resolve("corpus"), study.imagesFolder());
      assertEquals(elsewhere.resolve("corpus/b/y.png"), study.images().file(2));
    }
    Files.move(elsewhere, temp);
  }

  @Test
  void a_profile_holds_examples_with_images_and_heat_maps() {
    try (Study study = filled()) {
      FeatureProfile profile = study.features().profile(1, 1);
      assertEquals(1, profile.top().size());
      Example best = profile.top().getFirst();
      assertEquals("a/x.png", best.image().name());
      assertEquals("a Dog", best.image().caption());
      assertEquals(0.5, best.score());
      assertEquals(2f, best.codes().dense(4)[3]);
      assertEquals(2, profile.quantiles().size(), "the empty bin in the middle is left out");
      assertEquals(1.0, profile.quantiles().getFirst().to());
      assertEquals(2.0 / 3, profile.quantiles().getFirst().from(), 1e-12);
      assertEquals(0.0, profile.quantiles().getLast().from(), 1e-12);
      assertEquals(List.of(3L, 4L), profile.histogram().counts());
      assertEquals(3, profile.histogram().edges().size());
    }
  }

  @Test
  void search_matches_index_label_note_and_tags() {
    try (Study study = filled()) {
      FeatureSearch.Sort index = FeatureSearch.Sort.INDEX;
      assertEquals(List.of(2, 3), found(study, search("Stripes", index, false)));
      assertEquals(List.of(2), found(study, search("stripes red", index, false)));
      assertEquals(List.of(4), found(study, search("4", index, false)));
      study.annotations().annotate(new Annotation(0, null, null, "see 4 and 5", null));
      assertEquals(List.of(4, 0), found(study, search("4", index, false)), "the index first");
      study.annotations().annotate(new Annotation(3, null, "barcode", null, List.of("pattern")));
      assertEquals(List.of(3), found(study, search("pattern", index, false)));
      assertEquals(List.of(), found(study, search("100%", index, false)));
      assertEquals(List.of(), found(study, search("' OR 1=1 --", index, false)));
    }
  }

  @Test
  void sorting_puts_features_without_a_value_last_either_way() {
    try (Study study = filled()) {
      assertEquals(
          List.of(4, 1, 2, 3, 0, 5), found(study, search("", FeatureSearch.Sort.LABEL, false)));
      assertEquals(
          List.of(0, 3, 2, 1, 4, 5), found(study, search("", FeatureSearch.Sort.LABEL, true)));
      study
          .encoders()
          .put("e", "E", new double[] {0.1, 0.9, Double.NaN, 0.5, Double.NaN, Double.NaN}, null);
      assertEquals(
          List.of(1, 3, 0, 2, 4, 5),
          found(study, search("", FeatureSearch.Sort.MONOSEMANTICITY, true)));
      assertNull(study.features().summary(2).monosemanticity());
      assertEquals(
          List.of(4, 3, 2, 1, 0, 5), found(study, search("", FeatureSearch.Sort.FREQUENCY, true)));
    }
  }

  @Test
  void pages_and_filters() {
    try (Study study = filled()) {
      study.annotations().annotate(new Annotation(2, true, null, null, null));
      Page<FeatureSummary> alive =
          study
              .features()
              .page(new FeatureSearch("", FeatureSearch.Sort.INDEX, false, true, false, 3, 10));
      assertEquals(5, alive.total());
      assertEquals(List.of(3, 4), alive.rows().stream().map(FeatureSummary::feature).toList());
      Page<FeatureSummary> starred =
          study
              .features()
              .page(new FeatureSearch("", FeatureSearch.Sort.INDEX, false, false, true, 0, 10));
      assertEquals(1, starred.total());
      assertTrue(starred.rows().getFirst().starred());
      assertEquals(5, study.features().firing().size());
      Page<FeatureSummary> beyond = study.features().page(FeatureSearch.all(100, 10));
      assertEquals(new Page<>(6, List.of()), beyond);
    }
  }

  @Test
  void what_a_person_wrote_stays_and_an_empty_label_gives_the_found_one_back() {
    Path folder;
    try (Study study = filled()) {
      folder = study.folder();
      FeatureSummary named =
          study.annotations().annotate(new Annotation(1, true, " hound ", null, null));
      assertEquals("hound", named.label());
      assertTrue(named.ownLabel());
    }
    try (Study study = Study.open(folder)) {
      assertTrue(study.features().summary(1).starred());
      study.annotations().annotate(new Annotation(1, null, "", null, null));
      assertEquals("dog", study.features().summary(1).label());
    }
  }

  @Test
  void images_are_listed_searched_and_the_unreadable_named() {
    try (Study study = filled()) {
      assertEquals(2, study.images().page("", 0, 10).total());
      assertEquals("b/y.png", study.images().page("CATS", 0, 10).rows().getFirst().name());
      assertEquals(2, study.images().page("", 1, 1).rows().getFirst().id());
      assertEquals(
          List.of(new ImageStore.Skipped("a/broken.png", "not an image")),
          study.images().skipped());
      List<Float> seen = new ArrayList<>();
      study.images().embeddings(0, 3, (image, e) -> seen.add(image + e[1]));
      assertEquals(List.of(2f, 6f), seen);
      FacetException unknown = assertThrows(FacetException.class, () -> study.images().file(99));
      assertEquals(FacetException.Kind.NOT_FOUND, unknown.kind());
    }
  }

  @Test
  void parts_come_back_as_they_were_committed() {
    try (Study study = filled()) {
      Part part = study.parts().committed().getFirst();
      assertEquals(new Part(0, 0, 3, List.of(1.5, Double.NaN)), part);
      List<ImageCodes> rows = new ArrayList<>();
      study.parts().replay(part, rows::add);
      assertEquals(List.of(codes(0, 1, 3, 2f), codes(2, 1, 0, 1f), codes(2, 4, 2, 0.5f)), rows);
    }
  }

  @Test
  void a_failed_change_leaves_nothing_behind() {
    try (Study study = filled()) {
      List<ImageCodes> rows = List.of(codes(7, 1, 0, 1f));
      // Image 2 is already there: the transaction fails as a whole.
      assertThrows(
          FacetException.class,
          () ->
              study
                  .parts()
                  .commit(
                      new Part(1, 3, 5, List.of()),
                      List.of(
                          new IndexedImage(7, "z.png", "", "", "", "", null, null),
                          new IndexedImage(2, "again.png", "", "", "", "", null, null)),
                      rows));
      assertEquals(1, study.parts().committed().size());
      assertEquals(2, study.images().page("", 0, 10).total());
    }
  }

  @Test
  void sweeps_and_captions_are_found_by_question_and_model() {
    try (Study study = filled()) {
      Intervention add =
          Intervention.add(HookPoint.out(HookPoint.Tower.VISION, 3), Direction.latent(1), 30);
      SweepSpec spec = new SweepSpec("white", "what is this ?", add, List.of(0.0, 30.0), 20, null);
      CaptionResult caption = new CaptionResult("a dog", List.of(5, 6), -0.25, 10, 20, false);
      SweepResult result =
          new SweepResult(
              spec,
              25.0,
              List.of(
                  new SweepPoint(0, caption, 0, 0, 0, List.of()),
                  new SweepPoint(
                      30, caption, 0.4, 0.5, 0.6, List.of(new SweepPoint.Promoted("dog", 0.6)))),
              "demo",
              PROVENANCE);
      assertEquals(Optional.empty(), study.results().sweep(spec, "abcd"));
      study.results().putSweep(result);
      study.results().putSweep(result);
      assertEquals(Optional.of(result), study.results().sweep(spec, "abcd"));
      assertEquals(Optional.empty(), study.results().sweep(spec, "another model"));
      assertEquals(0.4, study.features().summary(1).steerability());
      SweepSpec elsewhere =
          new SweepSpec("corpus:0", "what is this ?", add, List.of(0.0, 30.0), 20, null);
      study
          .results()
          .putSweep(
              new SweepResult(
                  elsewhere,
                  25.0,
                  List.of(new SweepPoint(30, caption, 0.1, 0.2, 0.3, List.of())),
                  "demo",
                  PROVENANCE));
      assertEquals(
          0.4, study.features().summary(1).steerability(), "another image's S is not comparable");
    }
  }

  @Test
  void a_study_of_a_newer_program_opens_read_only_and_says_so() throws IOException {
    filled().close();
    Path file = temp.resolve("study/study.json");
    Files.writeString(
        file, Files.readString(file).replace("\"schema\": 1", "\"schema\": 99, \"later\": {}"));
    try (Study study = Study.open(temp.resolve("study"))) {
      assertTrue(study.readOnly());
      assertTrue(study.message().contains("newer Facet"), study.message());
      assertEquals("dog", study.features().summary(1).label());
      FacetException refused =
          assertThrows(
              FacetException.class,
              () -> study.annotations().annotate(new Annotation(1, true, null, null, null)));
      assertTrue(refused.getMessage().contains("read-only"));
    }
  }

  /** Another process that opens a study, changes it and holds it until its input ends. */
  static final class Holder {
    public static void main(String[] arguments) throws IOException {
      try (Study study = Study.open(Path.of(arguments[0]))) {
        study.annotations().annotate(new Annotation(1, true, "held", null, null));
        System.err.println("holding");
        System.err.flush();
        while (System.in.read() >= 0) {}
      }
    }
  }

  private static Process hold(Path study) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                study.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    while (line != null && !line.equals("holding")) {
      line = lines.readLine();
    }
    assertEquals("holding", line, "the other process could not open the study");
    return process;
  }

  @Test
  void a_study_held_by_another_process_is_busy_and_can_be_read() throws Exception {
    filled().close();
    Path folder = temp.resolve("study");
    Process holder = hold(folder);
    try {
      FacetException busy = assertThrows(FacetException.class, () -> Study.open(folder));
      assertEquals(FacetException.Kind.BUSY, busy.kind());
      assertTrue(busy.getMessage().contains("another process"), busy.getMessage());
      try (Study study = Study.openReadOnly(folder)) {
        assertTrue(study.readOnly());
        assertEquals("held", study.features().summary(1).label(), "what was committed is seen");
      }
    } finally {
      holder.destroyForcibly().waitFor();
    }
    // Killed without a chance to close: what it had committed is there, and the study is free.
    try (Study study = Study.open(folder)) {
      assertFalse(study.readOnly());
      assertEquals("held", study.features().summary(1).label());
      Annotation unnamed = new Annotation(1, null, "", null, null);
      assertEquals("dog", study.annotations().annotate(unnamed).label());
    }
  }

  @Test
  void what_is_not_a_study_is_refused_in_words() throws IOException {
    FacetException none =
        assertThrows(FacetException.class, () -> Study.open(temp.resolve("nowhere")));
    assertEquals(FacetException.Kind.NOT_FOUND, none.kind());

    filled().close();
    Path study = temp.resolve("study");
    FacetException full = assertThrows(FacetException.class, () -> Study.create(study, manifest()));
    assertTrue(full.getMessage().contains("not empty"), full.getMessage());

    Files.writeString(study.resolve("facet.duckdb"), "this is not a database at all");
    assertTrue(
        assertThrows(FacetException.class, () -> Study.open(study))
            .getMessage()
            .contains("damaged"));

    Files.writeString(study.resolve("study.json"), "{\"schema\": 1, \"name\": \"x\"}");
    assertTrue(
        assertThrows(FacetException.class, () -> Study.open(study))
            .getMessage()
            .contains("provenance is missing"));
    Files.writeString(study.resolve("study.json"), "{");
    assertTrue(
        assertThrows(FacetException.class, () -> Study.open(study))
            .getMessage()
            .contains("not valid JSON"));
  }

  @Test
  void a_creation_killed_before_its_manifest_can_be_repeated() throws IOException {
    Study.create(temp.resolve("study"), manifest()).close();
    Files.delete(temp.resolve("study/study.json"));
    assertFalse(Study.isStudy(temp.resolve("study")));
    try (Study study = filled()) {
      assertEquals(6, study.features().page(FeatureSearch.all(0, 1)).total());
    }
  }
}
