package dev.facet.model;

import ai.djl.ndarray.NDArray;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Site;
import dev.facet.core.HookPoint.Tower;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What happens to activations on their way through a network: edits and taps, by hook point.
 * Immutable.
 *
 * <p>The residual stream has an index as in Hugging Face's {@code hidden_states}: 0 enters the
 * first layer, i leaves layer i-1. {@code layers.(i-1).out}, {@code layers.i.in} and, for 0, {@code
 * embeddings} are names of the same place, applied in that order.
 */
public final class Hooks {

  /** Leaves everything as it is. */
  public static final Hooks NONE = new Hooks(Map.of());

  private final Map<HookPoint, UnaryOperator<NDArray>> edits;

  private Hooks(Map<HookPoint, UnaryOperator<NDArray>> edits) {
    this.edits = edits;
  }

  /** These hooks and one more edit, applied after any earlier one at the same point. */
  public Hooks edit(HookPoint point, UnaryOperator<NDArray> edit) {
    Map<HookPoint, UnaryOperator<NDArray>> more = new LinkedHashMap<>(edits);
    more.merge(point, edit, (first, second) -> x -> second.apply(first.apply(x)));
    return new Hooks(more);
  }

  /** These hooks and one that only looks. */
  public Hooks tap(HookPoint point, Consumer<NDArray> reader) {
    return edit(
        point,
        x -> {
          reader.accept(x);
          return x;
        });
  }

  public boolean isEmpty() {
    return edits.isEmpty();
  }

  /** The activation after the edits at one point; the same object where there is none. */
  public NDArray apply(HookPoint point, NDArray x) {
    UnaryOperator<NDArray> edit = edits.get(point);
    return edit == null ? x : edit.apply(x);
  }

  /** The residual stream at an index after all edits there. */
  public NDArray residual(Tower tower, int index, NDArray x) {
    if (edits.isEmpty()) {
      return x;
    }
    NDArray y =
        index == 0
            ? apply(new HookPoint(tower, HookPoint.NO_LAYER, Site.EMBEDDINGS), x)
            : apply(HookPoint.out(tower, index - 1), x);
    return apply(new HookPoint(tower, index, Site.IN), y);
  }

  boolean hasResidual(Tower tower, int index) {
    return has(new HookPoint(tower, index, Site.IN))
        || has(
            index == 0
                ? new HookPoint(tower, HookPoint.NO_LAYER, Site.EMBEDDINGS)
                : HookPoint.out(tower, index - 1));
  }

  boolean hasMlp(Tower tower, int layer) {
    return has(new HookPoint(tower, layer, Site.MLP_IN))
        || has(new HookPoint(tower, layer, Site.MLP_OUT));
  }

  /** Whether anything happens in a layer or to what leaves it. */
  boolean touches(Tower tower, int layer) {
    return hasMlp(tower, layer) || hasResidual(tower, layer + 1);
  }

  /**
   * The lowest residual index from {@code from} on above which, up to {@code to}, nothing happens.
   */
  int above(Tower tower, int from, int to) {
    int above = to;
    while (above > from && !touches(tower, above - 1)) {
      above--;
    }
    return above;
  }

  private boolean has(HookPoint point) {
    return edits.containsKey(point);
  }

  /**
   * The residual index up to which nothing of a site's tower has been touched: all below it can be
   * kept while the edit at the site changes.
   *
   * @param layers number of layers of that tower
   */
  public static int residualIndex(HookPoint site, int layers) {
    return switch (site.site()) {
      case EMBEDDINGS -> 0;
      case IN, MLP_IN, MLP_OUT -> site.layer();
      case OUT -> site.layer() + 1;
      case POST_NORM, POOLED, PROJECTION -> layers;
    };
  }
}
