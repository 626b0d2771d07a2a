package dev.facet.worker;

import dev.facet.core.FacetException;
import dev.facet.core.FacetVersion;
import dev.facet.core.Provenance;
import dev.facet.explain.Explainer;
import dev.facet.model.DualEncoder;
import dev.facet.model.VisionLanguageModel;
import dev.facet.sae.Sae;
import dev.facet.steering.SteeringEngine;
import dev.facet.steering.SteeringSetup;
import dev.facet.workspace.CorpusFigures;
import dev.facet.workspace.Study;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What explains the latents of a study by networks that are loaded. */
final class StudyExplainer {

  private StudyExplainer() {}

  /**
   * An explainer with caches of its own.
   *
   * @param model writes the explanations
   * @param sae the study's
   * @param encoder scores them, or null
   * @throws FacetException when the study is not finished
   */
  static Explainer of(
      Study study, VisionLanguageModel model, @Nullable Sae sae, @Nullable DualEncoder encoder) {
    CorpusFigures figures = study.manifest().shown();
    if (figures == null) {
      throw StudyFacts.unfinished(study);
    }
    SteeringSetup setup =
        new SteeringSetup(
            model,
            null,
            sae,
            id -> StudyNetworks.image(study, id),
            List.of(),
            "",
            provenance(study.manifest().provenance(), model),
            SteeringSetup.DEFAULT_CACHE_BYTES,
            study.manifest().provenance().tower(),
            null);
    return new Explainer(
        study, new SteeringEngine(setup), encoder, study.site(), figures.residualNorm());
  }

  private static Provenance provenance(Provenance of, VisionLanguageModel model) {
    return new Provenance(
        model.info().name(),
        model.fingerprint(),
        of.tower(),
        of.sae(),
        of.saeFingerprint(),
        of.site(),
        of.corpus(),
        of.corpusFingerprint(),
        model.arithmetic().used().word(),
        FacetVersion.current());
  }
}
