package dev.facet.model;

import ai.djl.ndarray.NDArray;
import dev.facet.image.PixelValues;
import dev.facet.tensor.TensorList;
import dev.facet.text.Tokenizer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model that answers questions about images: pixels, vision tower up to {@link #featureLayer},
 * projector, language model. The engine that drives it owns the order of these steps, so that it
 * can edit between them.
 */
public interface VisionLanguageModel extends VisionModel {

  LanguageModel language();

  Tokenizer tokenizer();

  /** Tokens that end an answer. */
  Set<Integer> endTokens();

  /** Highest index of a vision residual that the projector reads: layers above it are not run. */
  int featureLayer();

  /**
   * Indices of all the vision residuals that the projector reads, in its order, {@link
   * #featureLayer} the highest of them; most models have one.
   */
  default int[] featureLayers() {
    return new int[] {featureLayer()};
  }

  /**
   * Image features as the language model gets them: {@code projector.out}.
   *
   * @param hidden vision residuals at the {@link #featureLayers}, side by side [R·N, T, k·D]: R
   *     times all N tiles
   * @param images whose tiles they are
   * @return [R, features of all images, D of the language model]
   */
  NDArray project(NDArray hidden, List<PixelValues> images);

  /**
   * A question about images, the chat template around it.
   *
   * @throws dev.facet.core.FacetException when the template refuses it
   */
  Prompt prompt(String question, List<PixelValues> images);

  /**
   * What tokens may attend to, where that is not simply causal.
   *
   * @param from first token of the prompt that is run
   * @param answer tokens of an answer that follow the prompt in the same pass
   * @return a mask [prompt length - from + answer, prompt length + answer] of 0 and -infinity a
   *     kind of layer, or null for causal; the caller closes it
   */
  default @Nullable TensorList masks(Prompt prompt, int from, int answer) {
    return null;
  }
}
