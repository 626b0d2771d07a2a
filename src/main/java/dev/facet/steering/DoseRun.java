package dev.facet.steering;

import dev.facet.core.Cancellation;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.core.DoseResult;
import dev.facet.core.DoseSpec;
import dev.facet.core.Intervention;
import dev.facet.metrics.DoseSearch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The search for a dose: captions at the strengths that bisection asks for. */
final class DoseRun {

  /** Twice Delphi's: small networks turn within a few per cent of strength. */
  private static final int MAX_STEPS = 20;

  private final SteeringEngine engine;
  private final DoseSpec spec;
  private final Cancellation cancellation;
  private final Intervention dosed;
  private final double sign;
  private final Map<Double, CaptionResult> captions = new HashMap<>();

  DoseRun(SteeringEngine engine, DoseSpec spec, Cancellation cancellation) {
    this.engine = engine;
    this.spec = spec;
    this.cancellation = cancellation;
    this.dosed = spec.caption().interventions().getFirst();
    this.sign = dosed.strength() < 0 ? -1 : 1;
  }

  DoseResult run() {
    DoseSearch delphi = DoseSearch.DELPHI;
    DoseSearch search =
        new DoseSearch(
            spec.targetKl(), delphi.tolerance(), delphi.lowest(), delphi.highest(), MAX_STEPS);
    DoseSearch.Dose dose = search.find(strength -> caption(sign * strength).meanKl());
    double strength = sign * dose.strength();
    Intervention found = dosed.withStrength(strength);
    return new DoseResult(
        strength,
        engine.inR(found, spec.caption().images()),
        dose.kl(),
        dose.reached(),
        dose.steps().stream().map(s -> new DoseResult.Step(sign * s.strength(), s.kl())).toList(),
        caption(strength),
        engine.provenance(dosed.site()));
  }

  private CaptionResult caption(double strength) {
    return captions.computeIfAbsent(
        strength,
        s -> {
          cancellation.check();
          List<Intervention> edits = new ArrayList<>(spec.caption().interventions());
          edits.set(0, dosed.withStrength(s));
          CaptionSpec asked = spec.caption().withInterventions(edits).withKl();
          return engine.caption(asked, text -> {}, cancellation);
        });
  }
}
