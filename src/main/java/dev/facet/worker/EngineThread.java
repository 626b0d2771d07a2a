package dev.facet.worker;

import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
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
  private final Thread thread;

  private final Object lock = new Object();
  private final PriorityQueue<Task<?>> waiting = new PriorityQueue<>();
  private final Map<String, Task<?>> latest = new HashMap<>();

  /** What runs now; more than one where batch work yields to more urgent work. */
  private final Deque<Task<?>> running = new ArrayDeque<>();

  private final Rest rest = new Rest();
  private long sequence;
  private boolean closed;

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
    Task<T> task;
    Task<?> older = null;
    synchronized (lock) {
      if (closed) {
        return CompletableFuture.failedFuture(
            new FacetException(FacetException.Kind.ENGINE, "The worker is shutting down"));
      }
      task = new Task<>(panel, priority, sequence++, work);
      if (panel != null) {
        older = latest.put(panel, task);
      }
      waiting.add(task);
      for (Task<?> now : running) {
        if (now.priority == Priority.VISIBLE && priority.isMoreUrgentThan(now.priority)) {
          now.preempted = true;
        }
      }
      lock.notifyAll();
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

  /** Pieces of work that wait. */
  public int queued() {
    synchronized (lock) {
      return waiting.size();
    }
  }

  /** Whether something runs. */
  public boolean busy() {
    synchronized (lock) {
      return !running.isEmpty();
    }
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
    List<Task<?>> all;
    synchronized (lock) {
      if (closed) {
        return;
      }
      all = new ArrayList<>(waiting);
      all.addAll(running);
      waiting.add(
          new Task<>(
              null,
              Priority.BATCH,
              sequence++,
              cancellation -> {
                last.run();
                return null;
              }));
      closed = true;
      lock.notifyAll();
    }
    all.forEach(this::cancel);
    try {
      thread.join(patienceMillis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.warn("The engine thread did not end within {} ms", patienceMillis);
    }
  }

  private void cancel(Task<?> task) {
    boolean neverRan;
    synchronized (lock) {
      task.cancelled = true;
      neverRan = waiting.remove(task);
      forget(task);
    }
    if (neverRan) {
      completions.execute(() -> task.future.cancel(false));
      onChange.run();
    }
  }

  private void loop() {
    while (true) {
      Task<?> next;
      synchronized (lock) {
        while (waiting.isEmpty() && !closed) {
          try {
            lock.wait();
          } catch (InterruptedException e) {
            LOG.debug("Interrupts do not end the engine thread; close() does", e);
          }
        }
        next = waiting.poll();
        if (next == null) {
          return;
        }
        running.push(next);
      }
      run(next);
    }
  }

  /** Called on the engine thread in the middle of batch work. */
  private void runMoreUrgent(Task<?> batch) {
    long since = System.nanoTime();
    while (true) {
      Task<?> next;
      synchronized (lock) {
        while (!moreUrgentWaits(batch.priority)) {
          long left = batch.cancelled || closed ? 0 : rest.left(since, System.nanoTime());
          if (left <= 0) {
            return;
          }
          await(left);
        }
        next = waiting.remove();
        running.push(next);
      }
      run(next);
    }
  }

  /** Call with the lock. */
  private boolean moreUrgentWaits(Priority than) {
    Task<?> next = waiting.peek();
    return next != null && next.priority.isMoreUrgentThan(than);
  }

  /** Call with the lock. */
  private boolean answersRequest() {
    return !running.isEmpty() && running.peek().priority == Priority.INTERACTIVE;
  }

  /** Call with the lock, on the engine thread. */
  private void await(long nanos) {
    try {
      TimeUnit.NANOSECONDS.timedWait(lock, nanos);
    } catch (InterruptedException e) {
      LOG.debug("Interrupts do not end the engine thread; close() does", e);
    }
  }

  private <T> void run(Task<T> task) {
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
    boolean again;
    synchronized (lock) {
      running.remove(task);
      if (task.priority == Priority.INTERACTIVE) {
        rest.requestEnded(System.nanoTime());
        lock.notifyAll();
      }
      again =
          failure instanceof CancellationException && task.preempted && !task.cancelled && !closed;
      task.preempted = false;
      if (again) {
        waiting.add(task);
      } else {
        forget(task);
      }
    }
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

  private void forget(Task<?> task) {
    if (task.panel != null) {
      latest.remove(task.panel, task);
    }
  }

  private final class Task<T> implements Cancellation, Comparable<Task<?>> {
    private final @Nullable String panel;
    private final Priority priority;
    private final long number;
    private final Work<T> work;
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private volatile boolean cancelled;
    private volatile boolean preempted;

    Task(@Nullable String panel, Priority priority, long number, Work<T> work) {
      this.panel = panel;
      this.priority = priority;
      this.number = number;
      this.work = work;
    }

    @Override
    public boolean isCancelled() {
      if (priority == Priority.BATCH && !cancelled && Thread.currentThread() == thread) {
        runMoreUrgent(this);
      }
      return cancelled || preempted;
    }

    @Override
    public boolean moreUrgentWaits() {
      synchronized (lock) {
        return EngineThread.this.moreUrgentWaits(priority);
      }
    }

    @Override
    public void awaitTurn() {
      synchronized (lock) {
        try {
          // While a request only waits, the engine thread may be waiting for the caller.
          while (answersRequest() && !closed) {
            lock.wait();
          }
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
        }
      }
    }

    @Override
    public int compareTo(Task<?> other) {
      int byPriority = priority.compareTo(other.priority);
      return byPriority != 0 ? byPriority : Long.compare(number, other.number);
    }
  }
}
