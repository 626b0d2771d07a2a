package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.facet.image.PixelValues;
import dev.facet.tensor.Weights;
import java.util.List;

/**
 * Qwen2.5-VL (Bai et al. 2025; transformers {@code Qwen2_5_VLForConditionalGeneration}): pictures
 * of their own size, 2 x 2 patches merged to one feature, Qwen2 with rotary positions in time, row
 * and column.
 */
public final class QwenVlModel extends FolderVlm {

  private final QwenVisionTower vision;
  private final Decoder language;
  private final Linear up;
  private final Linear down;
  private final String image;
  private final PromptWriter prompts;

  QwenVlModel(Folder folder, NDManager manager) {
    super(folder, manager);
    ModelConfig tower = config.part("vision_config");
    this.vision = new QwenVisionTower(ops, tower, weights, nativeSize());
    this.language = LanguageModels.read(ops, config, "qwen2_5_vl_text", false, weights);
    Weights w = weights.find("merger", "merger.mlp.0.weight", List.of("visual.", "model.visual."));
    long wide = (long) vision.width() * vision.merge() * vision.merge();
    this.up = Linear.read(ops, w, "merger.mlp.0", wide, wide);
    this.down = Linear.read(ops, w, "merger.mlp.2", wide, language.width());
    this.image = PromptWriter.placeholder(tokenizer, "<|image_pad|>");
    this.prompts =
        prompts(image, image, "<|im_start|>user\n<image>\n%s<|im_end|>\n<|im_start|>assistant\n");
  }

  @Override
  public VisionTower vision() {
    return vision;
  }

  @Override
  public VisionTower vision(List<PixelValues> images) {
    return vision.with(QwenLayout.grids(images));
  }

  @Override
  public LanguageModel language() {
    return language;
  }

  @Override
  public int featureLayer() {
    return vision.layers();
  }

  /** [P, 3 · frames · patch²], as transformers has it. */
  @Override
  public NDArray pixelArray(List<PixelValues> images) {
    NDArray all = super.pixelArray(images);
    return all.reshape(new Shape(all.getShape().get(0), -1));
  }

  @Override
  public NDArray project(NDArray hidden, List<PixelValues> images) {
    QwenVisionTower tower = vision.with(QwenLayout.grids(images));
    int unit = vision.merge() * vision.merge();
    NDArray normed = tower.postNorm(hidden);
    long rows = hidden.getShape().get(0);
    NDArray blocks =
        normed.reshape(
            new Shape(rows, hidden.getShape().get(1) / unit, (long) unit * vision.width()));
    NDArray features =
        ops.call(
            hidden.getManager(),
            "mlp",
            blocks,
            up.weight(),
            up.bias(),
            down.weight(),
            down.bias(),
            Activation.GELU.ordinal());
    NDArray order = hidden.getManager().create(tower.layout().back());
    return ops.call(hidden.getManager(), "pick_tokens", features, order);
  }

  @Override
  public Prompt prompt(String question, List<PixelValues> images) {
    int unit = vision.merge() * vision.merge();
    Prompt counted = prompts.write(question, images.stream().map(i -> i.tiles() / unit).toList());
    return new Prompt(
        counted.text(), counted.ids(), counted.imagePositions(), positions(counted, images));
  }

  /**
   * transformers' {@code get_rope_index}: text counts on, an image is a plane of rows and columns.
   */
  private TokenPositions positions(Prompt prompt, List<PixelValues> images) {
    int[][] at = new int[3][prompt.length()];
    int[] places = prompt.imagePositions();
    int used = 0;
    int next = 0;
    int token = 0;
    for (PixelValues picture : images) {
      int first = places[used];
      for (; token < first; token++, next++) {
        at[0][token] = at[1][token] = at[2][token] = next;
      }
      int rows = picture.rows() / vision.merge();
      int columns = picture.columns() / vision.merge();
      for (int p = 0; p < rows * columns; p++, token++) {
        at[0][token] = next;
        at[1][token] = next + p / columns;
        at[2][token] = next + p % columns;
      }
      used += rows * columns;
      next += Math.max(rows, columns);
    }
    for (; token < prompt.length(); token++, next++) {
      at[0][token] = at[1][token] = at[2][token] = next;
    }
    return new TokenPositions(at);
  }
}
