package dev.facet.worker.engine;

import dev.facet.core.Cancellation;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work of the engine thread, and what it asks whether to go on.
 *
 * @param <T> its result
 */
final class EngineTask<T> implements Cancellation, Comparable<EngineTask<?>> {

  /** What a task that runs asks of the thread that runs it. */
  interface Host {

    /** Called in the middle of batch work: runs what is more urgent. */
    void runMoreUrgent(EngineTask<?> batch);

    /** Waits while a person's request is being answered; for the task's helpers. */
    void awaitTurn();
  }

  final @Nullable String panel;
  final Priority priority;
  final EngineThread.Work<T> work;
  final CompletableFuture<T> future = new CompletableFuture<>();
  volatile boolean cancelled;
  volatile boolean preempted;
  private final long number;
  private final Host host;

  /**
   * @param panel whose older work it replaces, or null
   * @param number of two tasks of one priority the smaller runs first
   */
  EngineTask(
      @Nullable String panel,
      Priority priority,
      long number,
      EngineThread.Work<T> work,
      Host host) {
    this.panel = panel;
    this.priority = priority;
    this.number = number;
    this.work = work;
    this.host = host;
  }

  @Override
  public boolean isCancelled() {
    if (priority == Priority.BATCH && !cancelled) {
      host.runMoreUrgent(this);
    }
    return cancelled || preempted;
  }

  @Override
  public void awaitTurn() {
    host.awaitTurn();
  }

  @Override
  public int compareTo(EngineTask<?> other) {
    int byPriority = priority.compareTo(other.priority);
    return byPriority != 0 ? byPriority : Long.compare(number, other.number);
  }
}
