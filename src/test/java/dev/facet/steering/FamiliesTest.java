package dev.facet.steering;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Direction;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention;
import dev.facet.core.Intervention.During;
import dev.facet.core.Intervention.Mode;
import dev.facet.core.Positions;
import dev.facet.core.Sampling;
import dev.facet.model.ModelFixture;
import dev.facet.model.ModelFolder;
import dev.facet.model.VisionLanguageModel;
import dev.facet.tensor.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every family of vision-language models against transformers: activations, texts, steered texts.
 */
class FamiliesTest {

  private static final int TOKENS = 24;

  @ParameterizedTest
  @ValueSource(
      strings = {"gemma3", "paligemma", "idefics3", "llava_next", "internvl", "qwen2_5_vl"})
  void agreesWithTransformers(String name) {
    try (ModelFixture fixture = new ModelFixture(name);
        NDManager manager = Torch.newManager();
        VisionLanguageModel model = ModelFolder.openVlm(fixture.folder(), manager);
        SteeringEngine engine = new SteeringEngine(SteeringSetup.of(model, null, "test"))) {
      activations(fixture, engine, model.language().layers());
      for (String image : List.of("landscape", "white")) {
        captions(fixture, engine, image);
      }
      twoImages(fixture, engine);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gemma3", "paligemma", "idefics3", "llava_next", "internvl", "qwen2_5_vl"})
  void clampsLatentsAsTransformersWithHooks(String name) {
    try (ModelFixture fixture = new ModelFixture(name);
        NDManager manager = Torch.newManager();
        VisionLanguageModel model = ModelFolder.openVlm(fixture.folder(), manager)) {
      Assumptions.assumeTrue(
          fixture.has("sae.W_enc"), "the SAE of " + name + " is in the full set");
      JsonObject hooks = fixture.json().getAsJsonObject("hooks");
      JsonObject shape = hooks.getAsJsonObject("sae");
      TinySae sae =
          new TinySae(
              fixture.array(manager, "sae.W_enc"),
              fixture.array(manager, "sae.b_enc"),
              fixture.array(manager, "sae.W_dec"),
              fixture.array(manager, "sae.b_dec"),
              shape.get("k").getAsInt());
      HookPoint site = HookPoint.out(Tower.LANGUAGE, hooks.get("lm_layer_index").getAsInt());
      try (SteeringEngine engine = new SteeringEngine(SteeringSetup.of(model, sae, "test"))) {
        for (String image : List.of("landscape", "white")) {
          for (JsonElement e : fixture.run(image).getAsJsonArray("s4")) {
            JsonObject s4 = e.getAsJsonObject();
            Intervention clamp =
                new Intervention(
                    site,
                    s4.get("name").getAsString().equals("replace")
                        ? Mode.CLAMP_RECONSTRUCT
                        : Mode.CLAMP_KEEP_ERROR,
                    s4.get("value").getAsDouble(),
                    Direction.latent(shape.get("clamped_latent").getAsInt()),
                    Positions.ALL,
                    During.PREFILL);
            for (boolean caches : new boolean[] {true, false}) {
              assertAnswer(fixture, engine, List.of(image), caches, s4, List.of(clamp));
            }
          }
        }
      }
    }
  }

  /** Two images in one prompt, each with a mask of its own. */
  private void twoImages(ModelFixture fixture, SteeringEngine engine) {
    if (!fixture.json().getAsJsonObject("runs").has("s3")) {
      return;
    }
    JsonObject run = fixture.run("s3");
    JsonObject hooks = fixture.json().getAsJsonObject("hooks");
    List<String> images = ModelFixture.strings(run.getAsJsonArray("images"));
    Intervention masked =
        new Intervention(
            HookPoint.out(Tower.VISION, hooks.get("vision_layer_index").getAsInt()),
            Mode.ADD,
            run.getAsJsonObject("steered").get("coefficient").getAsDouble(),
            Direction.tensor(fixture.folder().resolve("expected.safetensors").toString(), "v"),
            Positions.mask(ModelFixture.mask(run.getAsJsonArray("mask"))),
            During.PREFILL);
    for (boolean caches : new boolean[] {true, false}) {
      assertAnswer(fixture, engine, images, caches, run.getAsJsonObject("unsteered"), List.of());
      assertAnswer(
          fixture, engine, images, caches, run.getAsJsonObject("steered"), List.of(masked));
    }
  }

  private static String address(String image) {
    return ModelFixture.ROOT.resolve("images/" + image + ".png").toString();
  }

  private void activations(ModelFixture fixture, SteeringEngine engine, int layers) {
    List<HookPoint> sites = new ArrayList<>();
    for (String site :
        List.of(
            "vision.layers.0.out",
            "vision.layers.3.out",
            "projector.out",
            "language.embeddings",
            "language.layers.0.out",
            "language.post_norm")) {
      sites.add(HookPoint.parse(site, Tower.VISION));
    }
    Map<String, FloatTensor> taps =
        engine.tap(
            List.of(address("landscape")),
            fixture.json().get("prompt").getAsString(),
            sites,
            List.of());
    assertEquals(
        ModelFixture.ints(fixture.run("landscape").get("input_ids")),
        ints(taps.get("input_ids").data()));
    assertTap(fixture, "landscape.vision_hidden.1", taps, "vision.layers.0.out", 1e-4);
    assertTap(fixture, "landscape.vision_hidden.4", taps, "vision.layers.3.out", 1e-4);
    assertTap(fixture, "landscape.image_features", taps, "projector.out", 1e-4);
    assertTap(fixture, "landscape.lm_hidden.0", taps, "language.embeddings", 1e-4);
    assertTap(fixture, "landscape.lm_hidden.1", taps, "language.layers.0.out", 1e-4);
    assertTap(fixture, "landscape.lm_hidden." + layers, taps, "language.post_norm", 1e-4);
    assertTap(fixture, "landscape.prefill_logits", taps, "logits", 1e-3);
  }

  private static List<Integer> ints(float[] values) {
    List<Integer> out = new ArrayList<>();
    for (float v : values) {
      out.add((int) v);
    }
    return out;
  }

  private static void assertTap(
      ModelFixture fixture,
      String expected,
      Map<String, FloatTensor> taps,
      String site,
      double tolerance) {
    ModelFixture.assertClose(expected, fixture.floats(expected), taps.get(site).data(), tolerance);
  }

  private void captions(ModelFixture fixture, SteeringEngine engine, String image) {
    JsonObject run = fixture.run(image);
    JsonObject hooks = fixture.json().getAsJsonObject("hooks");
    String vectors = fixture.folder().resolve("expected.safetensors").toString();
    HookPoint vision = HookPoint.out(Tower.VISION, hooks.get("vision_layer_index").getAsInt());
    HookPoint language = HookPoint.out(Tower.LANGUAGE, hooks.get("lm_layer_index").getAsInt());
    for (boolean caches : new boolean[] {true, false}) {
      assertAnswer(
          fixture, engine, List.of(image), caches, run.getAsJsonObject("unsteered"), List.of());
      for (JsonElement s1 : run.getAsJsonArray("s1")) {
        double strength = s1.getAsJsonObject().get("coefficient").getAsDouble();
        Intervention add = Intervention.add(vision, Direction.tensor(vectors, "v"), strength);
        assertAnswer(fixture, engine, List.of(image), caches, s1.getAsJsonObject(), List.of(add));
      }
      JsonObject s2 = run.getAsJsonObject("s2");
      Intervention masked =
          new Intervention(
              vision,
              Mode.ADD,
              s2.get("coefficient").getAsDouble(),
              Direction.tensor(vectors, "v"),
              Positions.mask(ModelFixture.mask(s2.getAsJsonArray("mask"))),
              During.PREFILL);
      assertAnswer(fixture, engine, List.of(image), caches, s2, List.of(masked));
      JsonObject s5 = run.getAsJsonObject("s5");
      Intervention words =
          Intervention.add(
              language, Direction.tensor(vectors, "w"), s5.get("coefficient").getAsDouble());
      assertAnswer(fixture, engine, List.of(image), caches, s5, List.of(words));
    }
  }

  private static void assertAnswer(
      ModelFixture fixture,
      SteeringEngine engine,
      List<String> images,
      boolean caches,
      JsonObject expected,
      List<Intervention> edits) {
    CaptionSpec spec =
        new CaptionSpec(
            images.stream().map(FamiliesTest::address).toList(),
            fixture.json().get("prompt").getAsString(),
            edits,
            TOKENS,
            Sampling.GREEDY,
            caches);
    CaptionResult result = engine.caption(spec, text -> {}, Cancellation.NONE);
    assertEquals(ModelFixture.ints(expected.get("ids")), result.tokens(), images + " " + edits);
    if (expected.has("mean_logprob")) {
      assertEquals(expected.get("mean_logprob").getAsDouble(), result.meanLogProb(), 1e-4);
    }
  }
}
