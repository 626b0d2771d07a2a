package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.facet.image.PixelValues;
import dev.facet.tensor.Weights;
import java.util.List;

/**
 * InternVL 2.5 and 3 in transformers' layout ({@code InternVLForConditionalGeneration}): InternViT
 * without its CLS, pixel shuffle, norm and two linear layers, Qwen2; tiles, the thumbnail last.
 */
public final class InternVlModel extends FolderVlm {

  /** torch.nn.LayerNorm's own default, which the projector uses. */
  private static final double EPS = 1e-5;

  private final InternVlVisionTower vision;
  private final Decoder language;
  private final Norm norm;
  private final LlavaProjector projector;
  private final int scale;
  private final int featureLayer;
  private final String image;
  private final String begin;
  private final String end;
  private final PromptWriter prompts;

  InternVlModel(Folder folder, NDManager manager) {
    super(folder, manager);
    this.vision = new InternVlVisionTower(ops, config.part("vision_config"), weights);
    this.language = LanguageModels.read(ops, config, "qwen2", true, weights);
    this.scale = (int) Math.round(1 / config.number("downsample_ratio", 0.5));
    this.featureLayer = FeatureLayers.one(config, vision.layers(), -1);
    int wide = vision.width() * scale * scale;
    Weights w = LlavaProjector.find(weights, "layer_norm.weight");
    this.norm = Norm.read(ops, w, "layer_norm", wide, EPS);
    this.projector = LlavaProjector.read(ops, config, weights, wide, language.width());
    this.image = named("context_image_token", "<IMG_CONTEXT>");
    this.begin = named("start_image_token", "<img>");
    this.end = named("end_image_token", "</img>");
    this.prompts = prompts(image, image, "<image>\n%s");
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
    NDArray x = featureLayer == vision.layers() ? vision.postNorm(hidden) : hidden;
    NDArray shuffled = PixelShuffle.apply(x.get(new NDIndex(":, 1:")), vision.grid(), scale);
    return byRow(projector.apply(norm.apply(shuffled)), images);
  }

  @Override
  public Prompt prompt(String question, List<PixelValues> images) {
    int each = vision.grid().patches() / (scale * scale);
    return prompts.write(
        question, images.size(), i -> begin + image.repeat(each * images.get(i).tiles()) + end);
  }
}
