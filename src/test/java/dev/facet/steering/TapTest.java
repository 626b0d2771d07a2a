package dev.facet.steering;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.core.Direction;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention;
import dev.facet.core.Intervention.During;
import dev.facet.core.Intervention.Mode;
import dev.facet.core.Positions;
import dev.facet.image.ImageReader;
import dev.facet.image.RgbImage;
import dev.facet.model.DualEncoder;
import dev.facet.model.ModelFixture;
import dev.facet.model.ModelFolder;
import dev.facet.model.VisionLanguageModel;
import dev.facet.tensor.Torch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Activations read by site name, against what transformers recorded. */
class TapTest {

  private static List<HookPoint> sites(String... names) {
    return Arrays.stream(names).map(n -> HookPoint.parse(n, Tower.VISION)).toList();
  }

  private static void assertTap(
      ModelFixture fixture, String expected, Map<String, FloatTensor> taps, String site) {
    ModelFixture.assertClose(site, fixture.floats(expected), taps.get(site).data(), 1e-4);
  }

  @Test
  void everySiteOfAVisionLanguageModel() {
    try (ModelFixture fixture = new ModelFixture("llava");
        NDManager manager = Torch.newManager();
        VisionLanguageModel model = ModelFolder.openVlm(fixture.folder(), manager);
        SteeringEngine engine = new SteeringEngine(SteeringSetup.of(model, null, "test"))) {
      String image = ModelFixture.ROOT.resolve("images/landscape.png").toString();
      String prompt = fixture.json().get("prompt").getAsString();
      Map<String, FloatTensor> taps =
          engine.tap(
              List.of(image),
              prompt,
              sites(
                  "vision.embeddings",
                  "vision.layers.1.in",
                  "vision.layers.1.out",
                  "vision.layers.2.mlp_out",
                  "vision.layers.3.out",
                  "projector.out",
                  "language.embeddings",
                  "language.layers.2.in",
                  "language.layers.2.out",
                  "language.post_norm"),
              List.of());
      assertTap(fixture, "landscape.vision_hidden.0", taps, "vision.embeddings");
      assertTap(fixture, "landscape.vision_hidden.1", taps, "vision.layers.1.in");
      assertTap(fixture, "landscape.vision_hidden.2", taps, "vision.layers.1.out");
      assertTap(fixture, "landscape.vision_hidden.4", taps, "vision.layers.3.out");
      assertTap(fixture, "landscape.image_features", taps, "projector.out");
      assertTap(fixture, "landscape.lm_hidden.0", taps, "language.embeddings");
      assertTap(fixture, "landscape.lm_hidden.2", taps, "language.layers.2.in");
      assertTap(fixture, "landscape.lm_hidden.3", taps, "language.layers.2.out");
      assertTap(fixture, "landscape.lm_hidden.4", taps, "language.post_norm");
      ModelFixture.assertClose(
          "logits", fixture.floats("landscape.prefill_logits"), taps.get("logits").data(), 1e-3);
      assertArrayEquals(new long[] {1, 17, 32}, taps.get("vision.layers.2.mlp_out").shape());
      assertEquals(
          fixture.run("landscape").getAsJsonArray("input_ids").size(),
          taps.get("input_ids").data().length);

      JsonObject s1 = fixture.run("landscape").getAsJsonArray("s1").get(1).getAsJsonObject();
      Intervention add =
          Intervention.add(
              HookPoint.out(Tower.VISION, 1),
              Direction.tensor(fixture.folder().resolve("expected.safetensors").toString(), "v"),
              s1.get("coefficient").getAsDouble());
      Map<String, FloatTensor> steered =
          engine.tap(List.of(image), prompt, sites("projector.out"), List.of(add));
      assertTap(fixture, "landscape.s1.moderate.image_features", steered, "projector.out");
      assertThrows(
          FacetException.class,
          () -> engine.tap(List.of(image), null, sites("language.embeddings"), List.of()));
    }
  }

  @Test
  void everySiteOfADualEncoder() {
    try (ModelFixture fixture = new ModelFixture("clip");
        NDManager manager = Torch.newManager();
        DualEncoder model = ModelFolder.openDual(fixture.folder(), manager)) {
      List<RgbImage> images =
          ModelFixture.strings(fixture.json().get("images")).stream()
              .map(n -> ImageReader.read(ModelFixture.ROOT.resolve("images/" + n + ".png")))
              .toList();
      List<String> texts = ModelFixture.strings(fixture.json().get("captions"));
      Map<String, FloatTensor> taps =
          EncoderTap.run(
              manager,
              model,
              images,
              texts,
              sites(
                  "vision.layers.2.out",
                  "vision.pooled",
                  "vision.projection",
                  "text.embeddings",
                  "text.layers.1.out",
                  "text.pooled",
                  "text.projection"),
              List.of());
      assertTap(fixture, "vision_hidden.3", taps, "vision.layers.2.out");
      assertTap(fixture, "pooled", taps, "vision.pooled");
      assertTap(fixture, "image_embeds", taps, "vision.projection");
      assertTap(fixture, "text_hidden.0", taps, "text.embeddings");
      assertTap(fixture, "text_pooled", taps, "text.pooled");
      assertTap(fixture, "text_embeds", taps, "text.projection");
      assertArrayEquals(new long[] {5, 17, 40}, taps.get("text.layers.1.out").shape());

      JsonObject steer = fixture.json().getAsJsonObject("steer");
      String vectors = fixture.folder().resolve("expected.safetensors").toString();
      Intervention masked =
          new Intervention(
              HookPoint.out(Tower.VISION, steer.get("layer").getAsInt()),
              Mode.ADD,
              steer.get("coefficient").getAsDouble(),
              Direction.tensor(vectors, "v"),
              Positions.mask(ModelFixture.mask(steer.getAsJsonArray("mask"))),
              During.PREFILL);
      Map<String, FloatTensor> steered =
          EncoderTap.run(
              manager, model, images, List.of(), sites("vision.layers.3.out"), List.of(masked));
      assertTap(fixture, "s2.vision_hidden_last", steered, "vision.layers.3.out");
      FacetException e =
          assertThrows(
              FacetException.class,
              () ->
                  EncoderTap.run(
                      manager, model, images, texts, sites("text.layers.7.out"), List.of()));
      assertTrue(e.getMessage().contains("text.layers.2"), e.getMessage());
    }
  }
}
