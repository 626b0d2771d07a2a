package dev.facet.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.core.AppliedNorm;
import dev.facet.core.Arithmetic;
import dev.facet.core.Cancellation;
import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Control;
import dev.facet.core.Direction;
import dev.facet.core.DoseResult;
import dev.facet.core.DoseSpec;
import dev.facet.core.ExplainMethod;
import dev.facet.core.FacetException;
import dev.facet.core.FacetFolders;
import dev.facet.core.FeatureFacets;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.core.Progress;
import dev.facet.core.SweepPoint;
import dev.facet.core.SweepResult;
import dev.facet.core.SweepSpec;
import dev.facet.image.BlankImages;
import dev.facet.image.ImageReader;
import dev.facet.image.ImageWriter;
import dev.facet.image.RgbImage;
import dev.facet.index.IndexHost;
import dev.facet.protocol.AnnotateRequest;
import dev.facet.protocol.ArithmeticInfo;
import dev.facet.protocol.ArithmeticRequest;
import dev.facet.protocol.CancelJobRequest;
import dev.facet.protocol.CaptionEvent;
import dev.facet.protocol.CaptionRequest;
import dev.facet.protocol.CommandRequest;
import dev.facet.protocol.CommandText;
import dev.facet.protocol.CompareRequest;
import dev.facet.protocol.ComparisonRequest;
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
import dev.facet.protocol.ImageQuery;
import dev.facet.protocol.IndexEstimate;
import dev.facet.protocol.IndexRequest;
import dev.facet.protocol.IndexState;
import dev.facet.protocol.JobEvent;
import dev.facet.protocol.JobInfo;
import dev.facet.protocol.KeepImageRequest;
import dev.facet.protocol.MeaningSearchRequest;
import dev.facet.protocol.MonosemanticityRequest;
import dev.facet.protocol.OpenStudyRequest;
import dev.facet.protocol.PixelsRequest;
import dev.facet.protocol.ResumeIndexRequest;
import dev.facet.protocol.ResumeJobRequest;
import dev.facet.protocol.SteerabilityRequest;
import dev.facet.protocol.SteeringOptions;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.StudyQuality;
import dev.facet.protocol.SweepEvent;
import dev.facet.protocol.SweepRequest;
import dev.facet.protocol.WindowApi;
import dev.facet.protocol.WorkerStatus;
import dev.facet.workspace.Study;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server on a real study, with an engine that writes words without a network. */
@Timeout(30)
class WorkerServerTest {
  private static final Intervention EDIT =
      Intervention.add(HookPoint.out(HookPoint.Tower.VISION, 3), Direction.latent(1), 1);

  /** A question that the engine answers until it is cancelled. */
  private static final String ENDLESS = "tell me everything";

  @TempDir Path folder;

  private final Recorder window = new Recorder();
  private final FakeEngine engine = new FakeEngine();
  private final DemoMaker maker = new DemoMaker();
  private volatile Runnable whileLoading = () -> {};
  private WorkerServer server;

  @BeforeEach
  void start() {
    server =
        new WorkerServer(() -> window, this::open, maker, folders(), Arithmetic.FP32, () -> {});
  }

