package dev.facet.ui.steering;

import dev.facet.core.Intervention.Mode;
import java.util.List;
import java.util.TreeSet;

/**
 * How far the ruler reaches and in which unit its numbers are.
 *
 * @param min weakest strength, raw
 * @param max strongest strength, raw
 * @param unit raw strength of one unit: R at the site, or 1 for a factor
 * @param factor whether strengths are factors instead of lengths
 * @param strengths what is swept, raw, ascending
 */
public record StrengthScale(
    double min, double max, double unit, boolean factor, List<Double> strengths) {

  private static final List<Double> FACTORS = List.of(-4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0, 8.0);
  static final StrengthScale NONE = new StrengthScale(0, 1, 1, false, List.of(0.0));

  /**
   * The scale of a rule.
   *
   * @param defaults strengths of the study, raw
   * @param studyNorm R at the study's site
   * @param norm R at the rule's own site
   */
  static StrengthScale of(Mode mode, List<Double> defaults, double studyNorm, double norm) {
    if (mode == Mode.SCALE) {
      return of(FACTORS, 1, true);
    }
    double by = norm / studyNorm;
    return of(defaults.stream().map(s -> s * by).toList(), norm, false);
  }

  private static StrengthScale of(List<Double> strengths, double unit, boolean factor) {
    double min = Math.min(0, strengths.getFirst());
    return new StrengthScale(
        min, Math.max(strengths.getLast(), min + 1e-9), unit, factor, strengths);
  }

  /** The same on both sides of 0: what strengthens and what suppresses. */
  StrengthScale bothSigns() {
    TreeSet<Double> all = new TreeSet<>(strengths);
    strengths.forEach(s -> all.add(s == 0 ? 0.0 : -s));
    return of(List.copyOf(all), unit, factor);
  }

  /** The same, reaching to a strength that lies outside. */
  StrengthScale reaching(double strength) {
    if (strength >= min && strength <= max) {
      return this;
    }
    TreeSet<Double> all = new TreeSet<>(strengths);
    all.add(strength);
    all.add(strength > max ? (strength + max) / 2 : (strength + min) / 2);
    return of(List.copyOf(all), unit, factor);
  }
}
