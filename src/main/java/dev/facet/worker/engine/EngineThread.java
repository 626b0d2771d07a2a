package dev.facet.worker.engine;

import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs all work that touches models, one piece at a time, the most urgent first, on one thread that
 * owns every native array.
 *
 * <ul>
 *   <li><b>Latest wins.</b> Work of a panel cancels the panel's older work: at once while it waits,
 *       at its next token while it runs.
 *   <li><b>Preemption.</b> {@link Priority#VISIBLE} work that runs when more urgent work arrives
 *       stops at its next token and begins again later; its future knows nothing of it.
 *   <li><b>Yielding.</b> {@link Priority#BATCH} work is long and is not begun again: whenever it
 *       asks its {@link Cancellation} whether to go on (between micro-batches), all more urgent
 *       work that waits is run right there, inside the call. After a person's request it rests a
 *       moment, see {@link Rest}.
 * </ul>
 *
 * <p>Futures complete on the executor that the constructor is given, never on the engine thread.
 */
public final class EngineThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EngineThread.class);

  /**
   * A piece of work.
   *
   * @param <T> its result: a plain record, never a native array
   */
  @FunctionalInterface
  public interface Work<T> {
    /** Runs on the engine thread; asks the cancellation between tokens or micro-batches. */
    T run(Cancellation cancellation) throws Exception;
  }

  private final Executor completions;
  private final Runnable onChange;
  private final EngineQueue queue = new EngineQueue();
  private final EngineTask.Host host = new Host();
  private final AtomicLong numbers = new AtomicLong();
  private final Thread thread;

  /**
   * @param completions where futures complete
   * @param onChange called after work was taken up, begun or ended; must be cheap
   */
  public EngineThread(Executor completions, Runnable onChange) {
    this.completions = completions;
    this.onChange = onChange;
    this.thread = Thread.ofPlatform().daemon().name("engine").start(this::loop);
  }

  /** Queues work that no newer work replaces. */
  public <T> CompletableFuture<T> submit(Priority priority, Work<T> work) {
    return submit(null, priority, work);
  }

  /** Queues work of a panel; the panel's older work is cancelled. */
  public <T> CompletableFuture<T> submitLatest(String panel, Priority priority, Work<T> work) {
    return submit(panel, priority, work);
  }

  private <T> CompletableFuture<T> submit(@Nullable String panel, Priority priority, Work<T> work) {
    EngineTask<T> task = task(panel, priority, work);
    EngineTask<?> older;
    try {
      older = queue.add(task);
    } catch (FacetException e) {
      return CompletableFuture.failedFuture(e);
    }
    if (older != null) {
      cancel(older);
    }
    // A caller that cancels the future (the window, through JSON-RPC) cancels the work.
    var _ =
        task.future.whenComplete(
            (value, failure) -> {
              if (task.future.isCancelled()) {
                cancel(task);
              }
            });
    onChange.run();
    return task.future;
  }

  private <T> EngineTask<T> task(@Nullable String panel, Priority priority, Work<T> work) {
    return new EngineTask<>(panel, priority, numbers.getAndIncrement(), work, host);
  }

  /** Pieces of work that wait. */
  public int queued() {
    return queue.waiting();
  }

  /** Whether something runs. */
  public boolean busy() {
    return queue.busy();
  }

  /** Cancels everything and waits for the thread to end. */
  @Override
  public void close() {
    close(TimeUnit.SECONDS.toMillis(10), () -> {});
  }

  /**
   * Cancels everything and waits for the thread to end.
   *
   * @param patienceMillis how long to wait; native work cannot be interrupted
   * @param last runs on the engine thread after all other work: frees what it owns
   */
  public void close(long patienceMillis, Runnable last) {
    EngineTask<Boolean> end =
        task(
            null,
            Priority.BATCH,
            cancellation -> {
              last.run();
              return true;
            });
    queue.close(end).forEach(this::cancel);
    try {
      thread.join(patienceMillis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.warn("The engine thread did not end within {} ms", patienceMillis);
    }
  }

  private void cancel(EngineTask<?> task) {
    if (queue.cancel(task)) {
      completions.execute(() -> task.future.cancel(false));
      onChange.run();
    }
  }

  private void loop() {
    for (EngineTask<?> next = queue.next(); next != null; next = queue.next()) {
      run(next);
    }
  }

  private <T> void run(EngineTask<T> task) {
    onChange.run();
    T value = null;
    Throwable failure = null;
    try {
      if (task.cancelled) {
        throw new CancellationException("cancelled");
      }
      value = task.work.run(task);
    } catch (Throwable e) { // an Error of one piece of work must not end the thread of all others
      failure = e;
    }
    boolean again = queue.ended(task, failure);
    onChange.run();
    if (!again) {
      complete(task.future, value, failure);
    }
  }

  private <T> void complete(
      CompletableFuture<T> future, @Nullable T value, @Nullable Throwable failure) {
    completions.execute(
        () -> {
          if (failure == null) {
            future.complete(value);
          } else {
            future.completeExceptionally(failure);
          }
        });
  }

  private final class Host implements EngineTask.Host {

    @Override
    public void runMoreUrgent(EngineTask<?> batch) {
      if (Thread.currentThread() != thread) {
        return; // a helper of the work asks
      }
      long since = System.nanoTime();
      for (EngineTask<?> next = queue.nextMoreUrgent(batch, since);
          next != null;
          next = queue.nextMoreUrgent(batch, since)) {
        run(next);
      }
    }

    @Override
    public void awaitTurn() {
      queue.awaitTurn();
    }
  }
}
