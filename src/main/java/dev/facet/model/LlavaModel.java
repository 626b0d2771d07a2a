package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.facet.core.FacetException;
import dev.facet.image.ImageProcessor;
import dev.facet.image.PixelValues;
import dev.facet.image.RgbImage;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.Weights;
import dev.facet.text.Tokenizer;
import java.util.List;
import java.util.Set;

/**
 * LLaVA-1.5 (Liu et al. 2023; transformers {@code LlavaForConditionalGeneration}): CLIP's
 * second-to-last hidden state without CLS, two linear layers, Llama.
 */
public final class LlavaModel implements VisionLanguageModel {

  private final Folder folder;
  private final NDManager manager;
  private final ScriptOps ops;
  private final ImageProcessor processor;
  private final Tokenizer tokenizer;
  private final PromptWriter prompts;
  private final ClipVisionTower vision;
  private final Decoder language;
  private final Linear linear1;
  private final Linear linear2;
  private final Activation activation;
  private final int featureLayer;
  private final boolean dropCls;
  private final Set<Integer> endTokens;

  LlavaModel(Folder folder, NDManager manager) {
    this.folder = folder;
    this.manager = manager;
    this.processor = ImageProcessor.fromFolder(folder.path());
    this.tokenizer = Tokenizer.fromFolder(folder.path());
    ModelConfig config = folder.config();
    Weights w = new Weights(folder.checkpoint(), manager);
    this.ops = NetworkOps.load(manager);
    this.vision = new ClipVisionTower(ops, config.part("vision_config"), w);
    this.language = Llama.read(ops, config.part("text_config"), w);
    Weights projector =
        w.find(
            "projector",
            "linear_1.weight",
            List.of("multi_modal_projector.", "model.multi_modal_projector."));
    this.linear1 = Linear.read(ops, projector, "linear_1", vision.width(), language.width());
    this.linear2 = Linear.read(ops, projector, "linear_2", language.width(), language.width());
    this.activation = config.activation("projector_hidden_act", "gelu");
    this.featureLayer = featureLayer(config, vision.layers());
    this.dropCls = config.string("vision_feature_select_strategy", "default").equals("default");
    this.endTokens = EndTokens.read(folder);
    String placeholder = PromptWriter.placeholder(tokenizer, "<image>");
    int id = config.integer("image_token_index", config.integer("image_token_id", 0));
    this.prompts =
        PromptWriter.of(folder.path(), tokenizer, placeholder, id, "USER: <image>\n%s ASSISTANT:");
  }

  /** transformers counts hidden states: -1 is the last, -2 the input of the last layer. */
  static int featureLayer(ModelConfig config, int layers) {
    if (config.has("vision_feature_layer")
        && config.json().root().get("vision_feature_layer").isJsonArray()) {
      throw FacetException.badInput(
          config.json().file()
              + ": 'vision_feature_layer' names several layers; Facet reads models with one");
    }
    int layer = config.integer("vision_feature_layer", -2);
    int index = layer < 0 ? layers + 1 + layer : layer;
    if (index < 0 || index > layers) {
      throw FacetException.badInput(
          config.json().file()
              + ": 'vision_feature_layer' "
              + layer
              + " does not exist in a tower of "
              + layers
              + " layers");
    }
    return index;
  }

  @Override
  public ModelInfo info() {
    return folder.info(vision, language);
  }

  @Override
  public String fingerprint() {
    return folder.fingerprint();
  }

  @Override
  public String towerFingerprint() {
    return folder.towerFingerprint();
  }

  @Override
  public NDManager manager() {
    return manager;
  }

  @Override
  public VisionTower vision() {
    return vision;
  }

  @Override
  public LanguageModel language() {
    return language;
  }

  @Override
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public Set<Integer> endTokens() {
    return endTokens;
  }

  @Override
  public int featureLayer() {
    return featureLayer;
  }

  @Override
  public PixelValues pixels(RgbImage image) {
    return processor.process(image);
  }

  @Override
  public int[] nativeSize() {
    return processor.nativeSize();
  }

  @Override
  public NDArray pixelArray(List<PixelValues> images) {
    return Pixels.batch(manager, images);
  }

  @Override
  public NDArray project(NDArray hidden, List<PixelValues> images) {
    NDArray patches = dropCls ? hidden.get(new NDIndex(":, 1:")) : hidden;
    NDArray features =
        ops.call(
            manager,
            "mlp",
            patches,
            linear1.weight(),
            linear1.bias(),
            linear2.weight(),
            linear2.bias(),
            activation.ordinal());
    long rows = hidden.getShape().get(0) / images.size();
    return features.reshape(rows, -1, language.width());
  }

  @Override
  public Prompt prompt(String question, List<PixelValues> images) {
    int features = vision.tokens() - (dropCls ? 1 : 0);
    return prompts.write(question, images.stream().map(i -> features).toList());
  }

  @Override
  public void close() {
    ops.close();
    tokenizer.close();
    manager.close();
    folder.close();
  }
}
