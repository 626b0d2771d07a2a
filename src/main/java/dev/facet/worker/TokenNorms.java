package dev.facet.worker;

import dev.facet.checkpoint.FloatTensor;
import dev.facet.core.HookPoint;
import java.util.List;
import java.util.function.Function;

/** R outside the vision tower. */
final class TokenNorms {

  private TokenNorms() {}

  /**
   * Mean norm of all tokens; in a language model of all but the first, on which language models
   * park a norm of another order.
   *
   * @param activations of an image's tokens at the site [1, T, D]
   * @return 1 where there is nothing to measure
   */
  static double mean(
      HookPoint site, List<String> images, Function<String, FloatTensor> activations) {
    double sum = 0;
    long count = 0;
    for (String image : images) {
      FloatTensor tokens = activations.apply(image);
      float[] values = tokens.data();
      int width = (int) tokens.shape()[tokens.shape().length - 1];
      int first = site.tower() == HookPoint.Tower.LANGUAGE ? 1 : 0;
      for (int token = first; token < values.length / width; token++) {
        double square = 0;
        for (int i = 0; i < width; i++) {
          double x = values[token * width + i];
          square += x * x;
        }
        sum += Math.sqrt(square);
        count++;
      }
    }
    return count == 0 || sum == 0 ? 1 : sum / count;
  }
}
