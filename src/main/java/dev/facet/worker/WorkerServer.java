package dev.facet.worker;

import dev.facet.core.Arithmetic;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionRun;
import dev.facet.core.DoseResult;
import dev.facet.core.FacetVersion;
import dev.facet.core.Progress;
import dev.facet.core.StudyComparison;
import dev.facet.core.SweepResult;
import dev.facet.index.IndexHost;
import dev.facet.protocol.AnnotateRequest;
import dev.facet.protocol.ArithmeticInfo;
import dev.facet.protocol.ArithmeticRequest;
import dev.facet.protocol.CancelJobRequest;
import dev.facet.protocol.CaptionEvent;
import dev.facet.protocol.CaptionRequest;
import dev.facet.protocol.CaptionRuns;
import dev.facet.protocol.CommandRequest;
import dev.facet.protocol.CommandText;
import dev.facet.protocol.CompareRequest;
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
import dev.facet.protocol.ImageData;
import dev.facet.protocol.ImagePage;
import dev.facet.protocol.ImageQuery;
import dev.facet.protocol.IndexEstimate;
import dev.facet.protocol.IndexRequest;
import dev.facet.protocol.InspectReply;
import dev.facet.protocol.InspectRequest;
import dev.facet.protocol.JobInfo;
import dev.facet.protocol.MeaningSearchRequest;
import dev.facet.protocol.ModelRequest;
import dev.facet.protocol.MonosemanticityRequest;
import dev.facet.protocol.OpenStudyRequest;
import dev.facet.protocol.PixelsRequest;
import dev.facet.protocol.ResumeIndexRequest;
import dev.facet.protocol.RunRequest;
import dev.facet.protocol.SiteNorm;
import dev.facet.protocol.SiteRequest;
import dev.facet.protocol.SkippedImages;
import dev.facet.protocol.SteerabilityRequest;
import dev.facet.protocol.SteeringOptions;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.StudyQuality;
import dev.facet.protocol.SweepEvent;
import dev.facet.protocol.SweepRequest;
import dev.facet.protocol.WindowApi;
import dev.facet.protocol.WorkerApi;
import dev.facet.protocol.WorkerInfo;
import dev.facet.protocol.WorkerStatus;
import dev.facet.tensor.Torch;
import dev.facet.workspace.Study;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Answers the window. Models are asked on the engine thread, the study's tables and pictures on
 * threads of their own, so that browsing never waits for a forward pass; everything that goes out,
 * events and replies alike, goes through one sender thread, which keeps their order and spares the
 * engine thread the writing of JSON.
 */
public final class WorkerServer implements WorkerApi, AutoCloseable {
  private static final long CAPTION_PAUSE_MS = 15;
  private static final int STORE_THREADS = 2;
  private static final int PICTURE_THREADS = 2;

  /** What must end within this time when the worker ends; native work cannot be interrupted. */
  private static final long PATIENCE_MS = 5_000;

  private final Supplier<WindowApi> window;
  private final Runnable onShutdown;
  private final ScheduledThreadPoolExecutor sender;
  private final LatestValue.Timer timer;
  private final ExecutorService store;
  private final ExecutorService pictures;
  private final EngineThread engine;
  private final StatusReporter status;
  private final StudyService studies;
  private final StudyMaker maker;
  private final FeatureService features;
  private final ImageService images;
  private final SteeringService steering;
  private final JobService jobs;

  /** Studies that are being made, until they are. */
  private final Map<Path, CompletableFuture<Path>> coming = new ConcurrentHashMap<>();

