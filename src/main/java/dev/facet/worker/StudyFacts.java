package dev.facet.worker;

import dev.facet.core.FacetException;
import dev.facet.index.StudyFrame;
import dev.facet.protocol.IndexState;
import dev.facet.protocol.SteeringOptions;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.StudyParts;
import dev.facet.sae.SaeFit;
import dev.facet.workspace.CorpusFigures;
import dev.facet.workspace.EncoderStore;
import dev.facet.workspace.Study;
import dev.facet.workspace.StudyManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the window hears of an open study and of its networks. */
final class StudyFacts {

  private StudyFacts() {}

  /** Why a study whose images were not all indexed will not do. */
  static FacetException unfinished(Study study) {
    return FacetException.badInput(
        "The study "
            + study.folder()
            + " is not finished: its images were not all indexed; run facet index again to go on");
  }

  /**
   * Says what there is to say.
   *
   * @param figures over the images that were indexed so far
   * @param growing whether a job is filling the study
   */
  static StudyInfo of(Study study, CorpusFigures figures, StudyEngine engine, boolean growing) {
    StudyManifest manifest = study.manifest();
    double unit = figures.residualNorm();
    long done = figures.images() + figures.skipped();
    SteeringOptions options = engine.options();
    return new StudyInfo(
        study.folder().toString(),
        manifest.name(),
        manifest.provenance(),
        manifest.saeArchitecture(),
        manifest.latents(),
        figures.alive(),
        figures.images(),
        manifest.width(),
        unit,
        figures.explainedVariance(),
        figures.meanSquaredError(),
        figures.cosine(),
        figures.l0(),
        figures.reconstruction(),
        figures.sites(),
        manifest.gridWidth(),
        manifest.gridHeight(),
        StudyFrame.of(study),
        engine.prompts(),
        DefaultStrengths.of(unit),
        options.model(),
        options.models(),
        new IndexState(
            done,
            Math.max(done, manifest.files()),
            figures.skipped(),
            manifest.complete(),
            growing),
        study.encoders().all().stream()
            .filter(EncoderStore.Encoder::chosen)
            .map(EncoderStore.Encoder::name)
            .findFirst()
            .orElse(""),
        study.findings().hasPlaces(),
        study.readOnly(),
        Stream.of(study.message(), engine.trouble(), unfit(manifest, figures))
            .filter(words -> !words.isEmpty())
            .collect(Collectors.joining(" ")),
        !manifest.complete() || study.parts().keepsResiduals() ? null : parts(study),
        engine.measures());
  }

  private static StudyParts parts(Study study) {
    return new StudyParts(
        study.modelFolder().toString(),
        study.saeFolder().toString(),
        study.imagesFolder().toString(),
        Objects.requireNonNullElse(study.manifest().provenance().site(), ""));
  }

  /** What does not fit between SAE and model, by the corpus's figures; empty where all does. */
  private static String unfit(StudyManifest manifest, CorpusFigures figures) {
    if (figures.images() == 0) {
      return "";
    }
    List<String> warnings =
        new ArrayList<>(
            SaeFit.of(
                    manifest.width(),
                    manifest.latents(),
                    null,
                    figures.l0(),
                    figures.explainedVariance())
                .warnings());
    String site = manifest.provenance().site();
    if (site != null) {
      SaeFit.elsewhere(site, figures.sites()).ifPresent(warnings::add);
    }
    return String.join(" ", warnings);
  }
}
