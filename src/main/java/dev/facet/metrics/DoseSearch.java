package dev.facet.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * The strength at which an edit has a given effect: KL(steered || clean) within a band around the
 * target, found by bisection over the logarithm of the strength (Delphi, {@code article_version},
 * counterfactuals: target 0.5, tolerance 10 %, 1e-3 to 1e4, ten steps). The same dose for every
 * latent makes their effects comparable.
 *
 * @param targetKl wanted divergence, nats
 * @param tolerance accepted relative error
 * @param lowest smallest strength considered, above 0
 * @param highest largest strength considered
 * @param maxSteps most evaluations of the bisection
 */
public record DoseSearch(
    double targetKl, double tolerance, double lowest, double highest, int maxSteps) {

  /** The settings of the paper's code. */
  public static final DoseSearch DELPHI = new DoseSearch(0.5, 0.1, 1e-3, 1e4, 10);

  /** A strength that was tried and what it did. */
  public record Step(double strength, double kl) {}

  /**
   * What the search came to.
   *
   * @param strength the dose, or the closest that was reached
   * @param kl its divergence
   * @param reached whether it lies in the band; when not, the dose is not to be passed off as one
   * @param steps all evaluations in order
   */
  public record Dose(double strength, double kl, boolean reached, List<Step> steps) {

    public Dose {
      steps = List.copyOf(steps);
    }
  }

  /**
   * Searches.
   *
   * @param kl divergence at a strength; each call is one evaluation of the model
   */
  public Dose find(DoubleUnaryOperator kl) {
    List<Step> steps = new ArrayList<>();
    double low = lowest;
    double high = highest;
    for (int i = 0; i < maxSteps; i++) {
      double strength = Math.sqrt(low * high);
      double divergence = kl.applyAsDouble(strength);
      steps.add(new Step(strength, divergence));
      if (inBand(divergence)) {
        return new Dose(strength, divergence, true, steps);
      }
      if (divergence < targetKl) {
        low = strength;
      } else {
        high = strength;
      }
    }
    return atTheEnd(kl, steps);
  }

  /** Not found inside: look at the end that the search was running into. */
  private Dose atTheEnd(DoubleUnaryOperator kl, List<Step> steps) {
    boolean alwaysWeak = steps.stream().allMatch(s -> s.kl() < targetKl);
    boolean alwaysStrong = steps.stream().allMatch(s -> s.kl() > targetKl);
    if (alwaysWeak || alwaysStrong) {
      double end = alwaysWeak ? highest : lowest;
      Step last = new Step(end, kl.applyAsDouble(end));
      steps.add(last);
      return new Dose(end, last.kl(), inBand(last.kl()), steps);
    }
    Step nearest = steps.getFirst();
    for (Step step : steps) {
      if (Math.abs(step.kl() - targetKl) < Math.abs(nearest.kl() - targetKl)) {
        nearest = step;
      }
    }
    return new Dose(nearest.strength(), nearest.kl(), false, steps);
  }

  private boolean inBand(double kl) {
    return Math.abs(kl - targetKl) <= tolerance * targetKl;
  }
}
