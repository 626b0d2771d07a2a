package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.facet.core.FacetException;
import java.util.Arrays;

/** Puts image features where the prompt keeps their places. */
public final class Merge {

  private Merge() {}

  /**
   * The prompt's tokens from a position on as the language model gets them.
   *
   * @param from first token; no image feature may stand before it
   * @param features of all images [R, number of image features, D]
   * @return [R, prompt length - from, D]
   */
  public static NDArray tokens(
      VisionLanguageModel model, Prompt prompt, int from, NDArray features) {
    int[] ids = prompt.ids();
    int[] places = prompt.imagePositions();
    long rows = features.getShape().get(0);
    if (places.length != features.getShape().get(1)) {
      throw FacetException.mismatch(
          model.info().name()
              + " makes "
              + features.getShape().get(1)
              + " image features, but its prompt has "
              + places.length
              + " places for them: tokenizer, processor and config.json do not belong together");
    }
    if (places.length > 0 && from > prompt.prefix()) {
      throw new IllegalArgumentException("an image feature stands before token " + from);
    }
    NDManager manager = features.getManager();
    long[] rest = Arrays.stream(ids, from, ids.length).asLongStream().toArray();
    NDArray words = manager.create(rest).expandDims(0);
    if (places.length == 0) {
      NDArray text = model.language().embed(words);
      return rows == 1
          ? text
          : text.broadcast(new Shape(rows, rest.length, model.language().width()));
    }
    long[] at = Arrays.stream(places).mapToLong(p -> p - from).toArray();
    return model.language().embed(words, manager.create(at), features);
  }
}
