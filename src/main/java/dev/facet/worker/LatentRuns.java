package dev.facet.worker;

import dev.facet.core.Cancellation;
import dev.facet.core.FacetFolders;
import dev.facet.core.Progress;
import dev.facet.core.SteerabilityResult;
import dev.facet.core.SteerabilitySpec;
import dev.facet.core.UnitSteerability;
import dev.facet.explain.ExplainSpec;
import dev.facet.explain.Explainer;
import dev.facet.protocol.ExplainRequest;
import dev.facet.protocol.SteerabilityRequest;
import dev.facet.workspace.Study;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Long work of a language model on many latents of a study; saved micro-batch by micro-batch. */
final class LatentRuns {

  private final Study study;
  private final StudyModels models;
  private final FacetFolders folders;

  LatentRuns(Study study, StudyModels models, FacetFolders folders) {
    this.study = study;
    this.models = models;
    this.folders = folders;
  }

  /**
   * While a run yields, a person may choose another language model: then its own is gone, and it
   * ends; what it saved stays.
   */
  private Cancellation whileAnswering(@Nullable LoadedModel running, Cancellation cancellation) {
    return () -> cancellation.isCancelled() || models.present().orElse(null) != running;
  }

  /**
   * Measures the steerability of latents.
   *
   * @param prompt asked about each image
   * @return what came of it, one sentence
   */
  String steerability(
      SteerabilityRequest request, String prompt, Progress progress, Cancellation cancellation) {
    LoadedModel measuring = models.present().orElse(null);
    SteerabilitySpec spec =
        new SteerabilitySpec(
            study.site(),
            request.mode(),
            request.strengths().isEmpty() ? List.of(strong()) : request.strengths(),
            pictures(request.images()),
            prompt,
            null,
            request.latents().isEmpty()
                ? IntStream.range(0, models.tower().latents()).boxed().toList()
                : request.latents(),
            false);
    String fingerprint = study.manifest().provenance().modelFingerprint();
    Map<Integer, UnitSteerability> known = study.steerability().known(spec, fingerprint);
    Consumer<List<UnitSteerability>> keep =
        batch -> study.steerability().put(spec, fingerprint, batch);
    Cancellation end = whileAnswering(measuring, cancellation);
    SteerabilityResult result = models.measuring().steerability(spec, known, keep, progress, end);
    return String.format(
        Locale.ROOT,
        "%.1f %% of %,d latents are steerable (S > %.2f); %d different words gain most",
        100 * result.steerableShare(),
        result.units().size(),
        SteerabilityResult.STEERABLE,
        result.coverage());
  }

  private double strong() {
    return DefaultStrengths.STRONG_IN_R
        * models.tower().residualNorm(study.site(), List.of("white"));
  }

  /** Evenly spaced pictures of the study that could be read, or the white one. */
  private List<String> pictures(int wanted) {
    if (wanted < 1) {
      return List.of("white");
    }
    List<Long> all = study.images().readable();
    int kept = Math.min(wanted, all.size());
    return IntStream.range(0, kept)
        .mapToObj(i -> "corpus:" + all.get((int) ((long) i * all.size() / kept)))
        .toList();
  }

  /**
   * Explains latents by the model that answers, or by another one that is loaded for that.
   *
   * @return what came of it, one sentence
   */
  String explain(ExplainRequest request, Progress progress, Cancellation cancellation) {
    String other = request.model();
    if (other == null || home(Path.of(other)).equals(models.folder())) {
      LoadedModel own = models.answering();
      return explain(request, own, models.folder(), progress, whileAnswering(own, cancellation));
    }
    try (LoadedModel explaining = models.other(Path.of(other))) {
      return explain(request, explaining, Path.of(other), progress, cancellation);
    }
  }

  private String explain(
      ExplainRequest request,
      LoadedModel model,
      Path folder,
      Progress progress,
      Cancellation cancellation) {
    ExplainSpec spec =
        ExplainSpec.of(request.method(), Explaining.prompts(study, folder, folders))
            .withControl(request.control())
            .withLatents(request.latents())
            .withCoefficient(request.coefficient());
    try (Explainer explainer = model.explainer(study)) {
      return Explaining.outcome(explainer.run(spec, progress, cancellation));
    }
  }

  private static Path home(Path folder) {
    return folder.toAbsolutePath().normalize();
  }
}
