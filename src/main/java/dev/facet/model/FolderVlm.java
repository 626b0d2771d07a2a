package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.facet.core.Arithmetic;
import dev.facet.image.ImageProcessor;
import dev.facet.image.PixelValues;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.Weights;
import dev.facet.text.Tokenizer;
import java.util.List;
import java.util.Set;

/** What all families share: an open folder with processor, tokenizer and the two networks. */
abstract class FolderVlm implements VisionLanguageModel {

  final ScriptOps ops;
  final ModelConfig config;
  final Weights weights;
  final Tokenizer tokenizer;
  private final Folder folder;
  private final NDManager manager;
  private final ImageProcessor processor;
  private final Set<Integer> endTokens;

  FolderVlm(Folder folder, NDManager manager) {
    this.folder = folder;
    this.manager = manager;
    this.config = folder.config();
    this.processor = ImageProcessor.fromFolder(folder.path());
    this.tokenizer = Tokenizer.fromFolder(folder.path());
    this.endTokens = EndTokens.read(folder);
    this.weights = folder.weights(manager);
    this.ops = NetworkOps.load(manager);
  }

  @Override
  public ModelInfo info() {
    return folder.info(vision(), language());
  }

  @Override
  public Arithmetic.Choice arithmetic() {
    return folder.arithmetic();
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
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public Set<Integer> endTokens() {
    return endTokens;
  }

  @Override
  public ImageProcessor processor() {
    return processor;
  }

  /** Features of every tile [R·N, f, D] to those of every row [R, N·f, D]. */
  static NDArray byRow(NDArray features, List<PixelValues> images) {
    int tiles = images.stream().mapToInt(PixelValues::tiles).sum();
    Shape s = features.getShape();
    return features.reshape(s.get(0) / tiles, tiles * s.get(1), s.get(2));
  }

  /** Prompts with the image token that config.json names. */
  PromptWriter prompts(String placeholder, String imageToken, String plain) {
    int id = config.integer("image_token_index", config.integer("image_token_id", -1));
    if (id < 0) {
      id = tokenizer.requireId(imageToken);
    }
    return PromptWriter.of(folder.path(), tokenizer, placeholder, id, plain);
  }

  @Override
  public void close() {
    ops.close();
    tokenizer.close();
    manager.close();
    folder.close();
  }
}
