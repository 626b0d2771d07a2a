package dev.facet.worker;

import dev.facet.core.Cancellation;
import dev.facet.core.Progress;
import dev.facet.index.IndexHost;
import dev.facet.protocol.IndexEstimate;
import dev.facet.protocol.IndexRequest;
import dev.facet.protocol.JobInfo;
import dev.facet.protocol.OpenStudyRequest;
import dev.facet.protocol.ResumeIndexRequest;
import dev.facet.protocol.StudyInfo;
import dev.facet.worker.engine.EngineThread;
import dev.facet.worker.engine.Priority;
import dev.facet.workspace.Study;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Requests that open, make or fill a study; one that is being made can be opened as it grows. */
final class IndexHandlers {
  private final WorkerThreads threads;
  private final EngineThread engine;
  private final StudyService studies;
  private final StudyMaker maker;
  private final JobService jobs;

  /** Studies that are being made, until they are. */
  private final Map<Path, CompletableFuture<Path>> coming = new ConcurrentHashMap<>();

  /**
   * @param maker makes studies
   */
  IndexHandlers(WorkerThreads threads, StudyService studies, StudyMaker maker, JobService jobs) {
    this.threads = threads;
    this.engine = threads.engine();
    this.studies = studies;
    this.maker = maker;
    this.jobs = jobs;
  }

  CompletableFuture<StudyInfo> openStudy(OpenStudyRequest request) {
    String path = request.path();
    if (path != null) {
      return open(Path.of(path), request.growing());
    }
    CompletableFuture<Path> demo =
        Chain.of(
            threads.store(maker::hasDemo),
            made -> {
              if (made) {
                return CompletableFuture.completedFuture(maker.demo());
              }
              Indexing making = makeDemo();
              return request.growing() ? making.visible() : making.job().result();
            });
    return Chain.of(demo, folder -> open(folder, request.growing()));
  }

  private Indexing makeDemo() {
    Path study = maker.demo();
    return startIndexing(
        JobRequest.of(JobRequest.Kind.DEMO, study, ""),
        "Making the demo study",
        study,
        maker::makeDemo,
        "The demo study is ready");
  }

  /** Goes on with a job that was cut off, by what it was asked. */
  CompletableFuture<JobInfo> resume(JobRequest cutOff) {
    return switch (cutOff.kind()) {
      case DEMO -> CompletableFuture.completedFuture(makeDemo().job().info());
      case INDEX -> startIndex(cutOff.question(IndexRequest.class));
      case RESUME_INDEX -> resumeIndex(cutOff.question(ResumeIndexRequest.class));
      case MAP, COMPARE, MONOSEMANTICITY, EXPLAIN, STEERABILITY ->
          throw new IllegalArgumentException(cutOff.kind() + " makes no study");
    };
  }

  private CompletableFuture<StudyInfo> open(Path folder, boolean growing) {
    CompletableFuture<Path> visible = coming.get(home(folder));
    return growing && visible != null
        ? Chain.of(visible, there -> openThere(there, true))
        : openThere(folder, growing);
  }

  private CompletableFuture<StudyInfo> openThere(Path folder, boolean growing) {
    return engine.submit(
        Priority.INTERACTIVE, cancellation -> studies.open(folder, growing, cancellation));
  }

  CompletableFuture<JobInfo> startIndex(IndexRequest request) {
    Path out = Path.of(request.out());
    IndexRequest inArithmetic =
        request.arithmetic() == null ? request.in(studies.wanted().word()) : request;
    return CompletableFuture.completedFuture(
        startIndexing(
                JobRequest.of(JobRequest.Kind.INDEX, out, inArithmetic),
                "Indexing " + Path.of(request.images()).getFileName(),
                out,
                (progress, cancellation, host) ->
                    maker.index(inArithmetic, progress, cancellation, host),
                "The study is ready in " + out)
            .job()
            .info());
  }

  CompletableFuture<JobInfo> resumeIndex(ResumeIndexRequest request) {
    Path study = Path.of(request.path());
    return CompletableFuture.completedFuture(
        startIndexing(
                JobRequest.of(JobRequest.Kind.RESUME_INDEX, study, request),
                "Going on with " + study.getFileName(),
                study,
                (progress, cancellation, host) -> maker.resume(study, progress, cancellation, host),
                "The study is ready in " + study)
            .job()
            .info());
  }

  CompletableFuture<IndexEstimate> estimateIndex(IndexRequest request) {
    return engine.submitLatest(
        "estimate", Priority.VISIBLE, cancellation -> maker.estimate(request, cancellation));
  }

  /** What makes or fills a study, telling the host how far it is. */
  @FunctionalInterface
  private interface IndexBody {
    Path run(Progress progress, Cancellation cancellation, IndexHost host) throws Exception;
  }

  /**
   * A study that is being made.
   *
   * @param visible completes as soon as some of its images can be looked at
   */
  private record Indexing(JobService.Job<Path> job, CompletableFuture<Path> visible) {}

  private Indexing startIndexing(
      JobRequest request, String title, Path study, IndexBody body, String message) {
    CompletableFuture<Path> visible = new CompletableFuture<>();
    coming.put(home(study), visible);
    JobService.Job<Path> job =
        jobs.start(
            request,
            title,
            (progress, cancellation) -> {
              try {
                return body.run(progress, cancellation, telling(visible));
              } finally {
                studies.ended(study);
              }
            },
            folder -> message);
    var _ =
        job.result()
            .whenComplete(
                (folder, failure) -> {
                  coming.remove(home(study), visible);
                  if (failure == null) {
                    visible.complete(folder);
                  } else {
                    visible.completeExceptionally(failure);
                  }
                });
    return new Indexing(job, visible);
  }

  private IndexHost telling(CompletableFuture<Path> visible) {
    return new IndexHost() {
      @Override
      public Study open(Path folder) {
        return studies.open(folder);
      }

      @Override
      public void changed(Study study) {
        studies.changed(study);
        threads.send(() -> visible.complete(study.folder()));
      }
    };
  }

  private static Path home(Path folder) {
    return folder.toAbsolutePath().normalize();
  }
}
