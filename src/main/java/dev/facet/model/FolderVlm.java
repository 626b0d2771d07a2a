package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.facet.image.PixelValues;
import dev.facet.text.Tokenizer;
import java.util.List;
import java.util.Set;

/** What the families that write text share: the two networks, end tokens and prompts. */
abstract class FolderVlm extends ImageTextModel implements VisionLanguageModel {

  private final Set<Integer> endTokens;

  FolderVlm(Folder folder, NDManager manager) {
    super(folder, manager);
    this.endTokens = EndTokens.read(folder);
  }

  @Override
  public ModelInfo info() {
    return folder.info(vision(), language());
  }

  @Override
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public Set<Integer> endTokens() {
    return endTokens;
  }

  /** Features of every tile [R·N, f, D] to those of every row [R, N·f, D]. */
  static NDArray byRow(NDArray features, List<PixelValues> images) {
    int tiles = images.stream().mapToInt(PixelValues::tiles).sum();
    Shape s = features.getShape();
    return features.reshape(s.get(0) / tiles, tiles * s.get(1), s.get(2));
  }

  /** A token that the tokenizer's configuration names, or what the family calls it. */
  String named(String key, String otherwise) {
    String token = tokenizer.namedToken(key);
    return token == null ? otherwise : token;
  }

  /** Prompts with the image token that config.json names. */
  PromptWriter prompts(String placeholder, String imageToken, String plain) {
    int id = config.integer("image_token_index", config.integer("image_token_id", -1));
    if (id < 0) {
      id = tokenizer.requireId(imageToken);
    }
    return PromptWriter.of(folder.path(), tokenizer, placeholder, id, plain);
  }
}
