package dev.facet.worker;

import dev.facet.core.Arithmetic;
import dev.facet.core.CaptionRun;
import dev.facet.protocol.AnnotateRequest;
import dev.facet.protocol.ArithmeticInfo;
import dev.facet.protocol.ArithmeticRequest;
import dev.facet.protocol.CaptionRuns;
import dev.facet.protocol.FeatureColumns;
import dev.facet.protocol.FeatureDetail;
import dev.facet.protocol.FeaturePage;
import dev.facet.protocol.FeatureQuery;
import dev.facet.protocol.FeatureRequest;
import dev.facet.protocol.FeatureRow;
import dev.facet.protocol.ImageData;
import dev.facet.protocol.ImagePage;
import dev.facet.protocol.ImageQuery;
import dev.facet.protocol.PixelsRequest;
import dev.facet.protocol.RunRequest;
import dev.facet.protocol.SkippedImages;
import dev.facet.protocol.StudyQuality;
import dev.facet.worker.engine.Priority;
import java.util.concurrent.CompletableFuture;

/** Requests about what the open study holds: features, images, captions, figures. */
final class StudyHandlers {
  private final WorkerThreads threads;
  private final StudyService studies;
  private final FeatureService features;
  private final ImageService images;

  StudyHandlers(WorkerThreads threads, StudyService studies, FeatureService features) {
    this.threads = threads;
    this.studies = studies;
    this.features = features;
    this.images = new ImageService(studies);
  }

  CompletableFuture<ArithmeticInfo> arithmetic(ArithmeticRequest request) {
    return threads
        .engine()
        .submit(
            Priority.INTERACTIVE,
            cancellation -> {
              Arithmetic.Choice choice = studies.compute(Arithmetic.parse(request.arithmetic()));
              return new ArithmeticInfo(choice.used().word(), choice.reason());
            });
  }

  CompletableFuture<FeaturePage> features(FeatureQuery query) {
    return threads.store(() -> features.page(query));
  }

  CompletableFuture<FeatureDetail> feature(FeatureRequest request) {
    return threads.store(() -> features.detail(request));
  }

  CompletableFuture<FeatureColumns> columns(FeatureQuery query) {
    return threads.store(() -> features.columns(query));
  }

  CompletableFuture<FeatureRow> annotate(AnnotateRequest request) {
    return threads.store(() -> features.annotate(request));
  }

  CompletableFuture<ImagePage> images(ImageQuery query) {
    return threads.store(() -> images.page(query));
  }

  CompletableFuture<SkippedImages> skippedImages() {
    return threads.store(images::skipped);
  }

  CompletableFuture<ImageData> pixels(PixelsRequest request) {
    return threads.pictures(() -> images.pixels(request));
  }

  CompletableFuture<CaptionRuns> runs() {
    return threads.store(() -> new CaptionRuns(studies.study().runs().all()));
  }

  CompletableFuture<CaptionRun> putRun(CaptionRun run) {
    return threads.store(() -> studies.study().runs().put(run));
  }

  CompletableFuture<Void> deleteRun(RunRequest request) {
    return threads.store(
        () -> {
          studies.study().runs().delete(request.id());
          return null;
        });
  }

  CompletableFuture<StudyQuality> quality() {
    return threads.store(() -> QualityService.quality(studies.study()));
  }
}
