package dev.facet.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.core.CaptionResult;
import dev.facet.core.CaptionSpec;
import dev.facet.core.Direction;
import dev.facet.core.FacetFolders;
import dev.facet.core.HookPoint;
import dev.facet.core.Intervention;
import dev.facet.core.SweepResult;
import dev.facet.core.SweepSpec;
import dev.facet.protocol.AnnotateRequest;
import dev.facet.protocol.CaptionEvent;
import dev.facet.protocol.CaptionRequest;
import dev.facet.protocol.FeatureDetail;
import dev.facet.protocol.FeaturePage;
import dev.facet.protocol.FeatureQuery;
import dev.facet.protocol.FeatureRequest;
import dev.facet.protocol.FeatureRow;
import dev.facet.protocol.FiringPage;
import dev.facet.protocol.FiringRequest;
import dev.facet.protocol.ImageQuery;
import dev.facet.protocol.JobEvent;
import dev.facet.protocol.JobInfo;
import dev.facet.protocol.OpenStudyRequest;
import dev.facet.protocol.PixelsRequest;
import dev.facet.protocol.ResumeJobRequest;
import dev.facet.protocol.SteerabilityRequest;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.SweepEvent;
import dev.facet.protocol.SweepRequest;
import dev.facet.protocol.WindowApi;
import dev.facet.protocol.WorkerApi;
import dev.facet.protocol.WorkerStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real worker with the shipped models on a small demo study, from the window's end. */
@Timeout(300)
class DemoStudyTest {
  private static final int IMAGES = 96;

  @TempDir private static Path data;

  private static final Events EVENTS = new Events();
  private static WorkerClient client;
  private static WorkerApi worker;
  private static StudyInfo study;

  @BeforeAll
  static void open() {
    WorkerCommand real =
        WorkerCommand.local(new FacetFolders(FacetFolders.ofSystem().home(), data));
    List<String> command = new ArrayList<>(real.command());
    command.add(command.indexOf("-cp"), "-Dfacet.demo.images=" + IMAGES);
    client = WorkerClient.start(new WorkerCommand(command, real.environment(), real.log()));
    client.addListener(EVENTS);
    worker = client.api();
    study = worker.openStudy(new OpenStudyRequest(null)).join();
  }

  @AfterAll
  static void close() {
    client.close();
  }

  private static HookPoint site() {
    return HookPoint.parse(study.provenance().site(), HookPoint.Tower.VISION);
  }

  private static FeatureRow strongest() {
    return worker
        .features(new FeatureQuery("", FeatureQuery.Sort.MAX, true, true, false, 0, 1))
        .join()
        .rows()
        .getFirst();
  }

  private static Intervention edit(int feature, double inUnits) {
    return Intervention.add(site(), Direction.latent(feature), inUnits * study.residualNorm());
  }

  private static CaptionResult caption(long id, List<Intervention> edits, boolean caches) {
    CaptionSpec greedy = CaptionSpec.greedy("white", study.prompts().getFirst(), edits, 24);
    return worker
        .caption(
            new CaptionRequest(
                id,
                "test",
                new CaptionSpec(
                    greedy.images(), greedy.prompt(), edits, 24, greedy.sampling(), caches)))
        .join();
  }

  @Test
  void the_study_says_what_it_was_made_with() {
    assertEquals(IMAGES, study.images());
    assertEquals("vision.layers.3.out", study.provenance().site());
    assertEquals(128, study.width());
    assertTrue(study.residualNorm() > 0);
    assertTrue(study.explainedVariance() > 0.5, "the SAE belongs to this tower");
    assertTrue(study.alive() > 0 && study.alive() <= study.latents());
    assertEquals(JobEvent.State.DONE, EVENTS.jobs.getLast().state());
  }

  @Test
  void features_have_labels_examples_and_heat() {
    FeaturePage page =
        worker
            .features(new FeatureQuery("", FeatureQuery.Sort.LABEL_SCORE, true, true, false, 0, 5))
            .join();
    assertEquals(study.alive(), page.total());
    FeatureRow best = page.rows().getFirst();
    assertFalse(best.label().isEmpty());
    FeatureDetail detail = worker.feature(new FeatureRequest(best.feature(), 16)).join();
    FeatureDetail.Example top = detail.top().getFirst();
    assertEquals(study.gridWidth() * study.gridHeight(), top.heat().size());
    assertTrue(top.heat().stream().anyMatch(h -> h > 0));
    FiringPage firing =
        worker.firing(new FiringRequest("corpus:" + top.image(), List.of(), 200)).join();
    float largest =
        firing.latents().stream()
            .filter(l -> l.feature() == best.feature())
            .map(l -> (float) l.code())
            .findFirst()
            .orElseThrow();
    assertEquals(top.max(), largest, 1e-3, "the index and the engine agree on the codes");
  }

  @Test
  void pictures_come_as_they_are_asked_for() {
    assertEquals(IMAGES, worker.images(new ImageQuery("", 0, 3)).join().total());
    assertEquals(64, worker.pixels(new PixelsRequest("corpus:0", 64)).join().width());
  }

