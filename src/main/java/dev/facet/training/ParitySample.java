package dev.facet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import com.google.gson.Gson;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionSpec;
import dev.facet.core.HookPoint;
import dev.facet.demo.ConceptTable;
import dev.facet.demo.DemoPainter;
import dev.facet.demo.QuestionKind;
import dev.facet.image.PixelValues;
import dev.facet.image.RgbImage;
import dev.facet.model.DualEncoder;
import dev.facet.model.Hooks;
import dev.facet.model.KvCache;
import dev.facet.model.ModelFolder;
import dev.facet.model.Prompt;
import dev.facet.model.VisionLanguageModel;
import dev.facet.sae.Sae;
import dev.facet.sae.SaeReader;
import dev.facet.steering.SteeringEngine;
import dev.facet.steering.SteeringSetup;
import dev.facet.tensor.NdScope;
import dev.facet.tensor.Torch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What Facet computes from the shipped models on a few held-out images, as JSON, for a comparison
 * with Python's transformers ({@code bench/check_transformers.py}).
 */
public final class ParitySample {

  private static final int IMAGES = 8;
  private static final int MAX_TOKENS = 24;
  private static final List<String> TEXTS =
      List.of("a dog", "several dogs", "a blank white image", "a cat and a key on red stripes");

  private final Path models;
  private final HeldOutImages heldOut =
      new HeldOutImages(new DemoPainter(ConceptTable.load()), TowerShape.DEMO.grid());

  /**
   * @param models folder with {@code clip}, {@code sae}, {@code llava} and {@code llava-small}
   */
  public ParitySample(Path models) {
    this.models = models;
  }

  /** Computes and writes everything down. */
  public String json() {
    List<RgbImage> images =
        IntStream.range(0, IMAGES).mapToObj(i -> heldOut.paint(i).image()).toList();
    Map<String, Object> out = new LinkedHashMap<>();
    HookPoint hook = HookPoint.out(HookPoint.Tower.VISION, TowerShape.DEMO.tap());
    try (DualEncoder clip = ModelFolder.openDual(models.resolve("clip"), Torch.newManager());
        Sae sae = SaeReader.open(models.resolve("sae"), Torch.newManager());
        NdScope scope = new NdScope()) {
      NDArray pixels = clip.pixels(images);
      out.put("layer", hook.layer());
      out.put("shape", pixels.getShape().getShape());
      out.put("pixels", pixels.toFloatArray());
      out.put("image_embeddings", rows(clip.imageEmbeddings(pixels)));
      out.put("texts", TEXTS);
      out.put("text_embeddings", rows(clip.textEmbeddings(TEXTS)));
      NDArray tokens = clip.vision().activation(pixels, hook).get(new NDIndex(":, 1:"));
      out.put("codes", sae.encode(tokens).toFloatArray());
    }
    for (String name : List.of("llava", "llava-small")) {
      out.put(name, captioner(name, images));
    }
    return new Gson().toJson(out) + "\n";
  }

  private Map<String, Object> captioner(String name, List<RgbImage> images) {
    String question = QuestionKind.DESCRIBE.prompts().getFirst();
    List<String> captions = new ArrayList<>();
    List<float[]> logits = new ArrayList<>();
    String prompt = "";
    try (VisionLanguageModel model =
        ModelFolder.openVlm(models.resolve(name), Torch.newManager())) {
      SteeringSetup plain = SteeringSetup.of(model, null, "");
      SteeringSetup setup =
          new SteeringSetup(
              model,
              null,
              null,
              id -> heldOut.paint(Integer.parseInt(id)).image(),
              List.of(),
              "",
              plain.provenance(),
              SteeringSetup.DEFAULT_CACHE_BYTES);
      try (SteeringEngine engine = new SteeringEngine(setup)) {
        for (int i = 0; i < images.size(); i++) {
          CaptionSpec spec = CaptionSpec.greedy("corpus:" + i, question, List.of(), MAX_TOKENS);
          captions.add(engine.caption(spec, text -> {}, Cancellation.NONE).text());
          List<PixelValues> one = List.of(model.pixels(images.get(i)));
          Prompt asked = model.prompt(question, one);
          prompt = asked.text();
          logits.add(logits(model, asked, one));
        }
      }
    }
    return Map.of("prompt", prompt, "captions", captions, "logits", logits);
  }

  /** Logits of the first answer token. */
  private static float[] logits(VisionLanguageModel model, Prompt prompt, List<PixelValues> image) {
    NDManager manager = model.manager();
    int length = prompt.ids().length;
    int[] at = prompt.imagePositions();
    try (NdScope scope = new NdScope();
        KvCache cache = model.language().newCache(manager, 1, length + 1)) {
      NDArray hidden =
          model
              .vision()
              .run(model.vision().embed(model.pixelArray(image)), 0, model.featureLayer());
      long[] ids = Arrays.stream(prompt.ids()).asLongStream().toArray();
      NDArray words = model.language().embed(manager.create(ids).reshape(1, length));
      NDArray x =
          NDArrays.concat(
              new NDList(
                  words.get(new NDIndex(":, :{}", at[0])),
                  model.project(hidden, image),
                  words.get(new NDIndex(":, {}:", at[at.length - 1] + 1))),
              1);
      NDArray y = model.language().run(x, cache, 0, model.language().layers(), Hooks.NONE, null);
      return model.language().logits(y.get(new NDIndex(":, -1"))).toFloatArray();
    }
  }

  private static float[][] rows(NDArray matrix) {
    int width = (int) matrix.getShape().get(1);
    float[] flat = matrix.toFloatArray();
    float[][] rows = new float[flat.length / width][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
    }
    return rows;
  }
}
