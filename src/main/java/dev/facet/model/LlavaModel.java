package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.facet.core.FacetException;
import dev.facet.image.PixelValues;
import java.util.Arrays;
import java.util.List;

/**
 * LLaVA-1.5 (Liu et al. 2023; transformers {@code LlavaForConditionalGeneration}): CLIP's
 * second-to-last hidden state without CLS, two linear layers, Llama.
 */
public sealed class LlavaModel extends FolderVlm permits LlavaNextModel {

  private final PromptWriter prompts;
  private final VisionTower vision;
  private final Decoder language;
  private final LlavaProjector projector;
  private final int[] featureLayers;
  private final boolean dropCls;

  LlavaModel(Folder folder, NDManager manager) {
    super(folder, manager);
    this.vision = VisionTowers.read(ops, config, weights);
    this.language = LanguageModels.read(ops, config, "llama", false, weights);
    this.featureLayers = FeatureLayers.several(config, vision.layers());
    this.projector =
        LlavaProjector.read(
            ops, config, weights, vision.width() * featureLayers.length, language.width());
    this.dropCls = dropsFirst(config);
    String placeholder = PromptWriter.placeholder(tokenizer, "<image>");
    this.prompts = prompts(placeholder, placeholder, "USER: <image>\n%s ASSISTANT:");
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
    return Arrays.stream(featureLayers).max().orElseThrow();
  }

  @Override
  public int[] featureLayers() {
    return featureLayers.clone();
  }

  /**
   * Whether the first token of a tile is left out, as {@code vision_feature_select_strategy} says.
   *
   * @throws FacetException when it says neither "default" nor "full"
   */
  static boolean dropsFirst(ModelConfig config) {
    String strategy = config.string("vision_feature_select_strategy", "default");
    return switch (strategy) {
      case "default" -> true;
      case "full" -> false;
      default ->
          throw FacetException.badInput(
              config.json().file()
                  + ": 'vision_feature_select_strategy' must be default or full, found '"
                  + strategy
                  + "'");
    };
  }

  /** What the language model gets of every tile [B, patches, D]. */
  final NDArray projected(NDArray hidden) {
    return projector.apply(dropCls ? hidden.get(new NDIndex(":, 1:")) : hidden);
  }

  /** Patches of a tile. */
  final int patches() {
    return vision.tokens() - (dropCls ? 1 : 0);
  }

  /** How many places an image takes in a prompt. */
  int features(PixelValues image) {
    return patches();
  }

  @Override
  public NDArray project(NDArray hidden, List<PixelValues> images) {
    return byRow(projected(hidden), images);
  }

  @Override
  public Prompt prompt(String question, List<PixelValues> images) {
    return prompts.write(question, images.stream().map(this::features).toList());
  }
}
