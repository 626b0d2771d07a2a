package dev.facet.model;

import ai.djl.ndarray.NDArray;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Site;
import dev.facet.core.HookPoint.Tower;

/**
 * A run of transformer layers that can be stopped at every hook point. Stretches without hooks are
 * one call.
 */
interface LayerStack {

  /** Whole layers [from, to): residual in, residual out. */
  NDArray layers(NDArray x, int from, int to);

  /** The first half of a layer: residual plus attention. */
  NDArray attend(NDArray x, int layer);

  /** The normalised input of the layer's MLP. */
  NDArray mlpIn(NDArray residual, int layer);

  /** The MLP alone. */
  NDArray mlp(NDArray normed, int layer);

  /** Residual plus the MLP's output, which may be scaled or normalised on the way. */
  NDArray mlpAdd(NDArray residual, NDArray mlpOut, int layer);

  /**
   * From the residual at index {@code from}, its own edits already applied, to index {@code to},
   * edits there included.
   */
  default NDArray run(Tower tower, NDArray start, int from, int to, Hooks hooks) {
    NDArray x = start;
    int done = from;
    for (int layer = from; layer < to; layer++) {
      if (hooks.hasMlp(tower, layer)) {
        x = done < layer ? layers(x, done, layer) : x;
        NDArray h = attend(x, layer);
        NDArray n = hooks.apply(new HookPoint(tower, layer, Site.MLP_IN), mlpIn(h, layer));
        NDArray m = hooks.apply(new HookPoint(tower, layer, Site.MLP_OUT), mlp(n, layer));
        x = hooks.residual(tower, layer + 1, mlpAdd(h, m, layer));
        done = layer + 1;
      } else if (hooks.hasResidual(tower, layer + 1)) {
        x = hooks.residual(tower, layer + 1, layers(x, done, layer + 1));
        done = layer + 1;
      }
    }
    return done < to ? layers(x, done, to) : x;
  }
}