  private FacetFolders folders() {
    return new FacetFolders(folder, folder.resolve("data"));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void latents_are_explained_by_a_job_that_says_what_came_of_it() throws Exception {
    server.openStudy(new OpenStudyRequest(null)).get();
    JobInfo job =
        server
            .startExplain(
                new ExplainRequest(ExplainMethod.HYBRID, Control.NONE, List.of(2), null, null))
            .get();
    assertEquals("Explaining latent 2 by top images, steered", job.title());
    assertEquals("Explained [2]", window.until(job, JobEvent.State.DONE).message());
  }

  @Test
  void an_opening_that_is_given_up_while_networks_load_opens_nothing() throws Exception {
    String study = open().path();
    server.close();
    start();
    int closed = engine.closed.get();
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    whileLoading =
        () -> {
          loading.countDown();
          try {
            goOn.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        };
    CompletableFuture<StudyInfo> opening = server.openStudy(new OpenStudyRequest(study));
    loading.await();
    opening.cancel(true);
    whileLoading = () -> {};
    goOn.countDown();
    assertThrows(ExecutionException.class, () -> server.steeringOptions().get(), "no study");
    assertEquals(closed + 1, engine.closed.get(), "what was loaded in vain");
    assertEquals(study, server.openStudy(new OpenStudyRequest(study)).get().path());
  }

  @Test
  void a_job_that_the_end_of_the_worker_cuts_off_goes_on_in_the_next_one() throws Exception {
    String study = open().path();
    engine.endless = true;
    ExplainRequest request =
        new ExplainRequest(ExplainMethod.STEERING, Control.NONE, List.of(), null, null);
    JobInfo job = server.startExplain(request).get();
    window.until(job, JobEvent.State.RUNNING);
    server.close();

    engine.endless = false;
    start();
    JobEvent cutOff = server.interruptedJobs().get().jobs().getFirst();
    assertEquals(job.job(), cutOff.job());
    assertEquals("Explaining all latents by steering", cutOff.title());
    assertEquals(study, cutOff.study());
    assertThrows(
        FacetException.class, () -> server.resumeJob(new ResumeJobRequest(job.job())), "no study");
    open();
    assertEquals(job, server.resumeJob(new ResumeJobRequest(job.job())).get());
    assertEquals("Explained []", window.until(job, JobEvent.State.DONE).message());
    assertEquals(List.of(), server.interruptedJobs().get().jobs());
    FacetException over =
        assertThrows(FacetException.class, () -> server.resumeJob(new ResumeJobRequest(job.job())));
    assertTrue(over.getMessage().contains("no job " + job.job()), over.getMessage());
  }

  @Test
  void a_pasted_picture_becomes_a_file_that_can_be_asked_about() throws Exception {
    open();
    RgbImage picture = BlankImages.parse("noise:3", 5, 4);
    KeepImageRequest request =
        new KeepImageRequest(Base64.getEncoder().encodeToString(ImageWriter.png(picture)));
    String address = server.keepImage(request).get().address();
    assertTrue(address.startsWith(folders().pasted().toString()), address);
    assertArrayEquals(picture.rgb(), ImageReader.read(Path.of(address)).rgb());
    assertEquals(5, server.pixels(new PixelsRequest(address, 64)).get().width());
    assertEquals(address, server.keepImage(request).get().address(), "kept once");
    ExecutionException none =
        assertThrows(ExecutionException.class, server.keepImage(new KeepImageRequest("AAAA"))::get);
    assertTrue(none.getCause().getMessage().startsWith("pasted picture"), none.getMessage());
  }

  @Test
  void what_a_person_cancels_can_go_on_now_and_is_forgotten_later() throws Exception {
    open();
    engine.endless = true;
    JobInfo job =
        server
            .startExplain(
                new ExplainRequest(ExplainMethod.TOPK, Control.NONE, List.of(1), null, null))
            .get();
    window.until(job, JobEvent.State.RUNNING);
    server.cancelJob(new CancelJobRequest(job.job())).get();
    window.until(job, JobEvent.State.CANCELLED);
    assertEquals(List.of(), server.interruptedJobs().get().jobs());
    engine.endless = false;
    window.jobs.clear();
    assertEquals(job, server.resumeJob(new ResumeJobRequest(job.job())).get());
    window.until(job, JobEvent.State.DONE);
  }

  @Test
  void the_demo_study_is_made_once_with_a_job_and_opened() throws Exception {
    StudyInfo info = server.openStudy(new OpenStudyRequest(null)).get();
    assertEquals("tiny", info.name());
    assertEquals(List.of(0.0, 5.0, 10.0, 15.0, 20.0, 30.0, 40.0, 60.0, 80.0), info.strengths());
    assertEquals(List.of("fake"), info.models());
    assertEquals(JobEvent.State.QUEUED, window.jobs.getFirst().state());
    assertEquals("The demo study is ready", window.jobs.getLast().message());
    assertEquals(info, server.openStudy(new OpenStudyRequest(null)).get());
    assertEquals(1, maker.made.get());
  }

  @Test
  void what_another_arithmetic_says_is_computed_and_saved_apart() throws Exception {
    open();
    SweepSpec spec = new SweepSpec("white", "?", EDIT, List.of(0.0, 10.0), 8, null);
    server.sweep(new SweepRequest(1, "main", spec, true)).get();
    assertEquals(
        new ArithmeticInfo("fast", ""), server.arithmetic(new ArithmeticRequest("fast")).get());
    assertEquals("fast", server.hello().get().arithmetic());
    server.sweep(new SweepRequest(2, "main", spec, true)).get();
    assertEquals(2, engine.sweeps.get());
    server.arithmetic(new ArithmeticRequest("fp32")).get();
    server.sweep(new SweepRequest(3, "main", spec, true)).get();
    assertEquals(2, engine.sweeps.get(), "fp32 had said it already");
    ExecutionException unknown =
        assertThrows(
            ExecutionException.class, server.arithmetic(new ArithmeticRequest("int1"))::get);
    assertTrue(unknown.getCause().getMessage().contains("fp32, fast, bf16"));
  }

  @Test
  void features_are_searched_shown_and_annotated() throws Exception {
    open();
    FeaturePage page =
        server
            .features(new FeatureQuery("", FeatureQuery.Sort.FREQUENCY, true, true, false, 0, 10))
            .get();
    assertEquals(2, page.total());
    assertEquals("red", page.rows().getFirst().label());
    FeatureDetail detail = server.feature(new FeatureRequest(1, 16)).get();
    assertEquals(List.of(0f, 0f, 0f, 2f), detail.top().getFirst().heat());
    assertEquals("a red square", detail.top().getFirst().caption());
    assertEquals(
        "my red",
        server.annotate(new AnnotateRequest(1, true, "my red", null, null)).get().label());
    assertEquals(
        1,
        server
            .features(new FeatureQuery("my", FeatureQuery.Sort.INDEX, false, false, true, 0, 10))
            .get()
            .total());
    ExecutionException unknown =
        assertThrows(ExecutionException.class, server.feature(new FeatureRequest(99, 16))::get);
    assertEquals(
        FacetException.Kind.NOT_FOUND,
        assertInstanceOf(FacetException.class, unknown.getCause()).kind());
  }

  @Test
  void a_study_opens_while_it_is_indexed_and_grows() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    maker.untilSeen = seen;
    StudyInfo early = server.openStudy(new OpenStudyRequest(null, true)).get();
    assertEquals(new IndexState(1, 2, 0, false, true), early.index());
    assertEquals(5, early.residualNorm());
    FeatureQuery alive = new FeatureQuery("", FeatureQuery.Sort.INDEX, false, true, false, 0, 9);
    assertEquals(1, server.features(alive).get().total());
    assertEquals(1, server.images(new ImageQuery("", 0, 9)).get().total());
    seen.countDown();
    StudyInfo whole = window.studies.take();
    while (!whole.index().complete()) {
      whole = window.studies.take();
    }
    assertEquals(new IndexState(2, 2, 0, true, false), whole.index());
    assertEquals(10, whole.residualNorm());
    assertEquals(10, engine.unit);
    assertEquals(2, server.features(alive).get().total());
    assertEquals(whole, server.openStudy(new OpenStudyRequest(null)).get());
  }

  @Test
  void an_index_that_breaks_off_leaves_what_there_is_and_goes_on_later() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    maker.untilSeen = seen;
    maker.breaksOff = true;
    StudyInfo early = server.openStudy(new OpenStudyRequest(null, true)).get();
    seen.countDown();
    StudyInfo left = window.studies.take();
    while (left.index().running()) {
      left = window.studies.take();
    }
    assertEquals(new IndexState(1, 2, 0, false, false), left.index());
    ExecutionException unfinished =
        assertThrows(
            ExecutionException.class, server.openStudy(new OpenStudyRequest(early.path()))::get);
    assertTrue(unfinished.getMessage().contains("is not finished"), unfinished.getMessage());

    server.resumeIndex(new ResumeIndexRequest(early.path())).get();
    StudyInfo whole = window.studies.take();
    while (!whole.index().complete()) {
      whole = window.studies.take();
    }
    assertEquals(2, whole.images());
  }

