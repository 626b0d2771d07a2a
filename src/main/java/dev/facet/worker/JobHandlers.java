package dev.facet.worker;

import dev.facet.protocol.CancelJobRequest;
import dev.facet.protocol.ExplainRequest;
import dev.facet.protocol.JobInfo;
import dev.facet.protocol.MonosemanticityRequest;
import dev.facet.protocol.SteerabilityRequest;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** Requests for long work on the open study. */
final class JobHandlers {
  private final StudyService studies;
  private final StudyMaker maker;
  private final JobService jobs;

  /**
   * @param maker loads encoders
   */
  JobHandlers(StudyService studies, StudyMaker maker, JobService jobs) {
    this.studies = studies;
    this.maker = maker;
    this.jobs = jobs;
  }

  CompletableFuture<JobInfo> startMap() {
    return CompletableFuture.completedFuture(
        jobs.start("Drawing the map of latents", studies::drawMap, done -> "The map is drawn")
            .info());
  }

  CompletableFuture<JobInfo> startMonosemanticity(MonosemanticityRequest request) {
    Path encoder = Path.of(request.encoder());
    String name = String.valueOf(encoder.getFileName());
    return CompletableFuture.completedFuture(
        jobs.start(
                "Measuring monosemanticity with " + name,
                (progress, cancellation) ->
                    studies.change(
                        study -> maker.monosemanticity(study, encoder, progress, cancellation)),
                done -> "Monosemanticity is that of " + name)
            .info());
  }

  CompletableFuture<JobInfo> startExplain(ExplainRequest request) {
    String method = request.method().name().toLowerCase(Locale.ROOT);
    String what =
        switch (request.latents().size()) {
          case 0 -> "all latents";
          case 1 -> "latent " + request.latents().getFirst();
          default -> request.latents().size() + " latents";
        };
    return CompletableFuture.completedFuture(
        jobs.start(
                "Explaining " + what + " (" + method + ")",
                (progress, cancellation) ->
                    studies.engine().explain(request, progress, cancellation),
                message -> message)
            .info());
  }

  CompletableFuture<JobInfo> startSteerability(SteerabilityRequest request) {
    return CompletableFuture.completedFuture(
        jobs.start(
                "Measuring steerability",
                (progress, cancellation) -> studies.steerability(request, progress, cancellation),
                message -> message)
            .info());
  }

  CompletableFuture<Void> cancelJob(CancelJobRequest request) {
    jobs.cancel(request.job());
    return CompletableFuture.completedFuture(null);
  }
}
