package dev.facet.metrics;

import java.util.Arrays;

/** Softmax and its logarithm, shifted by the largest logit so that nothing overflows. */
public final class Softmax {

  private Softmax() {}

  /** Probabilities of the logits, summing to 1. */
  public static double[] of(double[] logits) {
    double max = Arrays.stream(logits).max().orElseThrow();
    double[] p = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.exp(logits[i] - max);
      sum += p[i];
    }
    for (int i = 0; i < p.length; i++) {
      p[i] /= sum;
    }
    return p;
  }

  /** Natural logarithms of the probabilities; -infinity stays -infinity. */
  public static double[] log(double[] logits) {
    double max = Arrays.stream(logits).max().orElseThrow();
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit - max);
    }
    double shift = max + Math.log(sum);
    double[] log = new double[logits.length];
    for (int i = 0; i < log.length; i++) {
      log[i] = logits[i] - shift;
    }
    return log;
  }
}
