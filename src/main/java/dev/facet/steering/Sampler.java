package dev.facet.steering;

import dev.facet.core.Sampling;
import dev.facet.metrics.Softmax;
import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/** Draws tokens: temperature, then top-k, then top-p, as transformers orders them. */
final class Sampler {

  private final Sampling sampling;
  private final RandomGenerator random;

  Sampler(Sampling sampling) {
    this.sampling = sampling;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(sampling.seed());
  }

  /** The next token for logits [V]. */
  int draw(float[] logits) {
    double[] scaled = new double[logits.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = logits[i] / sampling.temperature();
    }
    double[] p = Softmax.of(scaled);
    Integer[] order = IntStream.range(0, p.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble((Integer i) -> -p[i]));
    int kept = sampling.topK() == 0 ? p.length : Math.min(sampling.topK(), p.length);
    double mass = 0;
    for (int i = 0; i < kept; i++) {
      mass += p[order[i]];
    }
    double nucleus = 0;
    for (int i = 0; i < kept; i++) {
      nucleus += p[order[i]];
      if (nucleus >= sampling.topP() * mass) {
        kept = i + 1;
      }
    }
    double at = random.nextDouble() * nucleus;
    for (int i = 0; i < kept; i++) {
      at -= p[order[i]];
      if (at < 0) {
        return order[i];
      }
    }
    return order[kept - 1];
  }
}
