package dev.facet.fx;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

/** A UI thread that runs when the test says so, on a clock that the test moves. */
public final class ManualThread implements UiThread {

  private record Due(long at, long order, Runnable task) {}

  private final Deque<Runnable> queue = new ArrayDeque<>();
  private final PriorityQueue<Due> timers =
      new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
  private long now;
  private long order;

  @Override
  public synchronized void run(Runnable task) {
    queue.add(task);
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    Due due = new Due(now + delay.toMillis(), order++, task);
    timers.add(due);
    return () -> timers.remove(due);
  }

  @Override
  public long millis() {
    return now;
  }

  /** Runs all that waits, and what that asks for. */
  public void settle() {
    for (Runnable task = next(); task != null; task = next()) {
      task.run();
    }
  }

  /** Lets time pass, step by step of each timer. */
  public void pass(long millis) {
    long end = now + millis;
    settle();
    while (!timers.isEmpty() && timers.peek().at() <= end) {
      Due due = timers.poll();
      now = due.at();
      due.task().run();
      settle();
    }
    now = end;
  }

  private synchronized Runnable next() {
    return queue.poll();
  }
}
