package dev.facet.training;

/**
 * Linear warm-up, then a cosine down to a floor.
 *
 * @param peak highest rate
 * @param warmup steps of the rise
 * @param total steps in all
 * @param floor share of the peak that is left at the end
 */
record LearningRate(double peak, int warmup, int total, double floor) {

  /** The rate of a step, counted from 0. */
  double at(int step) {
    double rise = Math.min(1, (step + 1) / (double) warmup);
    double fall = 0.5 * (1 + Math.cos(Math.PI * step / total)) * (1 - floor) + floor;
    return peak * rise * fall;
  }
}
