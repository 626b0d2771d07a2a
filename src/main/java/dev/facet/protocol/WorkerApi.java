package dev.facet.protocol;

import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionRun;
import dev.facet.core.DoseResult;
import dev.facet.core.StudyComparison;
import dev.facet.core.SweepResult;
import java.util.concurrent.CompletableFuture;
import org.eclipse.lsp4j.jsonrpc.services.JsonRequest;

/**
 * What the window may ask of the worker. Every reply is a plain record; cancelling a returned
 * future cancels the work between two tokens or two micro-batches. Failures arrive as a JSON-RPC
 * error whose data is a {@link Failure}.
 */
public interface WorkerApi {

  @JsonRequest("worker/hello")
  CompletableFuture<WorkerInfo> hello();

  /** What a file or folder on the worker's machine is: a model, an SAE, images or a study. */
  @JsonRequest("worker/inspect")
  CompletableFuture<InspectReply> inspect(InspectRequest request);

  /**
   * Chooses what the networks compute in; those that are loaded are loaded again. Later results
   * name it in their provenance.
   */
  @JsonRequest("worker/arithmetic")
  CompletableFuture<ArithmeticInfo> arithmetic(ArithmeticRequest request);

  /**
   * Opens a study, making the demo study first when {@code path} is null and it does not exist yet.
   * One that is still being indexed opens too where the request allows it.
   */
  @JsonRequest("study/open")
  CompletableFuture<StudyInfo> openStudy(OpenStudyRequest request);

  @JsonRequest("features/page")
  CompletableFuture<FeaturePage> features(FeatureQuery query);

  @JsonRequest("features/get")
  CompletableFuture<FeatureDetail> feature(FeatureRequest request);

  /**
   * Figures of every feature that matches, as columns; the order and window of the query do not
   * count.
   */
  @JsonRequest("features/columns")
  CompletableFuture<FeatureColumns> columns(FeatureQuery query);

  /** Features by what they mean; a newer search replaces an older one. */
  @JsonRequest("features/search")
  CompletableFuture<FeatureHits> searchMeaning(MeaningSearchRequest request);

  /** Changes what a person wrote about a feature; the reply is the row as it now stands. */
  @JsonRequest("features/annotate")
  CompletableFuture<FeatureRow> annotate(AnnotateRequest request);

  @JsonRequest("images/page")
  CompletableFuture<ImagePage> images(ImageQuery query);

  /** Files of the corpus that were left out, and why. */
  @JsonRequest("images/skipped")
  CompletableFuture<SkippedImages> skippedImages();

  @JsonRequest("images/pixels")
  CompletableFuture<ImageData> pixels(PixelsRequest request);

  /** Keeps a picture as a file on the worker's machine; the reply is its address. */
  @JsonRequest("images/keep")
  CompletableFuture<ImageAddress> keepImage(KeepImageRequest request);

  /** Latents that fire on an image, or on some of its patches, strongest first. */
  @JsonRequest("images/latents")
  CompletableFuture<FiringPage> firing(FiringRequest request);

  /**
   * Latest wins: a newer request with the same panel cancels the older one. Tokens stream as {@link
   * CaptionEvent}.
   */
  @JsonRequest("steer/caption")
  CompletableFuture<CaptionResult> caption(CaptionRequest request);

  /** Points stream as {@link SweepEvent}. Latest wins within a panel. */
  @JsonRequest("steer/sweep")
  CompletableFuture<SweepResult> sweep(SweepRequest request);

  /** The strength at which an edit has a given effect. Latest wins within a panel. */
  @JsonRequest("steer/dose")
  CompletableFuture<DoseResult> dose(DoseRequest request);

  /** What interventions change where they are applied. Latest wins. */
  @JsonRequest("steer/applied")
  CompletableFuture<AppliedNorms> applied(AppliedRequest request);

  /** What {@link #startIndex} would cost: time, disk and memory, from a timed sample. */
  @JsonRequest("jobs/estimate")
  CompletableFuture<IndexEstimate> estimateIndex(IndexRequest request);

