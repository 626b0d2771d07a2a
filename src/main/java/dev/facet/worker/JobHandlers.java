package dev.facet.worker;

import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.Progress;
import dev.facet.core.StudyComparison;
import dev.facet.index.ComparisonParts;
import dev.facet.protocol.CancelJobRequest;
import dev.facet.protocol.CompareRequest;
import dev.facet.protocol.ComparisonRequest;
import dev.facet.protocol.ExplainRequest;
import dev.facet.protocol.JobInfo;
import dev.facet.protocol.JobList;
import dev.facet.protocol.MonosemanticityRequest;
import dev.facet.protocol.ResumeJobRequest;
import dev.facet.protocol.SteerabilityRequest;
import dev.facet.worker.JobRequest.Kind;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Requests for long work on the open study, and for jobs of all kinds that go on or end. */
final class JobHandlers {
  private final StudyService studies;
  private final StudyMaker maker;
  private final JobService jobs;
  private final IndexHandlers indexing;
  private final Path folder;
  private volatile JobService.@Nullable Job<StudyComparison> compared;

  /**
   * @param maker loads encoders
   * @param indexing goes on with studies that are being made
   * @param folder where jobs leave what they go on with when they are cut off
   */
  JobHandlers(
      StudyService studies,
      StudyMaker maker,
      JobService jobs,
      IndexHandlers indexing,
      Path folder) {
    this.folder = folder;
    this.studies = studies;
    this.maker = maker;
    this.jobs = jobs;
    this.indexing = indexing;
  }

  CompletableFuture<JobInfo> startMap() {
    return start(
        Kind.MAP, "", "Drawing the map of latents", studies::drawMap, done -> "The map is drawn");
  }

  CompletableFuture<JobInfo> startMonosemanticity(MonosemanticityRequest request) {
    Path encoder = Path.of(request.encoder());
    String name = String.valueOf(encoder.getFileName());
    return start(
        Kind.MONOSEMANTICITY,
        request,
        "Measuring monosemanticity with " + name,
        (progress, cancellation) ->
            studies.change(study -> maker.monosemanticity(study, encoder, progress, cancellation)),
        done -> "Monosemanticity is that of " + name);
  }

  CompletableFuture<JobInfo> startExplain(ExplainRequest request) {
    String what =
        switch (request.latents().size()) {
          case 0 -> "all latents";
          case 1 -> "latent " + request.latents().getFirst();
          default -> request.latents().size() + " latents";
        };
    return start(
        Kind.EXPLAIN,
        request,
        "Explaining " + what + " by " + Explaining.way(request.method()),
        (progress, cancellation) -> studies.engine().explain(request, progress, cancellation),
        message -> message);
  }

  CompletableFuture<JobInfo> startSteerability(SteerabilityRequest request) {
    return start(
        Kind.STEERABILITY,
        request,
        "Measuring steerability",
        (progress, cancellation) -> studies.steerability(request, progress, cancellation),
        message -> message);
  }

  private <T> CompletableFuture<JobInfo> start(
      Kind kind,
      Object request,
      String title,
      JobService.Body<T> body,
      Function<T, String> message) {
    return CompletableFuture.completedFuture(begin(kind, request, title, body, message).info());
  }

  private <T> JobService.Job<T> begin(
      Kind kind,
      Object request,
      String title,
      JobService.Body<T> body,
      Function<T, String> message) {
    Path study = studies.study().folder();
    return jobs.start(
        JobRequest.of(kind, study, request),
        title,
        (progress, cancellation) -> run(study, body, progress, cancellation),
        message);
  }

  CompletableFuture<JobInfo> startCompare(CompareRequest request) {
    Path other = Path.of(request.other());
    JobService.Job<StudyComparison> job =
        begin(
            Kind.COMPARE,
            request,
            "Comparing with " + other.getFileName(),
            (progress, cancellation) ->
                studies.read(
                    study ->
                        ComparisonService.compare(
                            study,
                            other,
                            request.limit(),
                            ComparisonParts.between(study.folder(), other, folder),
                            progress,
                            cancellation)),
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

  /** While a job waited a person may have opened another study, which it is not about. */
  private <T> T run(
      Path study, JobService.Body<T> body, Progress progress, Cancellation cancellation)
      throws Exception {
    if (!studies.study().folder().equals(study)) {
      throw new CancellationException("The study " + study + " was closed");
    }
    return body.run(progress, cancellation);
  }

  CompletableFuture<JobList> interrupted() {
    return CompletableFuture.completedFuture(new JobList(jobs.interrupted()));
  }

  CompletableFuture<JobInfo> resume(ResumeJobRequest request) {
    JobRequest cutOff = jobs.unfinished(request.job());
    if (!cutOff.needsStudy()) {
      return indexing.resume(cutOff);
    }
    Path open = studies.study().folder();
    if (!open.equals(Path.of(cutOff.study()))) {
      throw FacetException.badInput(
          "The job works on the study " + cutOff.study() + "; " + open + " is open");
    }
    return switch (cutOff.kind()) {
      case MAP -> startMap();
      case COMPARE -> startCompare(cutOff.question(CompareRequest.class));
      case MONOSEMANTICITY -> startMonosemanticity(cutOff.question(MonosemanticityRequest.class));
      case EXPLAIN -> startExplain(cutOff.question(ExplainRequest.class));
      case STEERABILITY -> startSteerability(cutOff.question(SteerabilityRequest.class));
      case DEMO, INDEX, RESUME_INDEX -> indexing.resume(cutOff);
    };
  }

  CompletableFuture<Void> cancelJob(CancelJobRequest request) {
    jobs.cancel(request.job());
    return CompletableFuture.completedFuture(null);
  }
}
