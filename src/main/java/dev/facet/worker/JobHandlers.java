package dev.facet.worker;

import dev.facet.core.FacetException;
import dev.facet.core.StudyComparison;
import dev.facet.protocol.CancelJobRequest;
import dev.facet.protocol.CompareRequest;
import dev.facet.protocol.ComparisonRequest;
import dev.facet.protocol.ExplainRequest;
import dev.facet.protocol.JobInfo;
import dev.facet.protocol.MonosemanticityRequest;
import dev.facet.protocol.SteerabilityRequest;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Requests for long work on the open study. */
final class JobHandlers {
  private final StudyService studies;
  private final StudyMaker maker;
  private final JobService jobs;
  private volatile JobService.@Nullable Job<StudyComparison> compared;

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

  CompletableFuture<JobInfo> startCompare(CompareRequest request) {
    Path other = Path.of(request.other());
    JobService.Job<StudyComparison> job =
        jobs.start(
            "Comparing with " + other.getFileName(),
            (progress, cancellation) ->
                studies.read(
                    study ->
                        ComparisonService.compare(
                            study, other, request.limit(), progress, cancellation)),
            found -> found.matches().size() + " pairs of latents");
    compared = job;
    return CompletableFuture.completedFuture(job.info());
  }

  CompletableFuture<StudyComparison> comparison(ComparisonRequest request) {
    JobService.Job<StudyComparison> job = compared;
    return job != null && job.info().job() == request.job()
        ? job.result().copy()
        : CompletableFuture.failedFuture(
            FacetException.notFound("Another comparison was started since; start this one again"));
  }

  CompletableFuture<Void> cancelJob(CancelJobRequest request) {
    jobs.cancel(request.job());
    return CompletableFuture.completedFuture(null);
  }
}
