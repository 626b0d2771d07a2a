package dev.facet.fx;

import java.time.Duration;

/**
 * The one thread that may touch properties and nodes. View models get it handed in, so that their
 * tests run on a virtual clock without a toolkit.
 */
public interface UiThread {

  /** Runs the task on the thread, soon, in the order of the calls. Callable from any thread. */
  void run(Runnable task);

  /** Runs the task on the thread once the delay is over. Call on the thread itself. */
  Timer after(Duration delay, Runnable task);

  /** Milliseconds of a monotonic clock. */
  long millis();

  /** A task that has not run yet. */
  @FunctionalInterface
  interface Timer {
    /** The task will not run any more; does nothing when it has. */
    void cancel();
  }
}
