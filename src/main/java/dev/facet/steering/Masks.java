package dev.facet.steering;

import dev.facet.model.Prompt;
import dev.facet.model.VisionLanguageModel;
import dev.facet.tensor.TensorList;
import org.jspecify.annotations.Nullable;

/**
 * Attention masks that live as long as one pass.
 *
 * @param list null where plain causal attention does
 */
record Masks(@Nullable TensorList list) implements AutoCloseable {

  /** Of a prompt from position {@code from} on, with so many draft tokens after it. */
  static Masks of(VisionLanguageModel model, Prompt prompt, int from, int draft) {
    return new Masks(model.masks(prompt, from, draft));
  }

  @Override
  public void close() {
    if (list != null) {
      list.close();
    }
  }
}
