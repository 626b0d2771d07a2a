package dev.facet.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.core.FacetException;
import dev.facet.protocol.JobEvent;
import dev.facet.protocol.JobEvent.State;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class JobServiceTest {
  private final ScheduledExecutorService out = Executors.newSingleThreadScheduledExecutor();
  private final EngineThread engine = new EngineThread(out, () -> {});
  private final BlockingQueue<JobEvent> events = new LinkedBlockingQueue<>();
  private final JobService jobs = new JobService(engine, LatestValue.Timer.of(out), events::add);

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
    next(State.CANCELLED);
    assertTrue(events.isEmpty(), events.toString());
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
