package dev.facet.worker.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.core.FacetException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EngineThreadTest {
  private final EngineThread engine = new EngineThread(Runnable::run, () -> {});
  private final List<String> order = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch helped = new CountDownLatch(1);

  @AfterEach
  void close() {
    engine.close();
  }

  /** Holds the engine thread until it is released, so that a test can queue in peace. */
  private final class Gate {
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch released = new CountDownLatch(1);

    CompletableFuture<String> hold() throws InterruptedException {
      CompletableFuture<String> held =
          engine.submit(
              Priority.INTERACTIVE,
              c -> {
                entered.countDown();
                released.await();
                return "held";
              });
      entered.await();
      return held;
    }
  }

  private CompletableFuture<String> note(Priority priority, String word) {
    return engine.submit(
        priority,
        c -> {
          order.add(word);
          return word;
        });
  }

  @Test
  void runs_the_most_urgent_first_and_equals_in_order() throws Exception {
    Gate gate = new Gate();
    var _ = gate.hold();
    CompletableFuture<Void> all =
        CompletableFuture.allOf(
            note(Priority.BATCH, "batch"),
            note(Priority.VISIBLE, "visible"),
            note(Priority.INTERACTIVE, "first"),
            note(Priority.INTERACTIVE, "second"));
    assertEquals(4, engine.queued());
    gate.released.countDown();
    all.get();
    assertEquals(List.of("first", "second", "visible", "batch"), order);
  }

  @Test
  void newer_work_of_a_panel_cancels_the_older_that_waits() throws Exception {
    Gate gate = new Gate();
    var _ = gate.hold();
    CompletableFuture<String> older =
        engine.submitLatest("caption", Priority.INTERACTIVE, c -> "older");
    CompletableFuture<String> other =
        engine.submitLatest("another panel", Priority.INTERACTIVE, c -> "other");
    CompletableFuture<String> newer =
        engine.submitLatest("caption", Priority.INTERACTIVE, c -> "newer");
    assertTrue(older.isCancelled(), "cancelled before the engine is free");
    gate.released.countDown();
    assertEquals("newer", newer.get());
    assertEquals("other", other.get());
  }

  @Test
  void newer_work_of_a_panel_ends_the_older_that_runs_between_tokens() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    AtomicInteger tokens = new AtomicInteger();
    CompletableFuture<String> older =
        engine.submitLatest(
            "caption",
            Priority.INTERACTIVE,
            c -> {
              while (true) {
                c.check();
                tokens.incrementAndGet();
                running.countDown();
              }
            });
    running.await();
    CompletableFuture<String> newer =
        engine.submitLatest("caption", Priority.INTERACTIVE, c -> "newer");
    assertEquals("newer", newer.get());
    assertTrue(tokens.get() > 0);
    assertThrows(CancellationException.class, older::join);
  }

  @Test
  void cancelling_the_future_ends_the_work() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<String> work =
        engine.submit(
            Priority.INTERACTIVE,
            c -> {
              try {
                while (true) {
                  running.countDown();
                  c.check();
                }
              } finally {
                ended.set(true);
              }
            });
    running.await();
    work.cancel(true);
    assertEquals("next", engine.submit(Priority.BATCH, c -> "next").get());
    assertTrue(ended.get());
  }

  @Test
  void visible_work_is_preempted_and_begins_again() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    AtomicBoolean mayEnd = new AtomicBoolean();
    CompletableFuture<String> sweep =
        engine.submitLatest(
            "sweep",
            Priority.VISIBLE,
            c -> {
              begun.incrementAndGet();
              while (!mayEnd.get()) {
                running.countDown();
                c.check();
              }
              order.add("sweep");
              return "sweep";
            });
    running.await();
    engine
        .submit(
            Priority.INTERACTIVE,
            c -> {
              mayEnd.set(true);
              order.add("caption");
              return "caption";
            })
        .get();
    assertEquals("sweep", sweep.get());
    assertEquals(List.of("caption", "sweep"), order);
    assertEquals(2, begun.get(), "preempted once, then begun again");
  }

  @Test
  void batch_work_lets_urgent_work_in_between_two_micro_batches() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch queued = new CountDownLatch(1);
    Thread[] threads = new Thread[2];
    CompletableFuture<String> job =
        engine.submit(
            Priority.BATCH,
            c -> {
              threads[0] = Thread.currentThread();
              order.add("part 1");
              running.countDown();
              queued.await();
              c.check();
              order.add("part 2");
              return "job";
            });
    running.await();
    CompletableFuture<?> other = note(Priority.BATCH, "another job");
    CompletableFuture<String> caption =
        engine.submit(
            Priority.INTERACTIVE,
            c -> {
              threads[1] = Thread.currentThread();
              order.add("caption");
              return "caption";
            });
    queued.countDown();
    assertEquals("caption", caption.get());
    assertEquals("job", job.get());
    other.get();
    assertEquals(List.of("part 1", "caption", "part 2", "another job"), order);
    assertSame(threads[0], threads[1], "one thread owns everything native");
  }

  @Test
  void helpers_of_batch_work_wait_while_a_request_is_answered() throws Exception {
    CompletableFuture<String> job =
        engine.submit(
            Priority.BATCH,
            c -> {
              var _ =
                  engine.submit(
                      Priority.INTERACTIVE,
                      caption -> {
                        Thread helper =
                            Thread.ofPlatform()
                                .start(
                                    () -> {
                                      c.awaitTurn();
                                      order.add("helper");
                                      helped.countDown();
                                    });
                        while (helper.getState() != Thread.State.WAITING) {
                          Thread.onSpinWait();
                        }
                        order.add("caption");
                        return "caption";
                      });
              c.awaitTurn(); // a request that only waits holds nobody up
              c.check();
              helped.await();
              return "job";
            });
    assertEquals("job", job.get());
    assertEquals(List.of("caption", "helper"), order);
  }

  @Test
  void a_failure_ends_its_own_work_only() throws Exception {
    CompletableFuture<String> bad =
        engine.submit(
            Priority.INTERACTIVE,
            c -> {
              throw new OutOfMemoryError("simulated");
            });
    ExecutionException thrown = assertThrows(ExecutionException.class, bad::get);
    assertInstanceOf(OutOfMemoryError.class, thrown.getCause());
    assertEquals("fine", engine.submit(Priority.INTERACTIVE, c -> "fine").get());
  }

  @Test
  void closing_cancels_all_runs_the_last_and_refuses_more() throws Exception {
    Gate gate = new Gate();
    CompletableFuture<String> held = gate.hold();
    CompletableFuture<String> waiting = note(Priority.BATCH, "never");
    Thread closer =
        Thread.ofPlatform()
            .start(() -> engine.close(TimeUnit.SECONDS.toMillis(20), () -> order.add("freed")));
    assertThrows(CancellationException.class, waiting::join);
    gate.released.countDown();
    closer.join();
    assertEquals(List.of("freed"), order);
    assertTrue(held.isDone());
    ExecutionException refused =
        assertThrows(
            ExecutionException.class, engine.submit(Priority.INTERACTIVE, c -> "late")::get);
    assertInstanceOf(FacetException.class, refused.getCause());
    assertFalse(engine.busy());
  }
}
