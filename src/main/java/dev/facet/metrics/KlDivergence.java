package dev.facet.metrics;

/** Kullback-Leibler divergence between softmax distributions, in nats. */
public final class KlDivergence {

  private KlDivergence() {}

  /**
   * KL(p || q) = Σ p (log p - log q). For the dose of an edit p is the steered and q the clean
   * distribution (Delphi's intervention score).
   *
   * @param p logits of p; -infinity is probability 0 and contributes nothing
   * @param q logits of q; where q is 0 and p is not, the result is infinite
   */
  public static double ofLogits(double[] p, double[] q) {
    double[] logP = Softmax.log(p);
    double[] logQ = Softmax.log(q);
    double sum = 0;
    for (int i = 0; i < logP.length; i++) {
      if (logP[i] != Double.NEGATIVE_INFINITY) {
        sum += Math.exp(logP[i]) * (logP[i] - logQ[i]);
      }
    }
    // Rounding can bring the sum of two equal distributions a hair below 0.
    return Math.max(0, sum);
  }
}