  @Test
  void a_strong_edit_changes_the_caption_and_no_edit_does_not() throws Exception {
    CaptionResult plain = caption(101, List.of(), true);
    int feature = strongest().feature();
    assertEquals(plain.tokens(), caption(102, List.of(edit(feature, 0)), true).tokens());
    CaptionResult steered = caption(103, List.of(edit(feature, 2)), true);
    assertNotEquals(plain.text(), steered.text());
    assertEquals(steered.tokens(), caption(104, List.of(edit(feature, 2)), false).tokens());
    CaptionEvent last = null;
    for (CaptionEvent e = EVENTS.captions.poll(); e != null; e = EVENTS.captions.poll()) {
      last = e.id() == 104 ? e : last;
    }
    assertEquals(steered.text(), last.text(), "streamed equals one-shot");
  }

  @Test
  void a_sweep_streams_its_points_and_is_remembered() {
    int feature = strongest().feature();
    SweepSpec spec =
        new SweepSpec(
            "white", study.prompts().getFirst(), edit(feature, 0), study.strengths(), 24, null);
    SweepResult result = worker.sweep(new SweepRequest(201, "test", spec, true)).join();
    assertEquals(study.strengths().size(), result.points().size());
    assertEquals(0, result.points().getFirst().steerability(), 1e-9, "strength 0 promotes nothing");
    assertEquals(
        result.points(),
        EVENTS.points.stream().filter(e -> e.id() == 201).map(SweepEvent::point).toList());
    double largest =
        result.points().stream().mapToDouble(p -> p.steerability()).max().orElseThrow();
    assertEquals(
        largest, worker.feature(new FeatureRequest(feature, 1)).join().row().steerability(), 1e-9);
  }

  @Test
  void what_a_person_writes_survives_a_killed_worker() throws Exception {
    BlockingQueue<WorkerState> states = new LinkedBlockingQueue<>();
    client.addStateListener((state, message) -> states.add(state));
    worker.annotate(new AnnotateRequest(3, true, "mine", "a note", List.of("tag"))).join();
    long pid = worker.hello().join().pid();
    CompletableFuture<CaptionResult> waiting =
        worker.caption(
            new CaptionRequest(
                301,
                "killed",
                CaptionSpec.greedy("noise:1", study.prompts().getFirst(), List.of(), 400)));
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    assertThrows(CompletionException.class, waiting::join);
    while (states.poll(60, TimeUnit.SECONDS) != WorkerState.RESTARTING) {}
    while (states.poll(60, TimeUnit.SECONDS) != WorkerState.READY) {}
    FeatureDetail kept = worker.feature(new FeatureRequest(3, 1)).join();
    assertEquals("mine", kept.row().label());
    assertEquals("a note", kept.note());
    assertEquals(List.of("tag"), kept.tags());
  }

  @Test
  void a_killed_job_goes_on_where_it_was_and_measures_nothing_twice() throws Exception {
    BlockingQueue<WorkerState> states = new LinkedBlockingQueue<>();
    client.addStateListener((state, message) -> states.add(state));
    long pid = worker.hello().join().pid();
    EVENTS.news.clear();
    JobInfo job =
        worker
            .startSteerability(
                new SteerabilityRequest(4, Intervention.Mode.ADD, List.of(), List.of()))
            .join();
    long done = 0;
    while (done == 0) {
      JobEvent event = EVENTS.next(job);
      assertTrue(event.state().active(), event.toString());
      done = event.done();
    }
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    while (states.poll(60, TimeUnit.SECONDS) != WorkerState.RESTARTING) {}
    while (states.poll(60, TimeUnit.SECONDS) != WorkerState.READY) {}
    JobEvent cutOff = worker.interruptedJobs().join().jobs().getFirst();
    assertEquals(job.job(), cutOff.job());
    assertEquals(study.path(), cutOff.study());
    EVENTS.news.clear();
    assertEquals(job, worker.resumeJob(new ResumeJobRequest(job.job())).join());
    JobEvent event = EVENTS.next(job);
    while (event.total() == 0) {
      event = EVENTS.next(job);
    }
    assertTrue(event.done() >= done, "began again at " + event.done() + ", had come to " + done);
    while (event.state().active()) {
      event = EVENTS.next(job);
    }
    assertEquals(JobEvent.State.DONE, event.state(), event.message());
    String measured = String.format(Locale.ROOT, "of %,d latents", study.latents());
    assertTrue(event.message().contains(measured), event.message());
    assertEquals(List.of(), worker.interruptedJobs().join().jobs());
  }

  private static final class Events implements WindowApi {
    final BlockingQueue<CaptionEvent> captions = new LinkedBlockingQueue<>();
    final List<SweepEvent> points = new CopyOnWriteArrayList<>();
    final List<JobEvent> jobs = new CopyOnWriteArrayList<>();
    final BlockingQueue<JobEvent> news = new LinkedBlockingQueue<>();

    JobEvent next(JobInfo job) throws InterruptedException {
      while (true) {
        JobEvent event = news.poll(60, TimeUnit.SECONDS);
        assertNotNull(event, "nothing is heard of the job");
        if (event.job() == job.job()) {
          return event;
        }
      }
    }

    @Override
    public void captionProgress(CaptionEvent event) {
      captions.add(event);
    }

    @Override
    public void sweepProgress(SweepEvent event) {
      points.add(event);
    }

    @Override
    public void jobProgress(JobEvent event) {
      jobs.add(event);
      news.add(event);
    }

    @Override
    public void status(WorkerStatus status) {}
  }
}
