package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.tensor.TensorList;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A causal language model: B sequences of equal length, width D, vocabulary V. */
public interface LanguageModel {

  int layers();

  /** D. */
  int width();

  /** V, which may be larger than the tokenizer's. */
  int vocabulary();

  /** Positions that the model was made for. */
  int context();

  /**
   * An empty cache for {@code batch} sequences of at most {@code capacity} tokens.
   *
   * @throws dev.facet.core.FacetException when these are more than {@link #context}
   */
  KvCache newCache(NDManager manager, int batch, int capacity);

  /** {@code ids} int64 [B, T] to the residual at index 0 [B, T, D]. */
  NDArray embed(NDArray ids);

  /**
   * Token ids [1, T] to embeddings [R, T, D], with image features in place of some.
   *
   * @param places int64 [F], which tokens the features stand for
   * @param features [R, F, D]
   */
  NDArray embed(NDArray ids, NDArray places, NDArray features);

  /**
   * Layers [from, to) for the tokens that follow those in the cache, whose keys and values are
   * written there; {@link KvCache#advance} is the caller's, after the last layer.
   *
   * @param x residual at index {@code from} [B, T, D], its edits already applied
   * @param masks what each new token may attend to, one mask [T, length + T] (0 or -infinity) a
   *     kind of layer, or null for causal
   * @return residual at index {@code to}, edits there included
   */
  NDArray run(NDArray x, KvCache cache, int from, int to, Hooks hooks, @Nullable TensorList masks);

  /**
   * Layers [from, end) as {@link #run} does it, for answers that read the last tokens alone: the
   * last layer writes all keys and values and computes nothing else for the tokens before.
   *
   * @param keep number of tokens wanted
   * @return residual after the last layer [B, keep, D]
   */
  NDArray runToEnd(
      NDArray x, KvCache cache, int from, Hooks hooks, @Nullable TensorList masks, int keep);

  /** The residual after the last layer [.., D] through the last norm [.., D]. */
  NDArray postNorm(NDArray x);

  /** The residual after the last layer [.., D] to logits [.., V]. */
  NDArray logits(NDArray x);

  /** The most probable token of each row of logits [.., V] and its log probability. */
  Choice pick(NDArray logits);

  /**
   * Greedy decoding in one call.
   *
   * @param ids the last token of each sequence, int64 [B]; its keys are not in the cache yet
   * @param steps most tokens
   * @param ends tokens after which no more are chosen; with several sequences none may be given
   * @return the tokens that follow, [B, at most steps]; the cache advances by as many
   */
  Choice greedy(NDArray ids, int steps, Set<Integer> ends, KvCache cache);

  /**
   * Steps that one call of {@link #greedy} may take while somebody waits: more than one where that
   * is done within some milliseconds.
   */
  int stride();

  /**
   * Tokens and what the model thought of them.
   *
   * @param ids int64
   * @param logProbs natural log probability at temperature 1, fp32, same shape
   */
  record Choice(NDArray ids, NDArray logProbs) {}

  /**
   * @throws FacetException when this model lacks the site
   */
  default void require(HookPoint site) {
    boolean here =
        site.tower() == Tower.LANGUAGE
            && site.layer() < layers()
            && site.site() != HookPoint.Site.POOLED
            && site.site() != HookPoint.Site.PROJECTION;
    if (!here) {
      throw FacetException.notFound(
          "The language model has no "
              + site
              + "; it has language.layers.0 to language.layers."
              + (layers() - 1)
              + " (in, out, mlp_in, mlp_out), language.embeddings and language.post_norm");
    }
  }
}
