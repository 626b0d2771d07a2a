package dev.facet.model;

import dev.facet.core.FacetException;

/**
 * {@code vision_feature_layer}: which hidden states of the vision tower the projector reads.
 * transformers counts them from 0 (the embeddings), or from the end: -1 is the last, -2 the input
 * of the last layer.
 */
final class FeatureLayers {

  private FeatureLayers() {}

  /** A layer or a list of them, as residual indices; LLaVA's default is -2. */
  static int[] several(ModelConfig config, int layers) {
    if (config.has("vision_feature_layer")
        && config.json().root().get("vision_feature_layer").isJsonArray()) {
      double[] named = config.json().numbers("vision_feature_layer");
      if (named == null || named.length == 0 || named.length > layers + 1) {
        throw FacetException.badInput(
            config.json().file() + ": 'vision_feature_layer' names no layers, or too many");
      }
      int[] out = new int[named.length];
      for (int i = 0; i < out.length; i++) {
        out[i] = index(config, named[i], layers);
      }
      return out;
    }
    return new int[] {one(config, layers, -2)};
  }

  /** One layer as a residual index. */
  static int one(ModelConfig config, int layers, int otherwise) {
    return index(config, config.integer("vision_feature_layer", otherwise), layers);
  }

  private static int index(ModelConfig config, double layer, int layers) {
    double index = layer < 0 ? layers + 1 + layer : layer;
    if (index != Math.rint(index) || index < 0 || index > layers) {
      throw FacetException.badInput(
          config.json().file()
              + ": 'vision_feature_layer' "
              + layer
              + " does not exist in a tower of "
              + layers
              + " layers");
    }
    return (int) index;
  }
}
