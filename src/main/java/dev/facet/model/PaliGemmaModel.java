package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.facet.image.PixelValues;
import dev.facet.tensor.TensorList;
import java.util.List;

/**
 * PaliGemma (Beyer et al. 2024): SigLIP, one linear layer, Gemma; the whole prompt sees itself both
 * ways. No chat template: image tokens, begin token, question, newline.
 */
public final class PaliGemmaModel extends FolderVlm {

  private final SiglipVisionTower vision;
  private final Decoder language;
  private final Linear projector;
  private final String image;
  private final int imageToken;

  PaliGemmaModel(Folder folder, NDManager manager) {
    super(folder, manager);
    this.vision = new SiglipVisionTower(ops, config.part("vision_config"), weights);
    this.language = LanguageModels.read(ops, config, "gemma", true, weights);
    this.projector =
        Linear.read(
            ops,
            LlavaProjector.find(weights, "linear.weight"),
            "linear",
            vision.width(),
            language.width());
    this.image = PromptWriter.placeholder(tokenizer, "<image>");
    this.imageToken = tokenizer.requireId(image);
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
    return vision.layers();
  }

  @Override
  public NDArray project(NDArray hidden, List<PixelValues> images) {
    return byRow(projector.apply(vision.postNorm(hidden)), images);
  }

  @Override
  public Prompt prompt(String question, List<PixelValues> images) {
    String expanded =
        image.repeat(vision.grid().patches() * images.size())
            + named("bos_token", "<bos>")
            + question
            + "\n";
    return PromptWriter.of(
        image.repeat(images.size()) + question, tokenizer.encode(expanded, false), imageToken);
  }

  @Override
  public TensorList masks(Prompt prompt, int from, int answer) {
    int asked = prompt.length();
    AttentionMasks.Rule rule = (q, k) -> k <= q || q < asked && k < asked;
    return AttentionMasks.of(manager(), from, asked + answer, rule, rule);
  }
}
