package dev.facet.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.facet.checkpoint.Checkpoint;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.checkpoint.SafetensorsWriter;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.image.ImageReader;
import dev.facet.image.RgbImage;
import dev.facet.tensor.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parity with transformers of the encoders beside CLIP. */
class EncoderFamiliesTest {

  private static List<RgbImage> images(ModelFixture fixture) {
    return ModelFixture.strings(fixture.json().get("images")).stream()
        .map(n -> ImageReader.read(ModelFixture.ROOT.resolve("images/" + n + ".png")))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"siglip", "siglip2"})
  void siglip(String name) {
    try (ModelFixture fixture = new ModelFixture(name);
        NDManager manager = Torch.newManager();
        DualEncoder model = ModelFolder.openDual(fixture.folder(), manager)) {
      NDArray pixels = model.pixels(images(fixture));
      NDArray image = model.imageEmbeddings(pixels);
      fixture.assertClose("image_embeds", image, 1e-4);
      List<String> captions = ModelFixture.strings(fixture.json().get("captions"));
      NDArray text = model.textEmbeddings(captions);
      fixture.assertClose("text_embeds", text, 1e-4);
      NDArray logits =
          image
              .normalize(2, 1)
              .matMul(text.normalize(2, 1).transpose())
              .mul(model.logitScale())
              .add(model.logitBias());
      fixture.assertClose("logits_per_image", logits, 1e-3);
      if (name.equals("siglip")) {
        VisionTower vision = model.vision();
        HookPoint last = HookPoint.out(Tower.VISION, vision.layers() - 1);
        fixture.assertClose("vision_hidden.4", vision.activation(pixels, last), 1e-4);
        fixture.assertClose(
            "vision_last",
            vision.activation(pixels, HookPoint.parse("vision.post_norm", Tower.VISION)),
            1e-4);
        fixture.assertClose(
            "text_hidden.2", model.textActivation(captions, HookPoint.out(Tower.TEXT, 1)), 1e-4);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dinov2", "dinov2-registers"})
  void dinoV2(String name) {
    try (ModelFixture fixture = new ModelFixture(name);
        NDManager manager = Torch.newManager();
        ImageEncoder model = ModelFolder.openEncoder(fixture.folder(), manager)) {
      NDArray pixels = model.pixels(images(fixture));
      VisionTower vision = model.vision();
      assertEquals(name.equals("dinov2") ? 1 : 5, vision.prefixTokens());
      fixture.assertClose("vision_hidden.0", vision.embed(pixels), 1e-4);
      NDArray last = vision.run(vision.embed(pixels), 0, vision.layers());
      fixture.assertClose("vision_hidden.4", last, 1e-4);
      fixture.assertClose("vision_last", vision.postNorm(last), 1e-4);
      fixture.assertClose("pooled", vision.pooled(last), 1e-4);
      fixture.assertClose("pooled", vision.pooledFrom(vision.embed(pixels), 0), 1e-4);
    }
  }

  /** A classifier's folder: the backbone's names have a prefix, the head is left alone. */
  @Test
  void theBackboneOfAClassifier(@TempDir Path folder) throws IOException {
    try (ModelFixture fixture = new ModelFixture("dinov2-registers")) {
      for (String name : List.of("config.json", "preprocessor_config.json")) {
        Files.copy(fixture.folder().resolve(name), folder.resolve(name));
      }
      Map<String, FloatTensor> tensors = new LinkedHashMap<>();
      try (Checkpoint checkpoint = Checkpoint.open(fixture.folder())) {
        checkpoint
            .names()
            .forEach(n -> tensors.put("dinov2_with_registers." + n, checkpoint.tensor(n)));
      }
      tensors.put("classifier.bias", new FloatTensor(new long[] {2}, new float[] {1, 2}));
      SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of());
      ModelFolder.inspect(folder);
      try (NDManager manager = Torch.newManager();
          ImageEncoder model = ModelFolder.openEncoder(folder, manager)) {
        VisionTower vision = model.vision();
        NDArray start = vision.embed(model.pixels(images(fixture)));
        fixture.assertClose("pooled", vision.pooledFrom(start, 0), 1e-4);
      }
    }
  }
}
