package dev.facet.steering;

import ai.djl.ndarray.NDArray;
import dev.facet.core.Direction;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention;
import dev.facet.sae.Sae;
import dev.facet.sae.SaeFit;
import dev.facet.tensor.NdScope;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once, for every SAE that steers a vision site, whether it fits: its figures on the image
 * that is captioned go to the log, and a warning where they cannot be right.
 */
final class SaeCheck {

  private static final Logger LOG = LoggerFactory.getLogger(SaeCheck.class);

  private final Directions directions;
  private final Set<String> done = new HashSet<>();

  SaeCheck(Directions directions) {
    this.directions = directions;
  }

  /**
   * @param activations of the image's patches at a site [patches, D]
   */
  void look(List<Intervention> interventions, Function<HookPoint, NDArray> activations) {
    for (Intervention intervention : interventions) {
      Direction direction = intervention.direction();
      HookPoint site = intervention.site();
      if (direction.latent() == null || site.tower() != Tower.VISION) {
        continue;
      }
      Sae sae = directions.sae(direction);
      if (!done.add(sae.info().path() + "|" + site)) {
        continue;
      }
      try (NdScope scope = new NdScope()) {
        NDArray x = activations.apply(site);
        if (x.getShape().get(1) != sae.info().dIn()) {
          continue; // the edit itself says what does not fit
        }
        SaeFit fit = SaeFit.measure(sae, x);
        LOG.info("{} at {}: {}", sae.info().path(), site, fit.line());
        fit.warnings().forEach(w -> LOG.warn("{} at {}: {}", sae.info().path(), site, w));
      }
    }
  }
}