  @Test
  void monosemanticity_names_its_encoder() throws Exception {
    StudyInfo before = open();
    assertEquals("", before.encoder());
    assertEquals(List.of(), server.quality().get().monosemanticity());
    server.startMonosemanticity(new MonosemanticityRequest("/models/dino")).get();
    assertEquals("dino", window.studies.take().encoder());
    StudyQuality.Scores scores = server.quality().get().monosemanticity().getFirst();
    assertEquals("dino", scores.encoder());
    assertArrayEquals(new float[] {0.25f, 0.5f}, scores.latents().values());
    assertArrayEquals(new float[] {0.1f, 0.2f}, scores.neurons().values());
    FeatureRow row = server.feature(new FeatureRequest(2, 1)).get().row();
    assertEquals(0.5, row.monosemanticity());
  }

  @Test
  void a_map_of_three_latents_is_refused_with_a_reason() throws Exception {
    open();
    server.startMap().get();
    JobEvent end = window.jobs.getLast();
    while (end.state() != JobEvent.State.FAILED) {
      Thread.onSpinWait();
      end = window.jobs.getLast();
    }
    assertTrue(end.message().contains("at least 32 latents"), end.message());
  }

  @Test
  void a_study_cannot_be_compared_with_nothing() throws Exception {
    StudyInfo info = open();
    JobInfo job = server.startCompare(new CompareRequest("nowhere", 9)).get();
    assertEquals("Comparing with nowhere", job.title());
    ExecutionException held =
        assertThrows(
            ExecutionException.class, server.comparison(new ComparisonRequest(job.job()))::get);
    assertTrue(held.getMessage().contains("is not a study"), held.getMessage());
    ExecutionException other =
        assertThrows(ExecutionException.class, server.comparison(new ComparisonRequest(99))::get);
    assertTrue(other.getMessage().contains("Another comparison"), other.getMessage());
    assertEquals("tiny", info.name());
  }

