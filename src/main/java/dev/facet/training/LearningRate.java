package dev.facet.training;

/**
 * Linear warm-up, a plateau, then a half cosine down to a floor (warm-up, stable, decay: Hu et al.,
 * 2024, MiniCPM). On the plateau nothing depends on the total, so the length of a run may be chosen
 * while it runs.
 *
 * @param peak highest rate
 * @param warmup steps of the rise
 * @param total steps in all
 * @param stable share of the steps after which the rate falls
 * @param floor share of the peak that is left at the end
 */
record LearningRate(double peak, int warmup, int total, double stable, double floor) {

  /** The rate of a step, counted from 0. */
  double at(int step) {
    if (step < warmup) {
      return peak * (step + 1) / warmup;
    }
    double begin = stable * total;
    double fallen = Math.clamp((step - begin) / (total - begin), 0, 1);
    return peak * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * fallen)));
  }
}