  /**
   * @param window hears the events, on the sender thread
   * @param opener loads a study's networks
   * @param maker makes studies
   * @param arithmetic of the networks, until the window chooses another
   * @param onShutdown called after the reply to the window's request to end
   */
  WorkerServer(
      Supplier<WindowApi> window,
      StudyEngine.Opener opener,
      StudyMaker maker,
      Arithmetic arithmetic,
      Runnable onShutdown) {
    this.window = window;
    this.maker = maker;
    this.onShutdown = onShutdown;
    sender =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().daemon().name("sender").unstarted(task));
    sender.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    timer = LatestValue.Timer.of(sender);
    store = pool("store", STORE_THREADS);
    pictures = pool("pictures", PICTURE_THREADS);
    status = new StatusReporter(sender, this::present, s -> window.get().status(s));
    engine = new EngineThread(sender, status::changed);
    studies = new StudyService(opener, arithmetic, this::sendStudy);
    features = new FeatureService(studies);
    images = new ImageService(studies);
    steering = new SteeringService(studies);
    jobs = new JobService(engine, timer, e -> window.get().jobProgress(e));
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
    return engine.submit(
        Priority.INTERACTIVE,
        cancellation -> {
          Arithmetic.Choice choice = studies.compute(Arithmetic.parse(request.arithmetic()));
          return new ArithmeticInfo(choice.used().word(), choice.reason());
        });
  }

  @Override
  public CompletableFuture<InspectReply> inspect(InspectRequest request) {
    return answer(pictures, () -> Inspection.of(Path.of(request.path())).reply(request.path()));
  }

  @Override
  public CompletableFuture<StudyInfo> openStudy(OpenStudyRequest request) {
    String path = request.path();
    if (path != null) {
      return open(Path.of(path), request.growing());
    }
    CompletableFuture<Path> demo =
        Chain.of(
            answer(store, maker::hasDemo),
            made -> {
              if (made) {
                return CompletableFuture.completedFuture(maker.demo());
              }
              Indexing making =
                  startIndexing(
                      "Making the demo study",
                      maker.demo(),
                      maker::makeDemo,
                      "The demo study is ready");
              return request.growing() ? making.visible() : making.job().result();
            });
    return Chain.of(demo, folder -> open(folder, request.growing()));
  }

  private CompletableFuture<StudyInfo> open(Path folder, boolean growing) {
    CompletableFuture<Path> visible = coming.get(home(folder));
    return growing && visible != null
        ? Chain.of(visible, this::openGrowing)
        : engine.submit(Priority.INTERACTIVE, cancellation -> studies.open(folder, growing));
  }

  private CompletableFuture<StudyInfo> openGrowing(Path folder) {
    return engine.submit(Priority.INTERACTIVE, cancellation -> studies.open(folder, true));
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

  private Indexing startIndexing(String title, Path study, IndexBody body, String message) {
    CompletableFuture<Path> visible = new CompletableFuture<>();
    coming.put(home(study), visible);
    JobService.Job<Path> job =
        jobs.start(
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
        sender.execute(() -> visible.complete(study.folder()));
      }
    };
  }

  private static Path home(Path folder) {
    return folder.toAbsolutePath().normalize();
  }

  private void sendStudy(StudyInfo study) {
    sender.execute(() -> window.get().studyChanged(study));
  }

  @Override
  public CompletableFuture<FeaturePage> features(FeatureQuery query) {
    return answer(store, () -> features.page(query));
  }

  @Override
  public CompletableFuture<FeatureDetail> feature(FeatureRequest request) {
    return answer(store, () -> features.detail(request));
  }

  @Override
  public CompletableFuture<FeatureColumns> columns(FeatureQuery query) {
    return answer(store, () -> features.columns(query));
  }

  @Override
  public CompletableFuture<FeatureHits> searchMeaning(MeaningSearchRequest request) {
    return Chain.of(
        engine.submitLatest("meaning", Priority.INTERACTIVE, cancellation -> meaning(request)),
        found -> answer(store, found));
  }

  /** The engine's share of a search; what it returns asks the study. */
  private Supplier<FeatureHits> meaning(MeaningSearchRequest request) {
    int limit = request.limit();
    return switch (request.mode()) {
      case TEXT -> {
        float[] embedding = steering.textEmbedding(request.text());
        yield () -> features.nearestToText(embedding, limit);
      }
      case IMAGE -> {
        float[] embedding = steering.imageEmbedding(request.address(), request.patches());
        yield () -> features.nearestToImage(embedding, limit);
      }
      case CODES -> {
        float[] largest = steering.largestCodes(request.address(), request.patches());
        yield () -> features.strongest(largest, limit);
      }
    };
  }

  @Override
  public CompletableFuture<SkippedImages> skippedImages() {
    return answer(store, images::skipped);
  }

  @Override
  public CompletableFuture<FeatureRow> annotate(AnnotateRequest request) {
    return answer(store, () -> features.annotate(request));
  }

  @Override
  public CompletableFuture<ImagePage> images(ImageQuery query) {
    return answer(store, () -> images.page(query));
  }

  @Override
  public CompletableFuture<ImageData> pixels(PixelsRequest request) {
    return answer(pictures, () -> images.pixels(request));
  }

  @Override
  public CompletableFuture<FiringPage> firing(FiringRequest request) {
    return engine.submitLatest(
        "firing", Priority.VISIBLE, cancellation -> steering.firing(request));
  }

  @Override
  public CompletableFuture<CaptionResult> caption(CaptionRequest request) {
    return engine.submitLatest(
        "caption " + request.panel(),
        Priority.INTERACTIVE,
        cancellation -> {
          LatestValue<CaptionEvent> stream =
              new LatestValue<>(timer, CAPTION_PAUSE_MS, e -> window.get().captionProgress(e));
          int[] tokens = {0};
          try {
            return steering.caption(
                request.spec(),
                text -> stream.offer(new CaptionEvent(request.id(), text, ++tokens[0])),
                cancellation);
          } finally {
            stream.flush();
          }
        });
  }

  @Override
  public CompletableFuture<SweepResult> sweep(SweepRequest request) {
    return engine.submitLatest(
        "sweep " + request.panel(),
        request.background() ? Priority.VISIBLE : Priority.INTERACTIVE,
        cancellation -> {
          double unit = steering.residualNorm();
          return steering.sweep(
              request.spec(),
              point -> sendPoint(new SweepEvent(request.id(), unit, point)),
              cancellation);
        });
  }

  @Override
  public CompletableFuture<DoseResult> dose(DoseRequest request) {
    return engine.submitLatest(
        "dose " + request.panel(),
        Priority.VISIBLE,
        cancellation -> steering.dose(request.spec(), cancellation));
  }

  private void sendPoint(SweepEvent event) {
    sender.execute(() -> window.get().sweepProgress(event));
  }

  @Override
  public CompletableFuture<IndexEstimate> estimateIndex(IndexRequest request) {
    return engine.submitLatest(
        "estimate", Priority.VISIBLE, cancellation -> maker.estimate(request, cancellation));
  }

  @Override
  public CompletableFuture<SteeringOptions> steeringOptions() {
    return engine.submit(Priority.INTERACTIVE, cancellation -> steering.options());
  }

  @Override
  public CompletableFuture<SteeringOptions> chooseModel(ModelRequest request) {
    return engine.submit(
        Priority.INTERACTIVE,
        cancellation -> {
          steering.choose(request.model());
          return steering.options();
        });
  }

  @Override
  public CompletableFuture<SiteNorm> siteNorm(SiteRequest request) {
    return engine.submit(
        Priority.INTERACTIVE,
        cancellation -> new SiteNorm(request.site(), steering.residualNorm(request.site())));
  }

  @Override
  public CompletableFuture<CommandText> command(CommandRequest request) {
    return engine.submit(
        Priority.INTERACTIVE, cancellation -> new CommandText(steering.command(request.spec())));
  }

  @Override
  public CompletableFuture<CaptionRuns> runs() {
    return answer(store, () -> new CaptionRuns(studies.study().runs().all()));
  }

  @Override
  public CompletableFuture<CaptionRun> putRun(CaptionRun run) {
    return answer(store, () -> studies.study().runs().put(run));
  }

  @Override
  public CompletableFuture<Void> deleteRun(RunRequest request) {
    return answer(
        store,
        () -> {
          studies.study().runs().delete(request.id());
          return null;
        });
  }

  @Override
  public CompletableFuture<JobInfo> startIndex(IndexRequest request) {
    Path out = Path.of(request.out());
    IndexRequest inArithmetic =
        request.arithmetic() == null ? request.in(studies.wanted().word()) : request;
    return CompletableFuture.completedFuture(
        startIndexing(
                "Indexing " + Path.of(request.images()).getFileName(),
                out,
                (progress, cancellation, host) ->
                    maker.index(inArithmetic, progress, cancellation, host),
                "The study is ready in " + out)
            .job()
            .info());
  }

  @Override
  public CompletableFuture<JobInfo> startMap() {
    return CompletableFuture.completedFuture(
        jobs.start("Drawing the map of latents", studies::drawMap, done -> "The map is drawn")
            .info());
  }

  @Override
  public CompletableFuture<JobInfo> startMonosemanticity(MonosemanticityRequest request) {
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

  @Override
  public CompletableFuture<StudyQuality> quality() {
    return answer(store, () -> QualityService.quality(studies.study()));
  }

  @Override
  public CompletableFuture<StudyComparison> compare(CompareRequest request) {
    return engine.submitLatest(
        "compare",
        Priority.VISIBLE,
        cancellation ->
            ComparisonService.compare(
                studies.study(),
                Path.of(request.other()),
                request.limit(),
                Progress.NONE,
                cancellation));
  }

  @Override
  public CompletableFuture<JobInfo> resumeIndex(ResumeIndexRequest request) {
    Path study = Path.of(request.path());
    return CompletableFuture.completedFuture(
        startIndexing(
                "Going on with " + study.getFileName(),
                study,
                (progress, cancellation, host) -> maker.resume(study, progress, cancellation, host),
                "The study is ready in " + study)
            .job()
            .info());
  }

  @Override
  public CompletableFuture<JobInfo> startExplain(ExplainRequest request) {
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

  @Override
  public CompletableFuture<JobInfo> startSteerability(SteerabilityRequest request) {
    return CompletableFuture.completedFuture(
        jobs.start(
                "Measuring steerability",
                (progress, cancellation) -> studies.steerability(request, progress, cancellation),
                message -> message)
            .info());
  }

  @Override
  public CompletableFuture<Void> cancelJob(CancelJobRequest request) {
    jobs.cancel(request.job());
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> shutdown() {
    var _ = sender.schedule(onShutdown, 50, TimeUnit.MILLISECONDS);
    return CompletableFuture.completedFuture(null);
  }

  /** Cancels everything, closes the study and ends all threads. */
  @Override
  public void close() {
    store.shutdownNow();
    pictures.shutdownNow();
    engine.close(PATIENCE_MS, studies::close);
    sender.shutdown();
  }

  private WorkerStatus present() {
    return new WorkerStatus(
        ResidentMemory.bytes(), engine.queued(), engine.busy(), studies.arithmetic().used().word());
  }

  /** Computes a reply on a pool; it is sent on the sender thread. */
  private <T> CompletableFuture<T> answer(ExecutorService pool, Supplier<T> question) {
    CompletableFuture<T> reply = new CompletableFuture<>();
    pool.execute(
        () -> {
          if (reply.isCancelled()) {
            return; // scrolled out of sight before its turn came
          }
          try {
            T value = question.get();
            sender.execute(() -> reply.complete(value));
          } catch (RuntimeException | Error e) {
            sender.execute(() -> reply.completeExceptionally(e));
          }
        });
    return reply;
  }

  private static ExecutorService pool(String name, int threads) {
    return Executors.newFixedThreadPool(
        threads, Thread.ofPlatform().daemon().name(name + "-", 0).factory());
  }
}
