package dev.facet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.core.Cancellation;
import dev.facet.core.Progress;
import dev.facet.demo.DemoFolder;
import dev.facet.workspace.Explanation;
import dev.facet.workspace.ExplanationRecipe;
import dev.facet.workspace.ExplanationRecipe.Presentation;
import dev.facet.workspace.FeatureSearch;
import dev.facet.workspace.Study;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code facet explain} on a small study of the demo world. */
class ExplainCommandTest {

  @TempDir private static Path temp;

  private static Path study;
  private static List<Integer> latents;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void make() {
    Path pictures =
        DemoFolder.write(temp.resolve("world"), 60, 78, Progress.NONE, Cancellation.NONE);
    study = temp.resolve("study");
    StringWriter said = new StringWriter();
    int code =
        Facet.execute(
            new String[] {
              "index",
              "models/demo/llava",
              "--sae",
              "models/demo/sae",
              "--images",
              pictures.toString(),
              "--out",
              study.toString()
            },
            new PrintWriter(said, true),
            new PrintWriter(said, true));
    assertEquals(0, code, said.toString());
    try (Study open = Study.open(study)) {
      latents =
          open
              .features()
              .page(new FeatureSearch("", FeatureSearch.Sort.FREQUENCY, true, true, false, 0, 6))
              .rows()
              .stream()
              .map(row -> row.feature())
              .sorted()
              .toList();
    }
  }

  /** Explains, and reads from the study what the recipe has made. */
  private List<Explanation> explain(Predicate<ExplanationRecipe> recipe, String... more) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> args =
        new ArrayList<>(
            List.of(
                "explain",
                "--study",
                study.toString(),
                "--latents",
                latents.stream().map(String::valueOf).collect(Collectors.joining(","))));
    args.addAll(List.of(more));
    assertEquals(
        0,
        Facet.execute(
            args.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true)),
        err.toString());
    try (Study open = Study.open(study)) {
      return latents.stream()
          .map(
              latent ->
                  open.explanations().of(latent).stream()
                      .filter(e -> recipe.test(e.recipe()))
                      .findFirst()
                      .orElseThrow())
          .toList();
    }
  }

  /** The demo's captioners begin with no lead-in that would be taken away. */
  private static String clean(String text) {
    return text.strip().toLowerCase(Locale.ROOT).replaceFirst("[. ]+$", "");
  }

  @Test
  void images_one_by_one_are_as_many_answers_of_which_one_is_kept() {
    List<Explanation> made =
        explain(
            r -> r.maxTokens() == 12,
            "--method",
            "topk",
            "--one-by-one",
            "--images",
            "3",
            "--tokens",
            "12");
    for (Explanation e : made) {
      assertTrue(e.recipe().separately());
      List<String> answers = e.raw().lines().toList();
      assertEquals(3, answers.size(), e.raw());
      assertTrue(
          answers.stream().anyMatch(a -> clean(a).equals(clean(e.text()))),
          e.text() + " is none of " + answers);
    }
    explain(
        r -> r.maxTokens() == 12,
        "--method",
        "topk",
        "--one-by-one",
        "--images",
        "3",
        "--tokens",
        "12");
    assertTrue(err.toString().contains("6 were explained before"), err.toString());
  }

  @Test
  void a_heat_map_over_the_images_is_another_recipe_than_black_around_them() throws Exception {
    List<Explanation> masked =
        explain(
            r -> r.maxTokens() == 14 && r.presentation() == Presentation.MASKED,
            "--method",
            "topk",
            "--one-by-one",
            "--images",
            "2",
            "--tokens",
            "14");
    Path json = temp.resolve("overlay.json");
    List<Explanation> overlaid =
        explain(
            r -> r.maxTokens() == 14 && r.presentation() == Presentation.OVERLAY,
            "--method",
            "topk",
            "--one-by-one",
            "--overlay",
            "--images",
            "2",
            "--tokens",
            "14",
            "--json",
            json.toString());
    assertNotEquals(
        masked.stream().map(Explanation::raw).toList(),
        overlaid.stream().map(Explanation::raw).toList(),
        "the model sees what is around the patches");
    String written = Files.readString(json);
    for (Explanation e : overlaid) {
      assertTrue(written.contains(e.text()), written);
    }
  }

  @Test
  void hybrid_steers_at_the_patches_of_each_image() {
    List<Explanation> plain =
        explain(
            r -> r.maxTokens() == 10 && !r.method().steers(),
            "--method",
            "topk",
            "--one-by-one",
            "--images",
            "2",
            "--tokens",
            "10");
    List<Explanation> hybrid =
        explain(
            r -> r.maxTokens() == 10 && r.method().steers(),
            "--method",
            "hybrid",
            "--one-by-one",
            "--images",
            "2",
            "--tokens",
            "10",
            "--coefficient",
            "6R");
    assertTrue(out.toString().lines().count() >= latents.size(), out.toString());
    assertNotEquals(
        plain.stream().map(Explanation::raw).toList(),
        hybrid.stream().map(Explanation::raw).toList());
    assertTrue(hybrid.getFirst().recipe().coefficient() > 0);
  }
}
