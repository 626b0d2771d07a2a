package dev.facet.client;

import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionRun;
import dev.facet.core.DoseResult;
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
import dev.facet.protocol.WorkerApi;
import dev.facet.protocol.WorkerInfo;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** The worker as the window holds it: one object whose calls go to whichever process is alive. */
final class RemoteWorker implements WorkerApi {

  /** Sends a request to the process that is alive, or fails the future. */
  interface Caller {
    <T> CompletableFuture<T> call(Function<WorkerApi, CompletableFuture<T>> request);
  }

  private final Caller caller;
  private final Consumer<OpenStudyRequest> onOpened;
  private final Consumer<ArithmeticRequest> onChosen;

  RemoteWorker(
      Caller caller, Consumer<OpenStudyRequest> onOpened, Consumer<ArithmeticRequest> onChosen) {
    this.caller = caller;
    this.onOpened = onOpened;
    this.onChosen = onChosen;
  }

  @Override
  public CompletableFuture<WorkerInfo> hello() {
    return caller.call(WorkerApi::hello);
  }

  @Override
  public CompletableFuture<ArithmeticInfo> arithmetic(ArithmeticRequest request) {
    CompletableFuture<ArithmeticInfo> reply = caller.call(w -> w.arithmetic(request));
    var _ = reply.thenRun(() -> onChosen.accept(request));
    return reply;
  }

  @Override
  public CompletableFuture<InspectReply> inspect(InspectRequest request) {
    return caller.call(w -> w.inspect(request));
  }

  @Override
  public CompletableFuture<StudyInfo> openStudy(OpenStudyRequest request) {
    CompletableFuture<StudyInfo> reply = caller.call(w -> w.openStudy(request));
    // The caller keeps the original future, so that cancelling it reaches the worker.
    var _ = reply.thenRun(() -> onOpened.accept(request));
    return reply;
  }

  @Override
  public CompletableFuture<FeaturePage> features(FeatureQuery query) {
    return caller.call(w -> w.features(query));
  }

  @Override
  public CompletableFuture<FeatureDetail> feature(FeatureRequest request) {
    return caller.call(w -> w.feature(request));
  }

  @Override
  public CompletableFuture<FeatureColumns> columns(FeatureQuery query) {
    return caller.call(w -> w.columns(query));
  }

  @Override
  public CompletableFuture<FeatureHits> searchMeaning(MeaningSearchRequest request) {
    return caller.call(w -> w.searchMeaning(request));
  }

  @Override
  public CompletableFuture<SkippedImages> skippedImages() {
    return caller.call(WorkerApi::skippedImages);
  }

  @Override
  public CompletableFuture<FeatureRow> annotate(AnnotateRequest request) {
    return caller.call(w -> w.annotate(request));
  }

  @Override
  public CompletableFuture<ImagePage> images(ImageQuery query) {
    return caller.call(w -> w.images(query));
  }

  @Override
  public CompletableFuture<ImageData> pixels(PixelsRequest request) {
    return caller.call(w -> w.pixels(request));
  }

  @Override
  public CompletableFuture<ImageAddress> keepImage(KeepImageRequest request) {
    return caller.call(w -> w.keepImage(request));
  }

  @Override
  public CompletableFuture<FiringPage> firing(FiringRequest request) {
    return caller.call(w -> w.firing(request));
  }

  @Override
  public CompletableFuture<CaptionResult> caption(CaptionRequest request) {
    return caller.call(w -> w.caption(request));
  }

  @Override
  public CompletableFuture<SweepResult> sweep(SweepRequest request) {
    return caller.call(w -> w.sweep(request));
  }

  @Override
  public CompletableFuture<IndexEstimate> estimateIndex(IndexRequest request) {
    return caller.call(w -> w.estimateIndex(request));
  }

  @Override
  public CompletableFuture<DoseResult> dose(DoseRequest request) {
    return caller.call(w -> w.dose(request));
  }

  @Override
  public CompletableFuture<AppliedNorms> applied(AppliedRequest request) {
    return caller.call(w -> w.applied(request));
  }

  @Override
  public CompletableFuture<SteeringOptions> steeringOptions() {
    return caller.call(WorkerApi::steeringOptions);
  }

  @Override
  public CompletableFuture<SteeringOptions> chooseModel(ModelRequest request) {
    return caller.call(w -> w.chooseModel(request));
  }

  @Override
  public CompletableFuture<SteeringOptions> attachModel(AttachRequest request) {
    return caller.call(w -> w.attachModel(request));
  }

  @Override
  public CompletableFuture<SiteNorm> siteNorm(SiteRequest request) {
    return caller.call(w -> w.siteNorm(request));
  }

  @Override
  public CompletableFuture<CommandText> command(CommandRequest request) {
    return caller.call(w -> w.command(request));
  }

  @Override
  public CompletableFuture<CaptionRuns> runs() {
    return caller.call(WorkerApi::runs);
  }

  @Override
  public CompletableFuture<CaptionRun> putRun(CaptionRun run) {
    return caller.call(w -> w.putRun(run));
  }

  @Override
  public CompletableFuture<Void> deleteRun(RunRequest request) {
    return caller.call(w -> w.deleteRun(request));
  }

  @Override
  public CompletableFuture<JobInfo> startIndex(IndexRequest request) {
    return caller.call(w -> w.startIndex(request));
  }

  @Override
  public CompletableFuture<JobInfo> startMap() {
    return caller.call(WorkerApi::startMap);
  }

  @Override
  public CompletableFuture<JobInfo> startMonosemanticity(MonosemanticityRequest request) {
    return caller.call(w -> w.startMonosemanticity(request));
  }

  @Override
  public CompletableFuture<StudyQuality> quality() {
    return caller.call(WorkerApi::quality);
  }

  @Override
  public CompletableFuture<JobInfo> startCompare(CompareRequest request) {
    return caller.call(w -> w.startCompare(request));
  }

  @Override
  public CompletableFuture<StudyComparison> comparison(ComparisonRequest request) {
    return caller.call(w -> w.comparison(request));
  }

  @Override
  public CompletableFuture<JobInfo> resumeIndex(ResumeIndexRequest request) {
    return caller.call(w -> w.resumeIndex(request));
  }

  @Override
  public CompletableFuture<JobInfo> startExplain(ExplainRequest request) {
    return caller.call(w -> w.startExplain(request));
  }

  @Override
  public CompletableFuture<JobInfo> startSteerability(SteerabilityRequest request) {
    return caller.call(w -> w.startSteerability(request));
  }

  @Override
  public CompletableFuture<JobList> interruptedJobs() {
    return caller.call(WorkerApi::interruptedJobs);
  }

  @Override
  public CompletableFuture<JobInfo> resumeJob(ResumeJobRequest request) {
    return caller.call(w -> w.resumeJob(request));
  }

  @Override
  public CompletableFuture<Void> cancelJob(CancelJobRequest request) {
    return caller.call(w -> w.cancelJob(request));
  }

  @Override
  public CompletableFuture<Void> shutdown() {
    return caller.call(WorkerApi::shutdown);
  }
}
