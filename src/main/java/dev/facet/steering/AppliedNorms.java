package dev.facet.steering;

import dev.facet.checkpoint.FloatTensor;
import dev.facet.core.AppliedNorm;
import dev.facet.core.CaptionSpec;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import dev.facet.core.Intervention;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Measures what interventions change where they are applied: the activation at each one's site with
 * those before it, and with it too. A language model is looked at in the prompt.
 */
final class AppliedNorms {

  private final SteeringEngine engine;
  private final CaptionSpec spec;

  AppliedNorms(SteeringEngine engine, CaptionSpec spec) {
    this.engine = engine;
    this.spec = spec;
  }

  /** One an intervention, in their order. */
  List<AppliedNorm> all() {
    List<AppliedNorm> norms = new ArrayList<>();
    for (int i = 0; i < spec.interventions().size(); i++) {
      HookPoint site = spec.interventions().get(i).site();
      norms.add(
          compare(
              activation(site, spec.interventions().subList(0, i)),
              activation(site, spec.interventions().subList(0, i + 1)),
              engine.residualNorm(site, spec.images())));
    }
    return norms;
  }

  private FloatTensor activation(HookPoint site, List<Intervention> edits) {
    String prompt = site.tower() == Tower.LANGUAGE ? spec.prompt() : null;
    return Objects.requireNonNull(
        engine.tap(spec.images(), prompt, List.of(site), edits).get(site.name()));
  }

  /** Both [images or tiles, T, D]. */
  private static AppliedNorm compare(FloatTensor before, FloatTensor after, double unit) {
    float[] x = before.data();
    float[] y = after.data();
    int width = (int) before.shape()[before.shape().length - 1];
    double sum = 0;
    int changed = 0;
    for (int at = 0; at < x.length; at += width) {
      double square = 0;
      for (int i = at; i < at + width; i++) {
        double d = (double) y[i] - x[i];
        square += d * d;
      }
      if (square > 0) {
        sum += Math.sqrt(square);
        changed++;
      }
    }
    double mean = changed == 0 ? 0 : sum / changed;
    return new AppliedNorm(mean, mean / unit, changed, x.length / width);
  }
}
