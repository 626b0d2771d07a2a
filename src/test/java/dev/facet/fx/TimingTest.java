package dev.facet.fx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Throttle, LatestWins, Coalescer and Batcher on a virtual clock. */
class TimingTest {

  private final ManualThread ui = new ManualThread();
  private final List<Object> seen = new ArrayList<>();

  @Test
  void throttle_runs_at_once_and_then_once_more_for_all_that_came_meanwhile() {
    Throttle throttle = new Throttle(ui, Duration.ofMillis(30), () -> seen.add(ui.millis()));
    throttle.trigger();
    throttle.trigger();
    ui.pass(10);
    throttle.trigger();
    assertEquals(List.of(0L), seen);
    ui.pass(100);
    assertEquals(List.of(0L, 30L), seen);
    throttle.trigger();
    assertEquals(List.of(0L, 30L, 110L), seen);
  }

  @Test
  void a_cancelled_throttle_forgets_its_trailing_run() {
    Throttle throttle = new Throttle(ui, Duration.ofMillis(30), () -> seen.add(ui.millis()));
    throttle.trigger();
    throttle.trigger();
    throttle.cancel();
    ui.pass(100);
    assertEquals(List.of(0L), seen);
  }

  @Test
  void the_latest_wins_and_the_older_is_cancelled() {
    LatestWins<String> latest = new LatestWins<>(ui);
    CompletableFuture<String> first = new CompletableFuture<>();
    CompletableFuture<String> second = new CompletableFuture<>();
    latest.submit("a", () -> first, seen::add, seen::add);
    latest.submit("a", () -> second, seen::add, seen::add);
    assertTrue(first.isCancelled());
    second.complete("new");
    ui.settle();
    assertEquals(List.of("new"), seen);
    assertFalse(latest.isRunning("a"));
  }

  @Test
  void an_answer_that_is_on_its_way_when_newer_work_comes_is_dropped() {
    LatestWins<String> latest = new LatestWins<>(ui);
    latest.submit("a", () -> CompletableFuture.completedFuture("old"), seen::add, seen::add);
    latest.submit("a", () -> CompletableFuture.completedFuture("new"), seen::add, seen::add);
    ui.settle();
    assertEquals(List.of("new"), seen);
  }

  @Test
  void work_waits_for_the_pause() {
    LatestWins<String> latest = new LatestWins<>(ui);
    for (int i = 0; i < 3; i++) {
      int n = i;
      latest.submit(
          "a",
          Duration.ofMillis(100),
          () -> CompletableFuture.completedFuture(n),
          seen::add,
          seen::add);
      ui.pass(50);
    }
    assertEquals(List.of(), seen);
    ui.pass(100);
    assertEquals(List.of(2), seen);
  }

  @Test
  void a_failure_arrives_unwrapped() {
    LatestWins<String> latest = new LatestWins<>(ui);
    RuntimeException failure = new IllegalStateException("no");
    latest.submit(
        "a",
        () -> CompletableFuture.<String>failedFuture(failure).thenApply(x -> x),
        seen::add,
        seen::add);
    ui.settle();
    assertEquals(List.of(failure), seen);
  }

  @Test
  void a_coalescer_shows_the_newest_and_a_batcher_all() {
    Coalescer<Integer> newest = new Coalescer<>(ui, seen::add);
    Batcher<Integer> all = new Batcher<>(ui, seen::add);
    for (int i = 0; i < 4; i++) {
      newest.offer(i);
      all.offer(i);
    }
    ui.settle();
    assertEquals(List.of(3, List.of(0, 1, 2, 3)), seen);
  }
}
