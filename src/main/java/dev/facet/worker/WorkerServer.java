package dev.facet.worker;

import dev.facet.core.Arithmetic;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionRun;
import dev.facet.core.DoseResult;
import dev.facet.core.FacetFolders;
import dev.facet.core.FacetVersion;
import dev.facet.core.StudyComparison;
import dev.facet.core.SweepResult;
import dev.facet.protocol.AnnotateRequest;
import dev.facet.protocol.AppliedNorms;
import dev.facet.protocol.AppliedRequest;
import dev.facet.protocol.ArithmeticInfo;
import dev.facet.protocol.ArithmeticRequest;
import dev.facet.protocol.AttachRequest;
import dev.facet.protocol.CancelJobRequest;
import dev.facet.protocol.CaptionRequest;
import dev.facet.protocol.CaptionRuns;
import dev.facet.protocol.CommandRequest;
import dev.facet.protocol.CommandText;
import dev.facet.protocol.CompareRequest;
import dev.facet.protocol.ComparisonRequest;
import dev.facet.protocol.DoseRequest;
import dev.facet.protocol.ExplainRequest;
import dev.facet.protocol.FeatureColumns;
import dev.facet.protocol.FeatureDetail;
import dev.facet.protocol.FeatureHits;
import dev.facet.protocol.FeaturePage;
import dev.facet.protocol.FeatureQuery;
import dev.facet.protocol.FeatureRequest;
import dev.facet.protocol.FeatureRow;
import dev.facet.protocol.FiringPage;
import dev.facet.protocol.FiringRequest;
import dev.facet.protocol.ImageAddress;
import dev.facet.protocol.ImageData;
import dev.facet.protocol.ImagePage;
import dev.facet.protocol.ImageQuery;
import dev.facet.protocol.IndexEstimate;
import dev.facet.protocol.IndexRequest;
import dev.facet.protocol.InspectReply;
import dev.facet.protocol.InspectRequest;
import dev.facet.protocol.JobInfo;
import dev.facet.protocol.JobList;
import dev.facet.protocol.KeepImageRequest;
import dev.facet.protocol.MeaningSearchRequest;
import dev.facet.protocol.ModelRequest;
import dev.facet.protocol.MonosemanticityRequest;
import dev.facet.protocol.OpenStudyRequest;
import dev.facet.protocol.PixelsRequest;
import dev.facet.protocol.ResumeIndexRequest;
import dev.facet.protocol.ResumeJobRequest;
import dev.facet.protocol.RunRequest;
import dev.facet.protocol.SiteNorm;
import dev.facet.protocol.SiteRequest;
import dev.facet.protocol.SkippedImages;
import dev.facet.protocol.SteerabilityRequest;
import dev.facet.protocol.SteeringOptions;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.StudyQuality;
import dev.facet.protocol.SweepRequest;
import dev.facet.protocol.WindowApi;
import dev.facet.protocol.WorkerApi;
import dev.facet.protocol.WorkerInfo;
import dev.facet.protocol.WorkerStatus;
import dev.facet.tensor.Torch;
import dev.facet.worker.engine.EngineThread;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * Answers the window: every request goes to the handlers of its kind, on {@link WorkerThreads} of
 * their choice.
 */
public final class WorkerServer implements WorkerApi, AutoCloseable {
  /** The reply to the request to end goes out first. */
  private static final long SHUTDOWN_PAUSE_NANOS = 50_000_000;

  private final Runnable onShutdown;
  private final WorkerThreads threads;
  private final StudyService studies;
  private final IndexHandlers indexing;
  private final StudyHandlers study;
  private final SteeringHandlers steering;
  private final JobHandlers jobs;
  private final JobService queue;
  private final PastedImages pasted;

  /**
   * @param window hears the events, on the sender thread
   * @param opener loads a study's networks
   * @param maker makes studies
   * @param folders where jobs that are cut off and pasted pictures are kept
   * @param arithmetic of the networks, until the window chooses another
   * @param onShutdown called after the reply to the window's request to end
   */
  WorkerServer(
      Supplier<WindowApi> window,
      StudyEngine.Opener opener,
      StudyMaker maker,
      FacetFolders folders,
      Arithmetic arithmetic,
      Runnable onShutdown) {
    this.onShutdown = onShutdown;
    ScheduledExecutorService sender = WorkerThreads.newSender();
    StatusReporter status = new StatusReporter(sender, this::present, s -> window.get().status(s));
    threads = new WorkerThreads(sender, status::changed);
    studies =
        new StudyService(
            opener, arithmetic, changed -> threads.send(() -> window.get().studyChanged(changed)));
    FeatureService features = new FeatureService(studies);
    queue =
        new JobService(
            threads.engine(),
            new JobStore(folders.jobs()),
            threads.timer(),
            e -> window.get().jobProgress(e));
    indexing = new IndexHandlers(threads, studies, maker, queue);
    pasted = new PastedImages(folders.pasted());
    study = new StudyHandlers(threads, studies, features);
    steering = new SteeringHandlers(threads, studies, features, window);
    jobs = new JobHandlers(studies, maker, queue, indexing, folders.jobs());
  }

  @Override
  public CompletableFuture<WorkerInfo> hello() {
    return CompletableFuture.completedFuture(
        new WorkerInfo(
            FacetVersion.current(),
            ProcessHandle.current().pid(),
            "cpu",
            studies.arithmetic().used().word(),
            Torch.threads(),
            "PyTorch"));
  }

