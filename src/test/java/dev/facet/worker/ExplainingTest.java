package dev.facet.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.facet.core.Arithmetic;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Control;
import dev.facet.core.Direction;
import dev.facet.core.ExplainMethod;
import dev.facet.core.FacetException;
import dev.facet.core.FacetFolders;
import dev.facet.core.Intervention;
import dev.facet.core.Progress;
import dev.facet.explain.ExplainResult;
import dev.facet.explain.ExplainSpec;
import dev.facet.explain.VisionInterpJson;
import dev.facet.protocol.ExplainRequest;
import dev.facet.workspace.Explanation;
import dev.facet.workspace.FeatureSearch;
import dev.facet.workspace.Study;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Explanations of the shipped models' latents over a small demo study. */
class ExplainingTest {

  private static final FacetFolders FOLDERS = FacetFolders.ofSystem();

  @TempDir private static Path temp;

  private static Path study;
  private static List<Integer> latents;

  @BeforeAll
  static void make() {
    study = DemoStudy.make(temp, "llava", 120, 77);
    try (Study open = Study.open(study)) {
      latents =
          open
              .features()
              .page(new FeatureSearch("", FeatureSearch.Sort.FREQUENCY, true, true, false, 0, 24))
              .rows()
              .stream()
              .map(row -> row.feature())
              .sorted()
              .toList();
    }
  }

  private static ExplainSpec spec(Explaining explaining, ExplainMethod method) {
    return ExplainSpec.of(method, explaining.prompts())
        .withLatents(latents)
        .withCoefficient(4 * explaining.residualNorm());
  }

  private static List<Explanation> run(Explaining explaining, ExplainSpec spec) {
    ExplainResult result = explaining.explainer().run(spec, Progress.NONE, Cancellation.NONE);
    return explaining.study().explanations().of(result.recipe());
  }

  private static List<String> texts(List<Explanation> explanations) {
    return explanations.stream().map(Explanation::text).toList();
  }

  @Test
  void steering_says_what_a_steered_caption_of_the_white_image_says() {
    try (Explaining explaining = Explaining.open(study, null, Arithmetic.FP32, FOLDERS);
        LoadedModel model =
            LoadedModel.ofStudy(
                explaining.study(), explaining.study().modelFolder(), Arithmetic.FP32)) {
      List<Explanation> made = run(explaining, spec(explaining, ExplainMethod.STEERING));
      assertEquals(latents, made.stream().map(Explanation::feature).toList());
      for (Explanation e : made.subList(0, 5)) {
        Intervention add =
            Intervention.add(
                explaining.study().site(),
                Direction.latent(e.feature()),
                4 * explaining.residualNorm());
        CaptionSpec caption =
            CaptionSpec.greedy("white", e.recipe().prompt(), List.of(add), e.recipe().maxTokens());
        assertEquals(
            model.engine().caption(caption, text -> {}, Cancellation.NONE).text(),
            e.raw(),
            "" + e.feature());
      }
      Explanation.Scores scores = made.getFirst().scores();
      assertTrue(scores != null && scores.clip() != null && scores.iou() != null);
    }
  }

  @Test
  void a_run_that_was_cut_off_goes_on_to_the_same_end() {
    try (Explaining explaining = Explaining.open(study, null, Arithmetic.FP32, FOLDERS)) {
      double coefficient = 3 * explaining.residualNorm();
      ExplainSpec whole = spec(explaining, ExplainMethod.HYBRID).withCoefficient(coefficient);
      // The same work in one go, told apart by a coefficient that differs in the last digits.
      List<Explanation> uncut = run(explaining, whole.withCoefficient(coefficient + 1e-9));
      int[] reports = {0};
      Progress progress = (activity, done, total) -> reports[0]++;
      assertThrows(
          CancellationException.class,
          () -> explaining.explainer().run(whole, progress, () -> reports[0] == 2));
      ExplainResult rest = explaining.explainer().run(whole, Progress.NONE, Cancellation.NONE);
      assertTrue(rest.kept() > 0 && rest.made() > 0, rest.toString());
      assertEquals(latents.size(), rest.kept() + rest.made());
      assertEquals(texts(uncut), texts(explaining.study().explanations().of(rest.recipe())));
    }
  }

  @Test
  void controls_say_something_else() {
    try (Explaining explaining = Explaining.open(study, null, Arithmetic.FP32, FOLDERS)) {
      for (ExplainMethod method : ExplainMethod.values()) {
        ExplainSpec spec = spec(explaining, method);
        List<String> own = texts(run(explaining, spec));
        assertNotEquals(own, texts(run(explaining, spec.withControl(Control.PERMUTED))));
        assertNotEquals(own, texts(run(explaining, spec.withControl(Control.RANDOM))));
      }
    }
  }