  @Test
  void columns_hold_what_the_scatter_draws() throws Exception {
    open();
    server.annotate(new AnnotateRequest(2, true, null, null, List.of("warm"))).get();
    FeatureQuery alive = new FeatureQuery("", FeatureQuery.Sort.INDEX, false, true, false, 0, 0);
    FeatureColumns columns = server.columns(alive).get();
    assertArrayEquals(new int[] {1, 2}, columns.features().values());
    assertArrayEquals(new float[] {0.5f, 0.1f}, columns.frequency().values());
    assertArrayEquals(new int[] {2}, columns.starred().values());
    assertTrue(Float.isNaN(columns.monosemanticity().values()[0]), "not computed");
    assertTrue(Float.isNaN(columns.mapX().values()[0]), "no map was made");
  }

  @Test
  void facets_bound_figures_and_ask_for_tags() throws Exception {
    open();
    server.annotate(new AnnotateRequest(2, null, null, null, List.of("warm", "sea"))).get();
    assertEquals(List.of(1), found(range(FeatureFacets.Figure.FREQUENCY, 0.2, null)));
    assertEquals(List.of(0, 2), found(range(FeatureFacets.Figure.FREQUENCY, null, 0.2)));
    assertEquals(List.of(), found(range(FeatureFacets.Figure.STEERABILITY, null, 1.0)));
    assertEquals(List.of(2), found(new FeatureFacets(List.of(), List.of("sea"), null, null)));
    assertEquals(List.of(), found(new FeatureFacets(List.of(), List.of("se"), null, null)));
    assertEquals(List.of(0, 1), found(new FeatureFacets(List.of(), List.of(), false, null)));
    assertEquals(List.of(), found(new FeatureFacets(List.of(), List.of(), null, true)));
  }

  private static FeatureFacets range(FeatureFacets.Figure figure, Double from, Double to) {
    return new FeatureFacets(
        List.of(new FeatureFacets.Range(figure, from, to)), List.of(), null, null);
  }

  private List<Integer> found(FeatureFacets facets) throws Exception {
    return server
        .features(new FeatureQuery("", FeatureQuery.Sort.INDEX, false, false, false, facets, 0, 10))
        .get()
        .rows()
        .stream()
        .map(FeatureRow::feature)
        .toList();
  }

