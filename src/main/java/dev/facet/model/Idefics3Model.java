package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.facet.core.FacetException;
import dev.facet.image.PixelValues;
import dev.facet.tensor.Weights;
import java.util.List;

/**
 * Idefics3 and SmolVLM (transformers {@code Idefics3ForConditionalGeneration}): SigLIP, pixel
 * shuffle, one matrix, Llama; large pictures are split into tiles, the whole picture last.
 */
public final class Idefics3Model extends FolderVlm {

  private static final String FAKE = "<fake_token_around_image>";
  private static final String GLOBAL = "<global-img>";

  private final SiglipVisionTower vision;
  private final Decoder language;
  private final Linear projection;
  private final int scale;
  private final String image;
  private final PromptWriter prompts;

  Idefics3Model(Folder folder, NDManager manager) {
    super(folder, manager);
    this.vision =
        new SiglipVisionTower(ops, config.part("vision_config"), weights, nativeSize()[0], true);
    this.language = LanguageModels.read(ops, config, "llama", false, weights);
    this.scale = config.size("scale_factor", 2);
    if (vision.grid().rows() % scale != 0) {
      throw FacetException.badInput(
          folder.path() + ": 'scale_factor' " + scale + " does not divide the patch grid");
    }
    Weights connector =
        weights.find(
            "connector",
            "modality_projection.proj.weight",
            List.of("model.connector.", "connector."));
    this.projection =
        Linear.read(
            ops,
            connector,
            "modality_projection.proj",
            (long) vision.width() * scale * scale,
            language.width());
    this.image = PromptWriter.placeholder(tokenizer, "<image>");
    this.prompts = prompts(image, image, "User:<image>\n%s\nAssistant:");
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
    NDArray x = PixelShuffle.apply(vision.postNorm(hidden), vision.grid(), scale);
    return byRow(projection.apply(x), images);
  }

  @Override
  public Prompt prompt(String question, List<PixelValues> images) {
    String features = image.repeat(vision.grid().patches() / (scale * scale));
    return prompts.write(question, images.size(), i -> expanded(images.get(i), features));
  }

  private static String expanded(PixelValues picture, String features) {
    String whole = FAKE + GLOBAL + features + FAKE;
    if (picture.tiles() == 1) {
      return whole;
    }
    StringBuilder text = new StringBuilder();
    for (int row = 1; row <= picture.rows(); row++) {
      for (int column = 1; column <= picture.columns(); column++) {
        text.append(FAKE).append("<row_").append(row).append("_col_").append(column).append('>');
        text.append(features);
      }
      text.append('\n');
    }
    return text.append('\n').append(whole).toString();
  }
}
