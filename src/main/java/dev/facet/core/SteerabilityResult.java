package dev.facet.core;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Steerability of a whole SAE, or of a sample of it. All figures but the units' own are those at
 * the largest strength.
 *
 * @param spec what was asked
 * @param residualNorm R, for strengths in units of it
 * @param vocabularyName what S and power were measured over; says so where that is the language
 *     model's first answer token and not the image embedding
 * @param words number of words V
 * @param steerableShare share of units with S above 0.10
 * @param coverage number of distinct words that steerable units promote most
 * @param meanSteerability mean S over all units
 * @param meanPower mean power over all units
 * @param meanOverPower mean of S / power over units that promote something
 * @param meanDisentanglement mean over all units; null where the words are no set of labels
 * @param units in ascending order
 * @param provenance what it was made with
 */
public record SteerabilityResult(
    SteerabilitySpec spec,
    double residualNorm,
    String vocabularyName,
    int words,
    double steerableShare,
    int coverage,
    double meanSteerability,
    double meanPower,
    double meanOverPower,
    @Nullable Double meanDisentanglement,
    List<UnitSteerability> units,
    Provenance provenance) {

  /** S above this at the largest strength counts as steerable in the paper. */
  public static final double STEERABLE = 0.10;

  public SteerabilityResult {
    units = List.copyOf(units);
  }

  /** The summary of all units' figures. */
  public static SteerabilityResult of(
      SteerabilitySpec spec,
      double residualNorm,
      String vocabularyName,
      int words,
      List<UnitSteerability> units,
      Provenance provenance) {
    List<UnitSteerability.Point> last = units.stream().map(UnitSteerability::asymptote).toList();
    List<UnitSteerability.Point> steerable =
        last.stream().filter(p -> p.steerability() > STEERABLE).toList();
    return new SteerabilityResult(
        spec,
        residualNorm,
        vocabularyName,
        words,
        (double) steerable.size() / last.size(),
        (int)
            steerable.stream()
                .filter(p -> !p.promoted().isEmpty())
                .map(p -> p.promoted().getFirst().word())
                .distinct()
                .count(),
        last.stream().mapToDouble(UnitSteerability.Point::steerability).average().orElse(0),
        last.stream().mapToDouble(UnitSteerability.Point::power).average().orElse(0),
        last.stream()
            .mapToDouble(UnitSteerability.Point::steerabilityOverPower)
            .filter(Double::isFinite)
            .average()
            .orElse(0),
        spec.labels()
            ? last.stream()
                .map(UnitSteerability.Point::disentanglement)
                .filter(Objects::nonNull)
                .mapToDouble(d -> d)
                .average()
                .orElse(0)
            : null,
        units,
        provenance);
  }
}