  @Test
  void features_are_found_by_what_they_mean() throws Exception {
    open();
    FeatureHits sky =
        server.searchMeaning(MeaningSearchRequest.text("sky", FeatureQuery.ALL, 5)).get();
    assertEquals(List.of(2, 1), sky.hits().stream().map(h -> h.row().feature()).toList());
    assertEquals(1, sky.hits().getFirst().score(), 1e-6);
    // The corpus lies around (0, 1/2): what sets (1, 1) apart from it points along the first axis.
    FeatureHits image =
        server
            .searchMeaning(
                MeaningSearchRequest.image(
                    MeaningSearchRequest.Mode.IMAGE, "corpus:0", List.of(), FeatureQuery.ALL, 1))
            .get();
    assertEquals(1, image.hits().getFirst().row().feature());
    FeatureHits codes =
        server
            .searchMeaning(
                MeaningSearchRequest.image(
                    MeaningSearchRequest.Mode.CODES, "corpus:0", List.of(1), FeatureQuery.ALL, 5))
            .get();
    // 0.3 of a largest code of 0.4 is more than 1 of 2.
    assertEquals(List.of(2, 1), codes.hits().stream().map(h -> h.row().feature()).toList());
    assertEquals(0.5, codes.hits().getLast().score(), 1e-6);
    // A person's own conditions keep out what they do not let through, in every kind of search.
    server.annotate(new AnnotateRequest(1, true, null, null, List.of("air"))).get();
    FeatureFacets tagged = new FeatureFacets(List.of(), List.of("air"), true, null);
    FeatureQuery own =
        new FeatureQuery("", FeatureQuery.Sort.INDEX, false, true, true, tagged, 0, 0);
    for (MeaningSearchRequest request :
        List.of(
            MeaningSearchRequest.text("sky", own, 5),
            MeaningSearchRequest.image(
                MeaningSearchRequest.Mode.IMAGE, "corpus:0", List.of(), own, 5),
            MeaningSearchRequest.image(
                MeaningSearchRequest.Mode.CODES, "corpus:0", List.of(1), own, 5))) {
      assertEquals(
          List.of(1),
          server.searchMeaning(request).get().hits().stream().map(h -> h.row().feature()).toList());
    }
    assertEquals(List.of(), server.skippedImages().get().files());
  }

  @Test
  void pictures_come_scaled_and_are_the_same_from_the_cache() throws Exception {
    open();
    assertEquals(2, server.images(new ImageQuery("square", 0, 1)).get().total());
    ImageData small = server.pixels(new PixelsRequest("corpus:0", 10)).get();
    assertEquals(List.of(10, 5), List.of(small.width(), small.height()));
    assertEquals(small, server.pixels(new PixelsRequest("corpus:0", 10)).get());
    RgbImage decoded =
        ImageReader.read(Base64.getDecoder().decode(small.base64()), "what was sent");
    assertEquals(RgbImage.filled(10, 5, 255, 0, 0), decoded);
    ImageData whole = server.pixels(new PixelsRequest("corpus:1", 500)).get();
    assertEquals(List.of(20, 40), List.of(whole.width(), whole.height()), "never enlarged");
    ExecutionException none =
        assertThrows(
            ExecutionException.class, server.pixels(new PixelsRequest("corpus:seven", 10))::get);
    assertTrue(none.getCause().getMessage().contains("corpus:seven"));
  }

  @Test
  void a_caption_streams_and_its_last_event_precedes_the_reply() throws Exception {
    open();
    CaptionResult result =
        server
            .caption(new CaptionRequest(7, "main", CaptionSpec.greedy("white", "?", List.of(), 9)))
            .thenApply(
                r -> {
                  window.log.add("reply");
                  return r;
                })
            .get();
    assertEquals("a b c d e", result.text());
    for (CaptionEvent event : window.captions) {
      assertTrue("a b c d e".startsWith(event.text()), event.text());
    }
    assertEquals(new CaptionEvent(7, "a b c d e", 5), window.captions.getLast());
    assertEquals("reply", window.log.getLast());
  }

  @Test
  void a_newer_caption_of_the_panel_cancels_the_older_between_tokens() throws Exception {
    open();
    CompletableFuture<CaptionResult> older =
        server.caption(
            new CaptionRequest(1, "main", CaptionSpec.greedy("white", ENDLESS, List.of(), 9)));
    engine.running.await();
    CompletableFuture<CaptionResult> newer =
        server.caption(
            new CaptionRequest(2, "main", CaptionSpec.greedy("white", "?", List.of(), 9)));
    assertEquals("a b c d e", newer.get().text());
    assertThrows(CancellationException.class, older::join);
  }