  @Test
  void a_permuted_latent_gets_the_other_ones_text() {
    try (Explaining explaining = Explaining.open(study, null, Arithmetic.FP32, FOLDERS)) {
      List<Integer> firing =
          explaining.study().features().page(FeatureSearch.all(0, 2000)).rows().stream()
              .filter(row -> row.frequency() > 0)
              .map(row -> row.feature())
              .toList();
      int first = firing.getFirst();
      int other = firing.get(firing.size() / 2);
      ExplainSpec spec = spec(explaining, ExplainMethod.TOPK);
      String own =
          run(explaining, spec.withLatents(List.of(other))).stream()
              .filter(e -> e.feature() == other)
              .findFirst()
              .orElseThrow()
              .text();
      String permuted =
          run(explaining, spec.withLatents(List.of(first)).withControl(Control.PERMUTED)).stream()
              .filter(e -> e.feature() == first)
              .findFirst()
              .orElseThrow()
              .text();
      assertEquals(own, permuted);
    }
  }

  @Test
  void a_coefficient_is_chosen_once_and_kept_with_its_curve() {
    try (Explaining explaining = Explaining.open(study, null, Arithmetic.FP32, FOLDERS)) {
      ExplainSpec spec =
          new ExplainSpec(
              ExplainMethod.STEERING,
              Control.NONE,
              latents.subList(0, 2),
              null,
              explaining.prompts(),
              "white",
              5,
              dev.facet.workspace.ExplanationRecipe.Presentation.MASKED,
              false,
              12,
              10);
      ExplainResult first = explaining.explainer().run(spec, Progress.NONE, Cancellation.NONE);
      List<String> activities = new java.util.ArrayList<>();
      ExplainResult again =
          explaining
              .explainer()
              .run(
                  spec.withControl(Control.RANDOM),
                  (activity, done, total) -> activities.add(activity),
                  Cancellation.NONE);
      assertEquals(first.recipe().coefficient(), again.recipe().coefficient());
      assertTrue(activities.stream().noneMatch(a -> a.contains("coefficient")), "" + activities);
      assertEquals(
          first.recipe().coefficient(),
          explaining
              .study()
              .explanations()
              .curve(first.recipe().with(null, Control.NONE), 10)
              .orElseThrow()
              .best());
    }
  }

  @Test
  void another_language_model_on_the_same_tower_explains_too() {
    Path small = FOLDERS.demoModels().resolve("llava-small");
    List<Explanation> one;
    try (Explaining explaining = Explaining.open(study, small, Arithmetic.FP32, FOLDERS)) {
      one = run(explaining, spec(explaining, ExplainMethod.STEERING));
    }
    assertEquals("llava-small", one.getFirst().recipe().provenance().model());
    // The same by the job's way, through networks that have the study's own model loaded.
    try (Study open = Study.open(study);
        StudyNetworks networks = StudyNetworks.open(open, FOLDERS, Arithmetic.FP32)) {
      String outcome =
          networks.explain(
              new ExplainRequest(
                  ExplainMethod.STEERING,
                  Control.NONE,
                  latents,
                  one.getFirst().recipe().coefficient(),
                  small.toString()),
              Progress.NONE,
              Cancellation.NONE);
      assertTrue(outcome.contains(latents.size() + " were explained before"), outcome);
    }
  }

  @Test
  void vision_interps_fields_are_written() throws Exception {
    try (Explaining explaining = Explaining.open(study, null, Arithmetic.FP32, FOLDERS)) {
      List<Explanation> made = run(explaining, spec(explaining, ExplainMethod.STEERING));
      Path file = temp.resolve("out.json");
      VisionInterpJson.write(file, made);
      JsonObject first =
          JsonParser.parseString(Files.readString(file)).getAsJsonArray().get(0).getAsJsonObject();
      assertEquals(made.getFirst().feature(), first.get("feature_name").getAsInt());
      assertEquals(
          made.getFirst().text(), first.get("explanation").getAsJsonArray().get(0).getAsString());
      assertEquals("blank", first.getAsJsonObject("metadata").get("base_image_type").getAsString());
      VisionInterpJson.write(temp.resolve("out"), made);
      assertEquals(
          made.size(),
          (int)
              IntStream.of(latents.stream().mapToInt(Integer::intValue).toArray())
                  .filter(
                      l ->
                          Files.exists(
                              temp.resolve("out/latent_" + l + "/explanations/explanation.json")))
                  .count());
    }
  }

  @Test
  void what_does_not_exist_is_refused() {
    try (Explaining explaining = Explaining.open(study, null, Arithmetic.FP32, FOLDERS)) {
      ExplainSpec spec = spec(explaining, ExplainMethod.TOPK);
      assertThrows(FacetException.class, () -> run(explaining, spec.withLatents(List.of(100_000))));
      int silent =
          explaining.study().features().page(FeatureSearch.all(0, 2000)).rows().stream()
              .filter(row -> row.frequency() == 0)
              .findFirst()
              .orElseThrow()
              .feature();
      FacetException nothing =
          assertThrows(
              FacetException.class, () -> run(explaining, spec.withLatents(List.of(silent))));
      assertTrue(nothing.getMessage().contains("fires on no image"), nothing.getMessage());
    }
  }
}
