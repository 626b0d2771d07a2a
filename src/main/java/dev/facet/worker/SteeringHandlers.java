package dev.facet.worker;

import dev.facet.core.CaptionResult;
import dev.facet.core.DoseResult;
import dev.facet.core.SweepResult;
import dev.facet.protocol.AppliedNorms;
import dev.facet.protocol.AppliedRequest;
import dev.facet.protocol.AttachRequest;
import dev.facet.protocol.CaptionEvent;
import dev.facet.protocol.CaptionRequest;
import dev.facet.protocol.CommandRequest;
import dev.facet.protocol.CommandText;
import dev.facet.protocol.DoseRequest;
import dev.facet.protocol.FeatureHits;
import dev.facet.protocol.FiringPage;
import dev.facet.protocol.FiringRequest;
import dev.facet.protocol.MeaningSearchRequest;
import dev.facet.protocol.ModelRequest;
import dev.facet.protocol.SiteNorm;
import dev.facet.protocol.SiteRequest;
import dev.facet.protocol.SteeringOptions;
import dev.facet.protocol.SweepEvent;
import dev.facet.protocol.SweepRequest;
import dev.facet.protocol.WindowApi;
import dev.facet.worker.engine.EngineThread;
import dev.facet.worker.engine.Priority;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Requests that ask the open study's networks at once: captions, sweeps, doses, what fires. */
final class SteeringHandlers {
  private static final long CAPTION_PAUSE_MS = 15;

  private final WorkerThreads threads;
  private final EngineThread engine;
  private final SteeringService steering;
  private final FeatureService features;
  private final Supplier<WindowApi> window;

  /**
   * @param window hears the events, on the sender thread
   */
  SteeringHandlers(
      WorkerThreads threads,
      StudyService studies,
      FeatureService features,
      Supplier<WindowApi> window) {
    this.threads = threads;
    this.engine = threads.engine();
    this.steering = new SteeringService(studies);
    this.features = features;
    this.window = window;
  }

  CompletableFuture<FeatureHits> searchMeaning(MeaningSearchRequest request) {
    return Chain.of(
        engine.submitLatest("meaning", Priority.INTERACTIVE, cancellation -> meaning(request)),
        found -> threads.store(found));
  }

  /** The engine's share of a search; what it returns asks the study. */
  private Supplier<FeatureHits> meaning(MeaningSearchRequest request) {
    int limit = request.limit();
    return switch (request.mode()) {
      case TEXT -> {
        float[] embedding = steering.textEmbedding(request.text());
        yield () -> features.nearestToText(embedding, request.among(), limit);
      }
      case IMAGE -> {
        float[] embedding = steering.imageEmbedding(request.address(), request.patches());
        yield () -> features.nearestToImage(embedding, request.among(), limit);
      }
      case CODES -> {
        float[] largest = steering.largestCodes(request.address(), request.patches());
        yield () -> features.strongest(largest, request.among(), limit);
      }
    };
  }

  CompletableFuture<FiringPage> firing(FiringRequest request) {
    return engine.submitLatest(
        "firing", Priority.VISIBLE, cancellation -> steering.firing(request));
  }

  CompletableFuture<CaptionResult> caption(CaptionRequest request) {
    return engine.submitLatest(
        "caption " + request.panel(),
        Priority.INTERACTIVE,
        cancellation -> {
          LatestValue<CaptionEvent> stream =
              new LatestValue<>(
                  threads.timer(), CAPTION_PAUSE_MS, e -> window.get().captionProgress(e));
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

  CompletableFuture<SweepResult> sweep(SweepRequest request) {
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

  private void sendPoint(SweepEvent event) {
    threads.send(() -> window.get().sweepProgress(event));
  }

  CompletableFuture<DoseResult> dose(DoseRequest request) {
    return engine.submitLatest(
        "dose " + request.panel(),
        Priority.VISIBLE,
        cancellation -> steering.dose(request.spec(), cancellation));
  }

  CompletableFuture<AppliedNorms> applied(AppliedRequest request) {
    return engine.submitLatest(
        "applied",
        Priority.VISIBLE,
        cancellation -> new AppliedNorms(steering.applied(request.spec())));
  }

  CompletableFuture<SteeringOptions> steeringOptions() {
    return engine.submit(Priority.INTERACTIVE, cancellation -> steering.options());
  }

  CompletableFuture<SteeringOptions> chooseModel(ModelRequest request) {
    return engine.submit(
        Priority.INTERACTIVE,
        cancellation -> {
          steering.choose(request.model());
          return steering.options();
        });
  }

  CompletableFuture<SteeringOptions> attachModel(AttachRequest request) {
    return engine.submit(
        Priority.INTERACTIVE,
        cancellation -> {
          steering.attach(Path.of(request.path()));
          return steering.options();
        });
  }

  CompletableFuture<SiteNorm> siteNorm(SiteRequest request) {
    return engine.submit(
        Priority.INTERACTIVE,
        cancellation -> new SiteNorm(request.site(), steering.residualNorm(request.site())));
  }

  CompletableFuture<CommandText> command(CommandRequest request) {
    return engine.submit(Priority.INTERACTIVE, cancellation -> steering.command(request));
  }
}
