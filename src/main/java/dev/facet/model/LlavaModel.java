package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.facet.core.FacetException;
import dev.facet.image.PixelValues;
import java.util.List;

/**
 * LLaVA-1.5 (Liu et al. 2023; transformers {@code LlavaForConditionalGeneration}): CLIP's
 * second-to-last hidden state without CLS, two linear layers, Llama.
 */
public final class LlavaModel extends FolderVlm {

  private final PromptWriter prompts;
  private final ClipVisionTower vision;
  private final Decoder language;
  private final LlavaProjector projector;
  private final int featureLayer;
  private final boolean dropCls;

  LlavaModel(Folder folder, NDManager manager) {
    super(folder, manager);
    this.vision = new ClipVisionTower(ops, config.part("vision_config"), weights);
    this.language = LanguageModels.read(ops, config, "llama", false, weights);
    this.projector = LlavaProjector.read(ops, config, weights, vision.width(), language.width());
    this.featureLayer = featureLayer(config, vision.layers(), -2);
    this.dropCls = config.string("vision_feature_select_strategy", "default").equals("default");
    String placeholder = PromptWriter.placeholder(tokenizer, "<image>");
    this.prompts = prompts(placeholder, placeholder, "USER: <image>\n%s ASSISTANT:");
  }

  /** transformers counts hidden states: -1 is the last, -2 the input of the last layer. */
  static int featureLayer(ModelConfig config, int layers, int otherwise) {
    if (config.has("vision_feature_layer")
        && config.json().root().get("vision_feature_layer").isJsonArray()) {
      throw FacetException.badInput(
          config.json().file()
              + ": 'vision_feature_layer' names several layers; Facet reads models with one");
    }
    int layer = config.integer("vision_feature_layer", otherwise);
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
  public VisionTower vision() {
    return vision;
  }

  @Override
  public LanguageModel language() {
    return language;
  }

  @Override
  public int featureLayer() {
    return featureLayer;
  }

  @Override
  public NDArray project(NDArray hidden, List<PixelValues> images) {
    NDArray patches = dropCls ? hidden.get(new NDIndex(":, 1:")) : hidden;
    return byRow(projector.apply(patches), images);
  }

  @Override
  public Prompt prompt(String question, List<PixelValues> images) {
    int features = vision.tokens() - (dropCls ? 1 : 0);
    return prompts.write(question, images.stream().map(i -> features).toList());
  }
}
