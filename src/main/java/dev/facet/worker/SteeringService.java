package dev.facet.worker;

import dev.facet.core.AppliedNorm;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.core.DoseResult;
import dev.facet.core.DoseSpec;
import dev.facet.core.HookPoint;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import dev.facet.core.SweepSpec;
import dev.facet.protocol.CommandRequest;
import dev.facet.protocol.CommandText;
import dev.facet.protocol.FiringPage;
import dev.facet.protocol.FiringRequest;
import dev.facet.protocol.SteeringOptions;
import dev.facet.workspace.Study;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Captions, sweeps and firing latents of the open study; sweeps are saved in the study and never
 * computed twice. Belongs to the engine thread.
 */
final class SteeringService {
  private final StudyService studies;

  SteeringService(StudyService studies) {
    this.studies = studies;
  }

  /**
   * @param text told the caption so far, whole, after every token
   */
  CaptionResult caption(CaptionSpec spec, Consumer<String> text, Cancellation cancellation) {
    return studies.engine().caption(spec, text, cancellation);
  }

  /**
   * @param each told every strength as soon as it is known
   */
  SweepResult sweep(SweepSpec spec, Consumer<SweepPoint> each, Cancellation cancellation) {
    Study study = studies.study();
    String model = studies.answerer();
    Optional<SweepResult> saved = study.results().sweep(spec, model);
    if (saved.isPresent()) {
      saved.get().points().forEach(each);
      return saved.get();
    }
    SweepResult result = studies.engine().sweep(spec, each, cancellation);
    if (!study.readOnly()) {
      study.results().putSweep(result);
    }
    return result;
  }

  DoseResult dose(DoseSpec spec, Cancellation cancellation) {
    return studies.engine().dose(spec, cancellation);
  }

  /** What each intervention of a question changes where it is applied. */
  List<AppliedNorm> applied(CaptionSpec spec) {
    return studies.engine().applied(spec);
  }

  SteeringOptions options() {
    return studies.engine().options();
  }

  /** Takes another model for captions and sweeps. */
  void choose(String model) {
    studies.answerBy(engine -> engine.choose(model));
  }

  /** Takes a language model from any folder for captions and sweeps. */
  void attach(Path folder) {
    studies.answerBy(engine -> engine.attach(folder));
  }

  /** R at a site, the unit of strengths there. */
  double residualNorm(String site) {
    return studies.engine().residualNorm(HookPoint.parse(site, HookPoint.Tower.VISION));
  }

  /** The same question in names that need no study, and the command line that asks it. */
  CommandText command(CommandRequest request) {
    return studies.engine().command(request);
  }

  FiringPage firing(FiringRequest request) {
    return studies.engine().firing(request);
  }

  float[] textEmbedding(String text) {
    return studies.engine().textEmbedding(text);
  }

  float[] imageEmbedding(String address, List<Integer> patches) {
    return studies.engine().imageEmbedding(address, patches);
  }

  float[] largestCodes(String address, List<Integer> patches) {
    return studies.engine().largestCodes(address, patches);
  }

  /** R of the open study's site, the unit of strengths. */
  double residualNorm() {
    return studies.info().residualNorm();
  }
}
