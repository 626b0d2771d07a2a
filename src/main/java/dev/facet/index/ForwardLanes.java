package dev.facet.index;

import ai.djl.ndarray.NDManager;
import dev.facet.core.Cancellation;
import dev.facet.index.ImagePrefetch.Prepared;
import dev.facet.tensor.Torch;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Forward passes of micro-batches side by side, each on a thread of its own with one core; results
 * come in the order of the batches. Threads that share one small operation wait for each other at
 * its end, and for whatever else uses their core; lanes wait for nobody.
 *
 * <p>The lanes read the networks of the engine thread, which must outlive them, and change nothing.
 * They rest while the engine thread answers a person's request.
 *
 * @param <T> what comes of a batch: plain arrays
 */
final class ForwardLanes<T> implements AutoCloseable {

  /** How often the engine thread looks whether something more urgent waits. */
  private static final long LOOK_MICROS = 500;

  /**
   * What a lane does.
   *
   * @param <T> its result
   */
  @FunctionalInterface
  interface Forward<T> {
    /**
     * Runs on a lane.
     *
     * @param manager owner of the arrays, closed afterwards
     * @param images that could be read, at least one
     * @param turn to be called every few milliseconds: waits while a person's request is answered,
     *     and throws when nobody waits for the result any more
     */
    T run(NDManager manager, List<Prepared> images, Runnable turn);
  }

  /**
   * A batch that went through.
   *
   * @param images all of it
   * @param readable those that could be read
   * @param outcome of these; null where there are none
   */
  record Done<T>(List<Prepared> images, List<Prepared> readable, @Nullable T outcome) {}

  private record Batch<T>(
      List<Prepared> images, List<Prepared> readable, @Nullable Future<T> outcome) {}

  private final Forward<T> forward;
  private final Cancellation cancellation;
  private final ExecutorService lanes;
  private final Queue<Batch<T>> queue = new ArrayDeque<>();
  private final int most;
  private volatile boolean closed;

  ForwardLanes(Forward<T> forward, Cancellation cancellation) {
    this.forward = forward;
    this.cancellation = cancellation;
    this.most = 2 * Torch.threads();
    this.lanes =
        Executors.newFixedThreadPool(
            Torch.threads(),
            lane ->
                Thread.ofPlatform()
                    .daemon()
                    .name("forward-lane")
                    .unstarted(() -> Torch.onOneThread(lane)));
  }

  /** Whether another batch should be given, so that no lane is idle. */
  boolean hasRoom() {
    return queue.size() < most;
  }

  /** Gives the next batch. */
  void submit(List<Prepared> images) {
    List<Prepared> readable = images.stream().filter(image -> image.pixels() != null).toList();
    queue.add(
        new Batch<>(
            images, readable, readable.isEmpty() ? null : lanes.submit(() -> run(readable))));
  }

  private T run(List<Prepared> readable) {
    turn();
    try (NDManager manager = Torch.newManager()) {
      return forward.run(manager, readable, this::turn);
    }
  }

  private void turn() {
    if (closed) {
      throw new CancellationException("nobody waits for it");
    }
    cancellation.awaitTurn();
  }

  /**
   * Waits for the oldest batch and takes it out; more urgent work may run meanwhile on the calling
   * thread.
   *
   * @throws CancellationException when cancelled
   */
  Done<T> next() {
    Batch<T> batch = queue.remove();
    return new Done<>(
        batch.images, batch.readable, batch.outcome == null ? null : await(batch.outcome));
  }

  private T await(Future<T> outcome) {
    while (true) {
      try {
        return outcome.get(LOOK_MICROS, TimeUnit.MICROSECONDS);
      } catch (TimeoutException _) {
        cancellation.check();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted");
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException told) {
          throw told;
        }
        throw new IllegalStateException(Objects.requireNonNull(e.getCause()));
      }
    }
  }

  /** Gives up what is unfinished and waits until no lane uses the networks any more. */
  @Override
  public void close() {
    closed = true;
    lanes.close();
  }
}
