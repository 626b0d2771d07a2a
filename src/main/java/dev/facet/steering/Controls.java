package dev.facet.steering;

import dev.facet.core.Direction;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention;
import dev.facet.core.Intervention.Mode;
import dev.facet.model.VisionLanguageModel;

/** What an intervention is compared with: an edit of the same size that means nothing. */
final class Controls {

  private final VisionLanguageModel model;
  private final Directions directions;

  Controls(VisionLanguageModel model, Directions directions) {
    this.model = model;
    this.directions = directions;
  }

  /** Norm of what one unit of strength adds. */
  double norm(Intervention intervention) {
    HookPoint site = intervention.site();
    int width = site.tower() == Tower.VISION ? model.vision().width() : model.language().width();
    double square = 0;
    for (float x : directions.vector(intervention.direction(), width, site)) {
      square += (double) x * x;
    }
    return Math.sqrt(square);
  }

  /** A Gaussian direction of equal norm instead of the given one, added. */
  Intervention random(Intervention intervention, long seed) {
    return new Intervention(
        intervention.site(),
        Mode.ADD,
        intervention.strength() * norm(intervention),
        Direction.random(seed),
        intervention.positions(),
        intervention.during());
  }
}
