package dev.facet.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Site;
import dev.facet.core.HookPoint.Tower;
import dev.facet.tensor.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parity with transformers' CLIPModel. */
class ClipModelTest {

  private static final double HIDDEN = 1e-4;
  private static final double LOGITS = 1e-3;

  @ParameterizedTest
  @ValueSource(strings = {"clip", "clip-gelu"})
  void towersAndProjectionsAgreeWithTransformers(String name) {
    try (ModelFixture fixture = new ModelFixture(name);
        NDManager manager = Torch.newManager();
        DualEncoder model = ModelFolder.openDual(fixture.folder(), manager)) {
      List<String> images = ModelFixture.strings(fixture.json().get("images"));
      NDArray pixels = model.pixels(images.stream().map(ModelFixture::image).toList());
      VisionTower tower = model.vision();
      fixture.assertClose(
          "vision_hidden.0",
          tower.activation(pixels, HookPoint.parse("vision.embeddings", Tower.VISION)),
          HIDDEN);
      for (int l = 0; l < tower.layers(); l++) {
        fixture.assertClose(
            "vision_hidden." + (l + 1),
            tower.activation(pixels, HookPoint.out(Tower.VISION, l)),
            HIDDEN);
      }
      NDArray last = tower.run(tower.embed(pixels), 0, tower.layers());
      fixture.assertClose("pooled", tower.pooled(last), HIDDEN);
      fixture.assertClose("pooled", tower.pooledFrom(tower.embed(pixels), 0), HIDDEN);
      NDArray imageEmbeddings = model.imageEmbeddings(pixels);
      fixture.assertClose("image_embeds", imageEmbeddings, HIDDEN);

      NDArray texts = model.textEmbeddings(ModelFixture.strings(fixture.json().get("captions")));
      fixture.assertClose("text_embeds", texts, HIDDEN);
      assertEquals(Math.exp(fixture.floats("logit_scale")[0]), model.logitScale(), 1e-4);
      NDArray logits =
          imageEmbeddings
              .normalize(2, 1)
              .matMul(texts.normalize(2, 1).transpose())
              .mul(model.logitScale());
      fixture.assertClose("logits_per_image", logits, LOGITS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"clip", "clip-gelu"})
  void aVectorAddedAfterALayerGoesThroughTheRest(String name) {
    try (ModelFixture fixture = new ModelFixture(name);
        NDManager manager = Torch.newManager();
        DualEncoder model = ModelFolder.openDual(fixture.folder(), manager)) {
      var steer = fixture.json().getAsJsonObject("steer");
      int layer = steer.get("layer").getAsInt();
      NDArray step = fixture.array(manager, "v").mul(steer.get("coefficient").getAsFloat());
      NDArray pixels =
          model.pixels(
              ModelFixture.strings(fixture.json().get("images")).stream()
                  .map(ModelFixture::image)
                  .toList());
      VisionTower tower = model.vision();
      Hooks everywhere = Hooks.NONE.edit(HookPoint.out(Tower.VISION, layer), x -> x.add(step));
      NDArray steered = tower.run(tower.embed(pixels), 0, tower.layers(), everywhere);
      fixture.assertClose("s1.vision_hidden_last", steered, HIDDEN);
      fixture.assertClose("s1.pooled", tower.pooled(steered), HIDDEN);

      NDArray patches = fixture.array(manager, "s2.mask");
      NDArray mask =
          manager.zeros(new ai.djl.ndarray.types.Shape(5, 1)).concat(patches, 1).expandDims(2);
      Hooks masked =
          Hooks.NONE.edit(
              new HookPoint(Tower.VISION, layer + 1, Site.IN), x -> x.add(step.mul(mask)));
      fixture.assertClose(
          "s2.vision_hidden_last",
          tower.run(tower.embed(pixels), 0, tower.layers(), masked),
          HIDDEN);
    }
  }

  @Test
  void theProcessorsPixelsAreTheFixtures() {
    try (ModelFixture fixture = new ModelFixture("clip");
        NDManager manager = Torch.newManager();
        DualEncoder model = ModelFolder.openDual(fixture.folder(), manager)) {
      NDArray pixels = model.pixels(List.of(ModelFixture.image("portrait")));
      fixture.assertClose("portrait.pixel_values", pixels, 1e-6);
    }
  }

  @Test
  void mlpSitesSplitALayerWithoutChangingIt() {
    try (ModelFixture fixture = new ModelFixture("clip");
        NDManager manager = Torch.newManager();
        DualEncoder model = ModelFolder.openDual(fixture.folder(), manager)) {
      NDArray pixels =
          model.pixels(Stream.of("landscape", "portrait").map(ModelFixture::image).toList());
      VisionTower tower = model.vision();
      NDArray[] tapped = new NDArray[2];
      Hooks taps =
          Hooks.NONE
              .tap(new HookPoint(Tower.VISION, 1, Site.MLP_IN), x -> tapped[0] = x)
              .tap(new HookPoint(Tower.VISION, 1, Site.MLP_OUT), x -> tapped[1] = x);
      NDArray whole = tower.run(tower.embed(pixels), 0, 3);
      NDArray split = tower.run(tower.embed(pixels), 0, 3, taps);
      ModelFixture.assertClose("split", whole.toFloatArray(), split.toFloatArray(), 1e-6);
      NDArray in = tower.run(tower.embed(pixels), 0, 2).sub(tapped[1]);
      assertEquals(tapped[0].getShape(), in.getShape());
      // With the MLP's output taken away, the layer leaves residual plus attention.
      NDArray without =
          tower.run(
              tower.embed(pixels),
              0,
              2,
              Hooks.NONE.edit(new HookPoint(Tower.VISION, 1, Site.MLP_OUT), x -> x.mul(0)));
      ModelFixture.assertClose("mlp", in.toFloatArray(), without.toFloatArray(), 1e-5);
    }
  }

  @Test
  void oneTowerHasOneFingerprintUnderEveryKeyLayout(@TempDir Path temporary) throws IOException {
    List<String> seen =
        Stream.of(
                ModelFixture.ROOT.resolve("llava"),
                ModelFixture.ROOT.resolve("llava-legacy-bf16-sharded"),
                KeyLayout.LATE_4.write(temporary.resolve("late")),
                KeyLayout.IN_MEMORY.write(temporary.resolve("memory")))
            .map(
                path -> {
                  try (Folder folder = Folder.open(path)) {
                    return folder.towerFingerprint();
                  }
                })
            .distinct()
            .toList();
    assertEquals(1, seen.size(), seen.toString());
    try (Folder other = Folder.open(ModelFixture.ROOT.resolve("clip"))) {
      assertTrue(!seen.contains(other.towerFingerprint()));
    }
  }

  @Test
  void aSiteThatTheTowerLacksIsRefusedByName() {
    try (ModelFixture fixture = new ModelFixture("clip");
        NDManager manager = Torch.newManager();
        DualEncoder model = ModelFolder.openDual(fixture.folder(), manager)) {
      NDArray pixels = model.pixels(Stream.of("white").map(ModelFixture::image).toList());
      FacetException e =
          assertThrows(
              FacetException.class,
              () -> model.vision().activation(pixels, HookPoint.out(Tower.VISION, 4)));
      assertTrue(e.getMessage().contains("vision.layers.3"), e.getMessage());
    }
  }

  @Test
  void aVisionLanguageFolderIsNoDualEncoder() {
    try (NDManager manager = Torch.newManager()) {
      FacetException e =
          assertThrows(
              FacetException.class,
              () -> ModelFolder.openDual(ModelFixture.ROOT.resolve("llava"), manager));
      assertTrue(e.getMessage().contains("'llava'"), e.getMessage());
    }
  }
}
