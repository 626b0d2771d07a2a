package dev.facet.core;

import java.util.List;

/**
 * All strengths of a sweep.
 *
 * @param spec what was asked
 * @param residualNorm R, the mean residual norm of patch tokens at the site, for strengths in units
 *     of R
 * @param points ordered by strength; 0 is among them
 * @param vocabularyName what S and power were measured over
 * @param provenance what produced it
 */
public record SweepResult(
    SweepSpec spec,
    double residualNorm,
    List<SweepPoint> points,
    String vocabularyName,
    Provenance provenance) {

  public SweepResult {
    points = List.copyOf(points);
  }
}
