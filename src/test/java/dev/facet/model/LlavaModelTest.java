package dev.facet.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import com.google.gson.JsonObject;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.image.ImageReader;
import dev.facet.image.PixelValues;
import dev.facet.tensor.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Parity with transformers' LlavaForConditionalGeneration, in all four key layouts. */
class LlavaModelTest {

  @ParameterizedTest
  @EnumSource(KeyLayout.class)
  void everyKeyLayoutAgreesWithTransformers(KeyLayout layout, @TempDir Path folder)
      throws IOException {
    agrees(layout.write(folder.resolve("model")));
  }

  @Test
  void bf16ShardsUnderOldNamesAgreeWithTransformers() {
    agrees(ModelFixture.ROOT.resolve("llava-legacy-bf16-sharded"));
  }

  private static void agrees(Path folder) {
    try (ModelFixture fixture = new ModelFixture("llava");
        NDManager manager = Torch.newManager();
        VisionLanguageModel model = ModelFolder.openVlm(folder, manager)) {
      JsonObject run = fixture.run("landscape");
      List<PixelValues> images =
          List.of(
              model.pixels(ImageReader.read(ModelFixture.ROOT.resolve("images/landscape.png"))));
      Prompt prompt = model.prompt(fixture.json().get("prompt").getAsString(), images);
      assertEquals(run.get("prompt_text").getAsString(), prompt.text());
      assertEquals(
          ModelFixture.ints(run.get("input_ids")), Arrays.stream(prompt.ids()).boxed().toList());

      NDArray pixels = model.pixelArray(images);
      fixture.assertClose("landscape.pixel_values", pixels, 1e-6);
      VisionTower tower = model.vision();
      for (int l = 0; l <= tower.layers(); l++) {
        fixture.assertClose(
            "landscape.vision_hidden." + l, tower.run(tower.embed(pixels), 0, l), 1e-4);
      }
      NDArray features =
          model.project(tower.run(tower.embed(pixels), 0, model.featureLayer()), images);
      fixture.assertClose("landscape.image_features", features, 1e-4);

      LanguageModel lm = model.language();
      KvCache cache = lm.newCache(manager, 1, prompt.length() + 32);
      NDArray x = Merge.tokens(model, prompt, 0, features);
      fixture.assertClose("landscape.lm_hidden.0", x, 1e-4);
      for (int l = 1; l < lm.layers(); l++) {
        fixture.assertClose(
            "landscape.lm_hidden." + l, lm.run(x, cache, 0, l, Hooks.NONE, null), 1e-4);
      }
      NDArray last = lm.run(x, cache, 0, lm.layers(), Hooks.NONE, null);
      fixture.assertClose("landscape.lm_hidden." + lm.layers(), lm.postNorm(last), 1e-4);
      cache.advance(prompt.length());
      NDArray logits = lm.logits(last.get(new NDIndex(":, -1")));
      fixture.assertClose("landscape.prefill_logits", logits, 1e-3);

      LanguageModel.Choice first = lm.pick(logits);
      List<Integer> expected = ModelFixture.ints(run.getAsJsonObject("unsteered").get("ids"));
      LanguageModel.Choice rest = lm.greedy(first.ids(), expected.size() - 1, Set.of(), cache);
      List<Integer> ids = new ArrayList<>(List.of((int) first.ids().toLongArray()[0]));
      Arrays.stream(rest.ids().toLongArray()).forEach(id -> ids.add((int) id));
      assertEquals(expected, ids);
      cache.rewind(prompt.length());
      LanguageModel.Choice ended =
          lm.greedy(first.ids(), expected.size() - 1, Set.of(expected.get(2)), cache);
      int end = expected.subList(1, expected.size()).indexOf(expected.get(2)) + 1;
      assertEquals(end, ended.ids().size());
      assertEquals(prompt.length() + end, cache.length());
      double sum = first.logProbs().toFloatArray()[0];
      for (float p : rest.logProbs().toFloatArray()) {
        sum += p;
      }
      assertEquals(
          run.getAsJsonObject("unsteered").get("mean_logprob").getAsDouble(),
          sum / ids.size(),
          1e-4);
      assertEquals(
          run.getAsJsonObject("unsteered").get("text").getAsString(),
          model.tokenizer().decode(ids.stream().mapToInt(Integer::intValue).toArray(), true));
      cache.close();
    }
  }

  @Test
  void tokensInPiecesEqualTokensAtOnce() {
    try (ModelFixture fixture = new ModelFixture("llava");
        NDManager manager = Torch.newManager();
        VisionLanguageModel model = ModelFolder.openVlm(fixture.folder(), manager)) {
      NDArray embeddings = fixture.array(manager, "landscape.lm_hidden.0").expandDims(0);
      LanguageModel lm = model.language();
      KvCache whole = lm.newCache(manager, 1, 64);
      NDArray atOnce = lm.run(embeddings, whole, 0, lm.layers(), Hooks.NONE, null);
      KvCache parts = lm.newCache(manager, 1, 64);
      NDArray last = null;
      for (int[] piece : new int[][] {{0, 10}, {10, 11}, {11, 50}, {50, 56}}) {
        NDArray x = embeddings.get(new NDIndex(":, {}:{}", piece[0], piece[1]));
        NDArray low = lm.run(x, parts, 0, 2, Hooks.NONE, null);
        last = lm.run(low, parts, 2, lm.layers(), Hooks.NONE, null);
        parts.advance(piece[1] - piece[0]);
      }
      ModelFixture.assertClose(
          "last piece",
          atOnce.get(new NDIndex(":, 50:")).toFloatArray(),
          last.toFloatArray(),
          5e-5);
      KvCache shared = lm.newCache(manager, 3, 70);
      shared.copyFrom(parts, 50, lm.layers());
      shared.advance(50);
      NDArray tail = embeddings.get(new NDIndex(":, 50:")).repeat(0, 3);
      NDArray three = lm.run(tail, shared, 0, lm.layers(), Hooks.NONE, null);
      ModelFixture.assertClose("third row", last.toFloatArray(), three.get(2).toFloatArray(), 5e-5);
      whole.close();
      parts.close();
      shared.close();
    }
  }

  @Test
  void aHookInTheLanguageModelSeesEveryPosition() {
    try (ModelFixture fixture = new ModelFixture("llava");
        NDManager manager = Torch.newManager();
        VisionLanguageModel model = ModelFolder.openVlm(fixture.folder(), manager)) {
      NDArray x = fixture.array(manager, "landscape.lm_hidden.0").expandDims(0);
      int layer = fixture.json().getAsJsonObject("hooks").get("lm_layer_index").getAsInt();
      float strength =
          fixture.run("landscape").getAsJsonObject("s5").get("coefficient").getAsFloat();
      NDArray step = fixture.array(manager, "w").mul(strength);
      LanguageModel lm = model.language();
      KvCache cache = lm.newCache(manager, 1, 64);
      NDArray last =
          lm.run(
              x,
              cache,
              0,
              lm.layers(),
              Hooks.NONE.edit(HookPoint.out(Tower.LANGUAGE, layer), h -> h.add(step)),
              null);
      fixture.assertClose(
          "landscape.s5.prefill_logits", lm.logits(last.get(new NDIndex(":, -1"))), 1e-3);
      cache.close();
    }
  }
}