  /** What can be chosen for steering: models and sites. */
  @JsonRequest("steer/options")
  CompletableFuture<SteeringOptions> steeringOptions();

  /** Loads another model for captions and sweeps; the reply is what can be chosen then. */
  @JsonRequest("steer/model")
  CompletableFuture<SteeringOptions> chooseModel(ModelRequest request);

  /**
   * Loads a language model from any folder for captions and sweeps, and has the study remember it;
   * {@code study/changed} tells what the study is then. One with another vision tower is refused.
   */
  @JsonRequest("steer/attach")
  CompletableFuture<SteeringOptions> attachModel(AttachRequest request);

  /** R at a site, measured over some images of the study where it is not known. */
  @JsonRequest("steer/norm")
  CompletableFuture<SiteNorm> siteNorm(SiteRequest request);

  /** The command line that gives the same caption. */
  @JsonRequest("steer/command")
  CompletableFuture<CommandText> command(CommandRequest request);

  /** The captions that the study keeps. */
  @JsonRequest("runs/list")
  CompletableFuture<CaptionRuns> runs();

  /** Keeps a caption, or changes one that is kept; the reply has its number. */
  @JsonRequest("runs/put")
  CompletableFuture<CaptionRun> putRun(CaptionRun run);

  @JsonRequest("runs/delete")
  CompletableFuture<Void> deleteRun(RunRequest request);

  /** Starts a job and returns at once; its life is told by {@link JobEvent}. */
  @JsonRequest("jobs/index")
  CompletableFuture<JobInfo> startIndex(IndexRequest request);

  /** Starts a job that draws the map of latents; {@code study/changed} tells when it is there. */
  @JsonRequest("jobs/map")
  CompletableFuture<JobInfo> startMap();

  /** Starts a job that measures MonoSemanticity with another encoder. */
  @JsonRequest("jobs/monosemanticity")
  CompletableFuture<JobInfo> startMonosemanticity(MonosemanticityRequest request);

  /** MS distributions against the neuron baseline, and the levels of a Matryoshka SAE. */
  @JsonRequest("study/quality")
  CompletableFuture<StudyQuality> quality();

  /** Starts a job that matches the latents of the open study with those of another. */
  @JsonRequest("jobs/compare")
  CompletableFuture<JobInfo> startCompare(CompareRequest request);

  /** What the last comparison found; waits for its end. */
  @JsonRequest("study/comparison")
  CompletableFuture<StudyComparison> comparison(ComparisonRequest request);

  /** Starts a job that goes on where an interrupted one ended. */
  @JsonRequest("jobs/resume")
  CompletableFuture<JobInfo> resumeIndex(ResumeIndexRequest request);

  /**
   * Explains latents of the open study; they appear in {@link FeatureDetail#explanations} as they
   * are made. What was explained by the same recipe before is kept.
   */
  @JsonRequest("jobs/explain")
  CompletableFuture<JobInfo> startExplain(ExplainRequest request);

  /**
   * Starts a job that measures the steerability of latents; {@code study/changed} tells when their
   * figures are in the list.
   */
  @JsonRequest("jobs/steerability")
  CompletableFuture<JobInfo> startSteerability(SteerabilityRequest request);

  /** Jobs that were cut off in the middle by the end of a worker. */
  @JsonRequest("jobs/interrupted")
  CompletableFuture<JobList> interruptedJobs();

  /**
   * Goes on with a job that was cancelled, failed or cut off, under its old number. What it needs a
   * study for needs that study to be open.
   */
  @JsonRequest("jobs/goOn")
  CompletableFuture<JobInfo> resumeJob(ResumeJobRequest request);

  /** Cancels a job; finished parts stay. One that was cut off is forgotten. */
  @JsonRequest("jobs/cancel")
  CompletableFuture<Void> cancelJob(CancelJobRequest request);

  /** Ends the worker after the reply. */
  @JsonRequest("worker/shutdown")
  CompletableFuture<Void> shutdown();
}
