package dev.facet.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.core.FacetException;
import dev.facet.protocol.JobEvent;
import dev.facet.protocol.JobEvent.State;
import dev.facet.protocol.ProtocolJson;
import dev.facet.worker.engine.EngineThread;
import dev.facet.worker.engine.Priority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class JobServiceTest {
  private final ScheduledExecutorService out = Executors.newSingleThreadScheduledExecutor();
  private final EngineThread engine = new EngineThread(out, () -> {});
  private final BlockingQueue<JobEvent> events = new LinkedBlockingQueue<>();
  private static final JobRequest REQUEST =
      JobRequest.of(JobRequest.Kind.MAP, Path.of("study"), "");

  @TempDir Path folder;
  private JobService jobs;

  @BeforeEach
  void open() {
    jobs = service();
  }

  private JobService service() {
    return new JobService(engine, new JobStore(folder), LatestValue.Timer.of(out), events::add);
  }

  @AfterEach
  void close() {
    engine.close();
    out.shutdown();
  }

  private JobEvent next(State state) throws InterruptedException {
    JobEvent event = events.poll(20, TimeUnit.SECONDS);
    assertEquals(state, event.state(), event.toString());
    return event;
  }

  @Test
  void tells_its_life_from_queue_to_result() throws Exception {
    JobService.Job<Integer> job =
        jobs.start(
            REQUEST,
            "counting",
            (progress, c) -> {
              progress.report("counting images", 3, 7);
              return 7;
            },
            n -> n + " images");
    assertEquals(7, job.result().get());
    next(State.QUEUED);
    next(State.RUNNING);
    JobEvent middle = next(State.RUNNING);
    assertEquals("counting images", middle.activity());
    assertEquals(List.of(3L, 7L), List.of(middle.done(), middle.total()));
    JobEvent last = next(State.DONE);
    assertEquals("7 images", last.message());
    assertEquals(job.info().job(), last.job());
  }

  @Test
  void a_failed_job_says_why_in_one_sentence() throws Exception {
    JobService.Job<Integer> job =
        jobs.start(
            REQUEST,
            "indexing",
            (progress, c) -> {
              throw FacetException.badInput("There is no image in /tmp/empty");
            },
            n -> "");
    assertThrows(CompletionException.class, job.result()::join);
    next(State.QUEUED);
    next(State.RUNNING);
    assertEquals("There is no image in /tmp/empty", next(State.FAILED).message());
  }

  @Test
  void a_cancelled_job_is_not_heard_of_again() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    JobService.Job<Integer> job =
        jobs.start(
            REQUEST,
            "indexing",
            (progress, c) -> {
              running.countDown();
              cancelled.await();
              progress.report("the rest of the micro-batch", 1, 2);
              c.check();
              return 1;
            },
            n -> "");
    running.await();
    jobs.cancel(job.info().job());
    cancelled.countDown();
    engine.submit(Priority.BATCH, c -> "after it").get();
    next(State.QUEUED);
    next(State.RUNNING);
    JobEvent end = next(State.CANCELLED);
    assertTrue(end.inOnePiece());
    assertEquals("Cancelled; it is made in one piece and begins anew", end.message());
    assertTrue(events.isEmpty(), events.toString());
  }

  @Test
  void what_is_cut_off_keeps_its_number_and_what_is_done_leaves_nothing() throws Exception {
    JobService.Job<Integer> job =
        jobs.start(
            REQUEST,
            "mapping",
            (progress, c) -> {
              throw new CancellationException("the study was closed");
            },
            n -> "");
    assertThrows(CancellationException.class, job.result()::get);
    next(State.QUEUED);
    next(State.RUNNING);
    assertEquals(
        REQUEST.study(), next(State.INTERRUPTED).study(), "the study that it needs to go on");

    JobService later = service();
    JobEvent listed = later.interrupted().getFirst();
    assertEquals(job.info().job(), listed.job());
    assertEquals("mapping", listed.title());
    assertEquals(REQUEST, later.unfinished(listed.job()));
    JobService.Job<Integer> again = later.start(REQUEST, "mapping", (progress, c) -> 1, n -> "");
    assertEquals(1, again.result().get());
    assertEquals(job.info(), again.info());
    next(State.QUEUED);
    next(State.RUNNING);
    next(State.DONE);
    assertEquals(List.of(), service().interrupted());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  void a_job_of_a_process_that_is_gone_was_cut_off_and_that_of_a_living_one_was_not()
      throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    Files.writeString(folder.resolve("5.json"), stored(5, gone.pid(), 0));
    ProcessHandle me = ProcessHandle.current();
    long started = me.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    Files.writeString(folder.resolve("6.json"), stored(6, me.pid(), started));
    Files.writeString(folder.resolve("7.json"), "{\"job\": 7");
    Files.writeString(folder.resolve("8.json"), "{}");
    assertEquals(List.of(5L), jobs.interrupted().stream().map(JobEvent::job).toList());
    jobs.cancel(5);
    assertEquals(List.of(), jobs.interrupted());
    assertFalse(Files.exists(folder.resolve("5.json")));
    assertTrue(Files.exists(folder.resolve("6.json")), "another window's");
  }

  private static String stored(long job, long process, long start) {
    return ProtocolJson.compact()
        .toJson(new JobStore.Stored(job, "Job " + job, REQUEST, process, start));
  }

  @Test
  void a_folder_that_cannot_be_written_costs_only_the_next_life() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    JobService stubborn =
        new JobService(
            engine, new JobStore(file.resolve("jobs")), LatestValue.Timer.of(out), events::add);
    assertEquals(1, stubborn.start(REQUEST, "mapping", (p, c) -> 1, n -> "").result().get());
    assertEquals(List.of(), stubborn.interrupted());
  }

  @Test
  void time_left_follows_the_pace_of_the_present_activity() {
    AtomicLong clock = new AtomicLong();
    TimeLeft left = new TimeLeft(clock::get);
    assertEquals(-1, left.seconds("painting", 0, 100));
    clock.set(TimeUnit.SECONDS.toNanos(2));
    assertEquals(8, left.seconds("painting", 20, 100), 1e-9);
    assertEquals(-1, left.seconds("indexing", 0, 10), "another activity, another pace");
    clock.set(TimeUnit.SECONDS.toNanos(3));
    assertEquals(1, left.seconds("indexing", 5, 10), 1e-9);
    assertEquals(-1, left.seconds("indexing", 5, 0), "total unknown");
  }
}