  @Override
  public CompletableFuture<ArithmeticInfo> arithmetic(ArithmeticRequest request) {
    return study.arithmetic(request);
  }

  @Override
  public CompletableFuture<InspectReply> inspect(InspectRequest request) {
    return threads.pictures(() -> Inspection.of(Path.of(request.path())).reply(request.path()));
  }

  @Override
  public CompletableFuture<StudyInfo> openStudy(OpenStudyRequest request) {
    return indexing.openStudy(request);
  }

  @Override
  public CompletableFuture<FeaturePage> features(FeatureQuery query) {
    return study.features(query);
  }

  @Override
  public CompletableFuture<FeatureDetail> feature(FeatureRequest request) {
    return study.feature(request);
  }

  @Override
  public CompletableFuture<FeatureColumns> columns(FeatureQuery query) {
    return study.columns(query);
  }

  @Override
  public CompletableFuture<FeatureHits> searchMeaning(MeaningSearchRequest request) {
    return steering.searchMeaning(request);
  }

  @Override
  public CompletableFuture<SkippedImages> skippedImages() {
    return study.skippedImages();
  }

  @Override
  public CompletableFuture<FeatureRow> annotate(AnnotateRequest request) {
    return study.annotate(request);
  }

  @Override
  public CompletableFuture<ImagePage> images(ImageQuery query) {
    return study.images(query);
  }

  @Override
  public CompletableFuture<ImageData> pixels(PixelsRequest request) {
    return study.pixels(request);
  }

  @Override
  public CompletableFuture<ImageAddress> keepImage(KeepImageRequest request) {
    return threads.pictures(() -> pasted.keep(request));
  }

  @Override
  public CompletableFuture<FiringPage> firing(FiringRequest request) {
    return steering.firing(request);
  }

  @Override
  public CompletableFuture<CaptionResult> caption(CaptionRequest request) {
    return steering.caption(request);
  }

  @Override
  public CompletableFuture<SweepResult> sweep(SweepRequest request) {
    return steering.sweep(request);
  }

  @Override
  public CompletableFuture<DoseResult> dose(DoseRequest request) {
    return steering.dose(request);
  }

  @Override
  public CompletableFuture<IndexEstimate> estimateIndex(IndexRequest request) {
    return indexing.estimateIndex(request);
  }

  @Override
  public CompletableFuture<AppliedNorms> applied(AppliedRequest request) {
    return steering.applied(request);
  }

  @Override
  public CompletableFuture<SteeringOptions> steeringOptions() {
    return steering.steeringOptions();
  }

  @Override
  public CompletableFuture<SteeringOptions> attachModel(AttachRequest request) {
    return steering.attachModel(request);
  }

  @Override
  public CompletableFuture<SteeringOptions> chooseModel(ModelRequest request) {
    return steering.chooseModel(request);
  }

  @Override
  public CompletableFuture<SiteNorm> siteNorm(SiteRequest request) {
    return steering.siteNorm(request);
  }

  @Override
  public CompletableFuture<CommandText> command(CommandRequest request) {
    return steering.command(request);
  }

  @Override
  public CompletableFuture<CaptionRuns> runs() {
    return study.runs();
  }

  @Override
  public CompletableFuture<CaptionRun> putRun(CaptionRun run) {
    return study.putRun(run);
  }

  @Override
  public CompletableFuture<Void> deleteRun(RunRequest request) {
    return study.deleteRun(request);
  }

  @Override
  public CompletableFuture<JobInfo> startIndex(IndexRequest request) {
    return indexing.startIndex(request);
  }

  @Override
  public CompletableFuture<JobInfo> startMap() {
    return jobs.startMap();
  }

  @Override
  public CompletableFuture<JobInfo> startMonosemanticity(MonosemanticityRequest request) {
    return jobs.startMonosemanticity(request);
  }

  @Override
  public CompletableFuture<StudyQuality> quality() {
    return study.quality();
  }

  @Override
  public CompletableFuture<JobInfo> startCompare(CompareRequest request) {
    return jobs.startCompare(request);
  }

  @Override
  public CompletableFuture<StudyComparison> comparison(ComparisonRequest request) {
    return jobs.comparison(request);
  }

  @Override
  public CompletableFuture<JobInfo> resumeIndex(ResumeIndexRequest request) {
    return indexing.resumeIndex(request);
  }

  @Override
  public CompletableFuture<JobInfo> startExplain(ExplainRequest request) {
    return jobs.startExplain(request);
  }

  @Override
  public CompletableFuture<JobInfo> startSteerability(SteerabilityRequest request) {
    return jobs.startSteerability(request);
  }

  @Override
  public CompletableFuture<JobList> interruptedJobs() {
    return jobs.interrupted();
  }

  @Override
  public CompletableFuture<JobInfo> resumeJob(ResumeJobRequest request) {
    return jobs.resume(request);
  }

  @Override
  public CompletableFuture<Void> cancelJob(CancelJobRequest request) {
    return jobs.cancelJob(request);
  }

  @Override
  public CompletableFuture<Void> shutdown() {
    threads.timer().after(SHUTDOWN_PAUSE_NANOS, onShutdown);
    return CompletableFuture.completedFuture(null);
  }

  /** Cancels everything, closes the study and ends all threads. */
  @Override
  public void close() {
    queue.close();
    threads.close(studies::close);
  }

  private WorkerStatus present() {
    EngineThread engine = threads.engine();
    return new WorkerStatus(
        ResidentMemory.bytes(), engine.queued(), engine.busy(), studies.arithmetic().used().word());
  }
}
