package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.facet.core.FacetException;
import dev.facet.image.PixelValues;
import dev.facet.tensor.TensorList;
import dev.facet.tensor.Weights;
import java.util.List;

/**
 * Gemma 3 (transformers {@code Gemma3ForConditionalGeneration}): SigLIP, patches averaged to a
 * smaller grid, one norm and one matrix; the tokens of an image see each other both ways.
 */
public final class Gemma3Model extends FolderVlm {

  private final SiglipVisionTower vision;
  private final Decoder language;
  private final NDArray projection;
  private final Norm norm;
  private final int side;
  private final int window;
  private final PromptWriter prompts;
  private final String begin;
  private final String image;
  private final String end;

  Gemma3Model(Folder folder, NDManager manager) {
    super(folder, manager);
    this.vision = new SiglipVisionTower(ops, config.part("vision_config"), weights);
    ModelConfig text = config.part("text_config");
    this.language = LanguageModels.read(ops, config, "gemma3_text", true, weights);
    this.window = text.size("sliding_window", 4096);
    Weights w = LlavaProjector.find(weights, "mm_input_projection_weight");
    this.projection = w.get("mm_input_projection_weight", vision.width(), language.width());
    NDArray gain = w.get("mm_soft_emb_norm.weight", vision.width());
    gain.addi(1);
    double eps = config.part("vision_config").number("layer_norm_eps", 1e-6);
    this.norm = new Norm(ops, gain, w.none(), eps);
    this.side = (int) Math.round(Math.sqrt(config.size("mm_tokens_per_image", 256)));
    if (vision.grid().rows() % side != 0) {
      throw FacetException.badInput(
          folder.path() + ": " + side + " x " + side + " image tokens do not divide the patches");
    }
    this.begin = named("boi_token", "<start_of_image>");
    this.image = PromptWriter.placeholder(tokenizer, "<image_soft_token>");
    this.end = named("eoi_token", "<end_of_image>");
    this.prompts = prompts(begin, image, "<image>\n%s");
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
    NDArray x = vision.postNorm(hidden);
    long batch = x.getShape().get(0);
    int step = vision.grid().rows() / side;
    NDArray cells = x.reshape(new Shape(batch, side, step, side, step, vision.width()));
    NDArray pooled =
        cells
            .mean(new int[] {4})
            .mean(new int[] {2})
            .reshape(batch, (long) side * side, vision.width());
    return byRow(norm.apply(pooled).matMul(projection), images);
  }

  @Override
  public Prompt prompt(String question, List<PixelValues> images) {
    String expanded = "\n\n" + begin + image.repeat(side * side) + end + "\n\n";
    return prompts.write(question, images.size(), i -> expanded);
  }

  @Override
  public TensorList masks(Prompt prompt, int from, int answer) {
    int length = prompt.length() + answer;
    int[] block = new int[length];
    int[] places = prompt.imagePositions();
    for (int i = 0; i < places.length; i++) {
      boolean follows = i > 0 && places[i - 1] == places[i] - 1;
      block[places[i]] = follows ? block[places[i - 1]] : i + 1;
    }
    AttentionMasks.Rule full = (q, k) -> k <= q || block[q] != 0 && block[q] == block[k];
    return AttentionMasks.of(
        manager(), from, length, full, (q, k) -> full.sees(q, k) && q - k < window);
  }
}
