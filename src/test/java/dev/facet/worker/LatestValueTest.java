package dev.facet.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatestValueTest {

  /** Time that stands still until a test moves it. */
  private static final class FakeTime implements LatestValue.Timer {
    private record Due(long nanos, long order, Runnable task) implements Comparable<Due> {
      @Override
      public int compareTo(Due o) {
        return nanos != o.nanos ? Long.compare(nanos, o.nanos) : Long.compare(order, o.order);
      }
    }

    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private long now;
    private long count;

    @Override
    public void after(long nanos, Runnable task) {
      due.add(new Due(now + nanos, count++, task));
    }

    void runUntil(long millis) {
      long end = TimeUnit.MILLISECONDS.toNanos(millis);
      while (!due.isEmpty() && due.peek().nanos <= end) {
        Due next = due.poll();
        now = next.nanos;
        next.task.run();
      }
      now = end;
    }
  }

  private final FakeTime time = new FakeTime();
  private final List<String> seen = new ArrayList<>();
  private final LatestValue<String> stream = new LatestValue<>(time, 15, seen::add);

  @Test
  void the_first_goes_at_once() {
    stream.offer("a");
    time.runUntil(0);
    assertEquals(List.of("a"), seen);
  }

  @Test
  void within_a_pause_only_the_newest_survives() {
    stream.offer("a");
    time.runUntil(1);
    stream.offer("b");
    stream.offer("c");
    time.runUntil(14);
    assertEquals(List.of("a"), seen);
    time.runUntil(15);
    assertEquals(List.of("a", "c"), seen);
    time.runUntil(16);
    stream.offer("d");
    time.runUntil(29);
    assertEquals(List.of("a", "c"), seen, "a pause follows every value");
    time.runUntil(31);
    assertEquals(List.of("a", "c", "d"), seen);
  }

  @Test
  void flush_sends_the_last_before_what_follows_it() {
    stream.offer("a");
    time.runUntil(1);
    stream.offer("last");
    stream.flush();
    time.after(0, () -> seen.add("reply"));
    time.runUntil(100);
    assertEquals(List.of("a", "last", "reply"), seen);
  }

  @Test
  void slow_values_are_not_held_back() {
    for (int i = 0; i < 3; i++) {
      time.runUntil(i * 100L);
      stream.offer("t" + i);
      time.runUntil(i * 100L);
      assertEquals("t" + i, seen.getLast());
    }
  }
}
