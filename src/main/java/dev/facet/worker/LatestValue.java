package dev.facet.worker;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes on the newest of many values: the first at once, then at most one a pause, and the last
 * one always.
 *
 * @param <T> the value
 */
final class LatestValue<T> {

  /** Runs tasks later, in the order of their times. */
  @FunctionalInterface
  interface Timer {
    void after(long nanos, Runnable task);

    /** Tasks on an executor, which also runs the replies: a reply never overtakes an event. */
    static Timer of(ScheduledExecutorService executor) {
      return (nanos, task) -> {
        var _ = executor.schedule(task, nanos, TimeUnit.NANOSECONDS);
      };
    }
  }

  private final Timer timer;
  private final long pauseNanos;
  private final Consumer<T> sink;
  private @Nullable T waiting;
  private boolean pausing;

  LatestValue(Timer timer, long pauseMillis, Consumer<T> sink) {
    this.timer = timer;
    this.pauseNanos = TimeUnit.MILLISECONDS.toNanos(pauseMillis);
    this.sink = sink;
  }

  /** Takes a value; any thread. */
  synchronized void offer(T value) {
    boolean free = waiting == null && !pausing;
    waiting = value;
    if (free) {
      timer.after(0, this::send);
    }
  }

  /** Sends what waits without a pause; any thread. */
  synchronized void flush() {
    if (waiting != null) {
      timer.after(0, this::send);
    }
  }

  private void send() {
    T value;
    synchronized (this) {
      value = waiting;
      waiting = null;
      if (value == null) {
        return;
      }
      if (!pausing) {
        pausing = true;
        timer.after(pauseNanos, this::endPause);
      }
    }
    sink.accept(value);
  }

  private void endPause() {
    synchronized (this) {
      pausing = false;
    }
    send();
  }
}