  @Test
  void a_sweep_is_saved_and_its_steerability_shown() throws Exception {
    open();
    SweepRequest request =
        new SweepRequest(
            3, "main", new SweepSpec("white", "?", EDIT, List.of(0.0, 5.0), 9, null), true);
    SweepResult first = server.sweep(request).get();
    assertEquals(2, window.points.size());
    assertEquals(10, window.points.getFirst().residualNorm());
    assertEquals(0.5, server.feature(new FeatureRequest(1, 1)).get().row().steerability());
    assertEquals(first, server.sweep(request).get());
    assertEquals(1, engine.sweeps.get(), "the second time it comes from the study");
    assertEquals(4, window.points.size());
  }

  @Test
  void memory_that_runs_out_is_one_clear_sentence() throws Exception {
    open();
    engine.failure = new IllegalStateException("DefaultCPUAllocator: can't allocate memory");
    CompletableFuture<CaptionResult> caption =
        server.caption(
            new CaptionRequest(1, "main", CaptionSpec.greedy("white", "?", List.of(), 9)));
    ExecutionException thrown = assertThrows(ExecutionException.class, caption::get);
    FacetException explained = Failures.explain(thrown);
    assertEquals(FacetException.Kind.NO_SPACE, explained.kind());
    assertTrue(explained.getMessage().startsWith("There is not enough memory"));
  }

  private StudyEngine open(Study study, Arithmetic arithmetic) {
    whileLoading.run();
    engine.arithmetic = arithmetic;
    return engine;
  }

  private StudyInfo open() throws Exception {
    return server.openStudy(new OpenStudyRequest(null)).get();
  }

  private final class DemoMaker implements StudyMaker {
    final AtomicInteger made = new AtomicInteger();
    volatile @Nullable CountDownLatch untilSeen;
    volatile boolean breaksOff;

    @Override
    public Path index(
        IndexRequest request, Progress progress, Cancellation cancellation, IndexHost host) {
      throw new AssertionError("not asked for");
    }

    @Override
    public Path resume(Path study, Progress progress, Cancellation cancellation, IndexHost host) {
      try (Study opened = host.open(study)) {
        TinyStudy.finish(opened);
        host.changed(opened);
        return opened.folder();
      }
    }

    @Override
    public IndexEstimate estimate(IndexRequest request, Cancellation cancellation) {
      throw new AssertionError("not asked for");
    }

    @Override
    public void monosemanticity(
        Study study, Path encoder, Progress progress, Cancellation cancellation) {
      study
          .encoders()
          .put("0f", "dino", new double[] {Double.NaN, 0.25, 0.5}, new double[] {0.1, 0.2});
    }

    @Override
    public boolean hasDemo() {
      return made.get() > 0;
    }

    @Override
    public Path makeDemo(Progress progress, Cancellation cancellation, IndexHost host) {
      made.incrementAndGet();
      if (untilSeen == null) {
        return TinyStudy.make(folder);
      }
      try (Study study = TinyStudy.begin(folder)) {
        host.changed(study);
        while (untilSeen.getCount() > 0) {
          cancellation.check(); // more urgent work runs in here
        }
        if (breaksOff) {
          throw FacetException.notFound("The folder of images is gone");
        }
        TinyStudy.finish(study);
        host.changed(study);
        return study.folder();
      }
    }

    @Override
    public Path demo() {
      return folder.resolve("study");
    }
  }

  /** Says the alphabet, word by word. */
  private static final class FakeEngine implements StudyEngine {
    final CountDownLatch running = new CountDownLatch(1);
    final AtomicInteger sweeps = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    volatile Arithmetic arithmetic = Arithmetic.FP32;
    volatile RuntimeException failure;
    volatile double unit;
    volatile boolean endless;

    @Override
    public CaptionResult caption(CaptionSpec spec, Consumer<String> text, Cancellation c) {
      if (failure != null) {
        throw failure;
      }
      StringBuilder words = new StringBuilder();
      for (char word = 'a'; word <= 'e' || spec.prompt().equals(ENDLESS); word++) {
        c.check();
        words.append(words.isEmpty() ? "" : " ").append((char) ('a' + (word - 'a') % 26));
        text.accept(words.toString());
        running.countDown();
      }
      return new CaptionResult(words.toString(), List.of(1, 2, 3, 4, 5), -1, 1, 2, false);
    }

