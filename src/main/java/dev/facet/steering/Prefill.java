package dev.facet.steering;

import ai.djl.ndarray.NDArray;
import dev.facet.model.KvCache;
import org.jspecify.annotations.Nullable;

/**
 * The prompt's pass, done.
 *
 * @param cache keys and values of the prompt and of the draft
 * @param promptLength tokens of the prompt
 * @param logits after the last prompt token and after every token of the draft [R, 1 + draft, V]
 * @param vision residual that the projector read, edits included [R · tiles, T, D]; null where the
 *     vision tower did not run
 */
record Prefill(KvCache cache, int promptLength, NDArray logits, @Nullable NDArray vision) {}
