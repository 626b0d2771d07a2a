package dev.facet.steering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Site;
import dev.facet.core.HookPoint.Tower;
import dev.facet.model.Hooks;
import dev.facet.model.VisionLanguageModel;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Collects the vision residuals that the projector reads, on the way through the tower: one in most
 * models, several side by side in some LLaVAs.
 */
final class FeatureRead {

  private final int[] layers;
  private final int highest;
  private final Map<Integer, NDArray> read = new HashMap<>();

  FeatureRead(VisionLanguageModel model) {
    this.layers = model.featureLayers();
    this.highest = model.featureLayer();
  }

  /** Residuals below a place that are known already; {@code of} gives one [R · tiles, T, D]. */
  FeatureRead below(int index, IntFunction<NDArray> of) {
    for (int layer : layers) {
      if (layer < index) {
        read.computeIfAbsent(layer, of::apply);
      }
    }
    return this;
  }

  /** These hooks, and behind their edits what reads along, but for the highest residual. */
  Hooks along(Hooks hooks) {
    Hooks all = hooks;
    for (int layer : layers) {
      if (layer != highest) {
        all = all.tap(new HookPoint(Tower.VISION, layer, Site.IN), x -> read.put(layer, x));
      }
    }
    return all;
  }

  /**
   * What the projector takes [R · tiles, T, k · D].
   *
   * @param last the highest of the residuals, edits included
   */
  NDArray features(NDArray last) {
    if (layers.length == 1) {
      return last;
    }
    NDList parts = new NDList();
    for (int layer : layers) {
      NDArray part = layer == highest ? last : read.get(layer);
      if (part == null) {
        throw new IllegalStateException("residual " + layer + " was not passed");
      }
      parts.add(part);
    }
    return NDArrays.concat(parts, -1);
  }
}