    @Override
    public String explain(ExplainRequest request, Progress progress, Cancellation c) {
      for (long i = 0; endless; i++) {
        c.check();
        progress.report("explaining", i, 0);
      }
      return "Explained " + request.latents();
    }

    @Override
    public SweepResult sweep(SweepSpec spec, Consumer<SweepPoint> each, Cancellation c) {
      sweeps.incrementAndGet();
      List<SweepPoint> points = new ArrayList<>();
      for (double strength : spec.strengths()) {
        points.add(
            new SweepPoint(
                strength,
                new CaptionResult("x", List.of(1), -1, 1, 1, false),
                strength / 10,
                0,
                0,
                List.of()));
        each.accept(points.getLast());
      }
      return new SweepResult(spec, 10, points, "words", TinyStudy.PROVENANCE);
    }

    @Override
    public String steerability(SteerabilityRequest request, Progress progress, Cancellation c) {
      return "Measured " + request.latents();
    }

    @Override
    public List<AppliedNorm> applied(CaptionSpec spec) {
      return List.of();
    }

    @Override
    public DoseResult dose(DoseSpec spec, Cancellation cancellation) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FiringPage firing(FiringRequest request) {
      return new FiringPage(2, 2, List.of());
    }

    @Override
    public float[] textEmbedding(String text) {
      return text.equals("sky") ? new float[] {0, 1} : new float[] {1, 0};
    }

    @Override
    public float[] imageEmbedding(String address, List<Integer> patches) {
      return new float[] {1, 1};
    }

    @Override
    public float[] largestCodes(String address, List<Integer> patches) {
      return new float[] {0, 1, 0.3f};
    }

    @Override
    public float[] direction(int latent) {
      return new float[] {latent, 1};
    }

    @Override
    public void useResidualNorm(double norm) {
      unit = norm;
    }

    @Override
    public Arithmetic.Choice arithmetic() {
      return Arithmetic.Choice.of(arithmetic);
    }

    @Override
    public SteeringOptions options() {
      return new SteeringOptions("fake", List.of("fake"), List.of("vision.layers.3.out"));
    }

    @Override
    public boolean measures() {
      return true;
    }

    @Override
    public void choose(String model) {
      if (!model.equals("fake")) {
        throw FacetException.notFound("There is no model " + model);
      }
    }

    @Override
    public void attach(Path model) {
      if (!model.endsWith("fake")) {
        throw FacetException.mismatch(model + " has another tower");
      }
    }

    @Override
    public String trouble() {
      return "";
    }

    @Override
    public String modelFingerprint() {
      return TinyStudy.PROVENANCE.modelFingerprint();
    }

    @Override
    public double residualNorm(HookPoint site) {
      return 10;
    }

    @Override
    public CommandText command(CommandRequest request) {
      return new CommandText("facet caption", request.model(), request.spec(), "fp32");
    }

    @Override
    public List<String> prompts() {
      return List.of("?");
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  private static final class Recorder implements WindowApi {
    final List<CaptionEvent> captions = new CopyOnWriteArrayList<>();
    final List<SweepEvent> points = new CopyOnWriteArrayList<>();
    final List<JobEvent> jobs = new CopyOnWriteArrayList<>();
    final BlockingQueue<StudyInfo> studies = new LinkedBlockingQueue<>();
    final List<String> log = new CopyOnWriteArrayList<>();

    /** Waits until a job has come to a state. */
    JobEvent until(JobInfo job, JobEvent.State state) {
      while (true) {
        for (JobEvent event : jobs) {
          if (event.job() == job.job() && event.state() == state) {
            return event;
          }
        }
        Thread.onSpinWait();
      }
    }

    @Override
    public void captionProgress(CaptionEvent event) {
      captions.add(event);
      log.add(event.text());
    }

    @Override
    public void sweepProgress(SweepEvent event) {
      points.add(event);
    }

    @Override
    public void jobProgress(JobEvent event) {
      jobs.add(event);
    }

    @Override
    public void studyChanged(StudyInfo study) {
      studies.add(study);
    }

    @Override
    public void status(WorkerStatus status) {}
  }
}
