package dev.facet.worker.engine;

import dev.facet.core.FacetException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order of the engine thread's work: the most urgent first, of a panel the latest alone, and
 * batch work rests a moment after a person's request. Safe to use from any thread.
 */
final class EngineQueue {
  private static final Logger LOG = LoggerFactory.getLogger(EngineQueue.class);

  private final Object lock = new Object();
  private final PriorityQueue<EngineTask<?>> waiting = new PriorityQueue<>();
  private final Map<String, EngineTask<?>> latest = new HashMap<>();

  /** What runs now; more than one where batch work yields to more urgent work. */
  private final Deque<EngineTask<?>> running = new ArrayDeque<>();

  private final Rest rest = new Rest();
  private boolean closed;

  /**
   * Takes work up; work that can be begun anew makes way for it.
   *
   * @return the panel's older work, to be cancelled; null for none
   * @throws FacetException after the end
   */
  @Nullable EngineTask<?> add(EngineTask<?> task) {
    synchronized (lock) {
      if (closed) {
        throw new FacetException(FacetException.Kind.ENGINE, "The worker is shutting down");
      }
      EngineTask<?> older = task.panel == null ? null : latest.put(task.panel, task);
      waiting.add(task);
      for (EngineTask<?> now : running) {
        if (now.priority == Priority.VISIBLE && task.priority.isMoreUrgentThan(now.priority)) {
          now.preempted = true;
        }
      }
      lock.notifyAll();
      return older;
    }
  }

  /**
   * Marks work as cancelled.
   *
   * @return whether it never ran and never will
   */
  boolean cancel(EngineTask<?> task) {
    synchronized (lock) {
      task.cancelled = true;
      forget(task);
      return waiting.remove(task);
    }
  }

  /** The next work, which runs from now on; waits for it. Null at the end. */
  @Nullable EngineTask<?> next() {
    synchronized (lock) {
      while (waiting.isEmpty() && !closed) {
        try {
          lock.wait();
        } catch (InterruptedException e) {
          interrupted(e);
        }
      }
      return started(waiting.poll());
    }
  }

  /**
   * Work that is more urgent than batch work in whose middle it is asked for. Waits for it while
   * the batch work rests.
   *
   * @param since when the batch work asked first, nanoseconds
   * @return null when the batch work goes on
   */
  @Nullable EngineTask<?> nextMoreUrgent(EngineTask<?> batch, long since) {
    synchronized (lock) {
      while (!moreUrgentWaits(batch.priority)) {
        long left = batch.cancelled || closed ? 0 : rest.left(since, System.nanoTime());
        if (left <= 0) {
          return null;
        }
        try {
          TimeUnit.NANOSECONDS.timedWait(lock, left);
        } catch (InterruptedException e) {
          interrupted(e);
        }
      }
      return started(waiting.remove());
    }
  }

  /** Call with the lock. */
  private @Nullable EngineTask<?> started(@Nullable EngineTask<?> task) {
    if (task != null) {
      running.push(task);
    }
    return task;
  }

  /**
   * Work has ended, however it did.
   *
   * @return whether it was only preempted and waits again
   */
  boolean ended(EngineTask<?> task, @Nullable Throwable failure) {
    synchronized (lock) {
      running.remove(task);
      if (task.priority == Priority.INTERACTIVE) {
        rest.requestEnded(System.nanoTime());
        lock.notifyAll();
      }
      boolean again =
          failure instanceof CancellationException && task.preempted && !task.cancelled && !closed;
      task.preempted = false;
      if (again) {
        waiting.add(task);
      } else {
        forget(task);
      }
      return again;
    }
  }

  private boolean moreUrgentWaits(Priority than) {
    synchronized (lock) {
      EngineTask<?> next = waiting.peek();
      return next != null && next.priority.isMoreUrgentThan(than);
    }
  }

  /**
   * Waits while a person's request runs. While one only waits, the engine thread may be waiting for
   * the caller.
   */
  void awaitTurn() {
    synchronized (lock) {
      try {
        while (!closed && !running.isEmpty() && running.peek().priority == Priority.INTERACTIVE) {
          lock.wait();
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Pieces of work that wait. */
  int waiting() {
    synchronized (lock) {
      return waiting.size();
    }
  }

  /** Whether something runs. */
  boolean busy() {
    synchronized (lock) {
      return !running.isEmpty();
    }
  }

  /**
   * Takes no more work up.
   *
   * @param last runs after all other work
   * @return what there was, to be cancelled; empty when it was closed before
   */
  List<EngineTask<?>> close(EngineTask<?> last) {
    synchronized (lock) {
      if (closed) {
        return List.of();
      }
      List<EngineTask<?>> all = new ArrayList<>(waiting);
      all.addAll(running);
      waiting.add(last);
      closed = true;
      lock.notifyAll();
      return all;
    }
  }

  private static void interrupted(InterruptedException e) {
    LOG.debug("Interrupts do not end the engine thread; close() does", e);
  }

  /** Call with the lock. */
  private void forget(EngineTask<?> task) {
    if (task.panel != null) {
      latest.remove(task.panel, task);
    }
  }
}
