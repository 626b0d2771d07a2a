package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.facet.tensor.NdScope;
import dev.facet.tensor.TensorList;
import java.util.List;

/** Masks for prompts in which some tokens see ahead. */
final class AttentionMasks {

  /** Tells whether token q sees token k, both by place in prompt and answer. */
  @FunctionalInterface
  interface Rule {
    boolean sees(int q, int k);
  }

  private AttentionMasks() {}

  /**
   * One mask a rule, for the tokens from a place on.
   *
   * @param from first token that is run
   * @param length of prompt and answer
   */
  static TensorList of(NDManager manager, int from, int length, Rule... rules) {
    try (NdScope scope = new NdScope()) {
      NDArray[] masks = new NDArray[rules.length];
      for (int i = 0; i < rules.length; i++) {
        float[] mask = new float[(length - from) * length];
        for (int q = from; q < length; q++) {
          for (int k = 0; k < length; k++) {
            if (!rules[i].sees(q, k)) {
              mask[(q - from) * length + k] = Float.NEGATIVE_INFINITY;
            }
          }
        }
        masks[i] = scope.release(manager.create(mask, new Shape(length - from, length)));
      }
      return new TensorList(List.of(masks));
    }
  }
}
