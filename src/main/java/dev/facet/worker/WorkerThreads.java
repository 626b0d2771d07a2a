package dev.facet.worker;

import dev.facet.worker.engine.EngineThread;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;

/**
 * The worker's threads. Models are asked on the engine thread, the study's tables and pictures on
 * threads of their own, so that browsing never waits for a forward pass; everything that goes out,
 * events and replies alike, goes through one sender thread, which keeps their order and spares the
 * engine thread the writing of JSON.
 */
final class WorkerThreads {

  private static final int STORE_THREADS = 2;
  private static final int PICTURE_THREADS = 2;

  /** What must end within this time when the worker ends; native work cannot be interrupted. */
  private static final long PATIENCE_MS = 5_000;

  private final ScheduledExecutorService sender;
  private final LatestValue.Timer timer;
  private final ExecutorService store = pool("store", STORE_THREADS);
  private final ExecutorService pictures = pool("pictures", PICTURE_THREADS);
  private final EngineThread engine;

  /**
   * @param sender from {@link #newSender}
   * @param onChange called after work of the engine was taken up, begun or ended; must be cheap
   */
  WorkerThreads(ScheduledExecutorService sender, Runnable onChange) {
    this.sender = sender;
    this.timer = LatestValue.Timer.of(sender);
    this.engine = new EngineThread(sender, onChange);
  }

  /** The thread that everything goes out through. */
  static ScheduledExecutorService newSender() {
    ScheduledThreadPoolExecutor sender =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().daemon().name("sender").unstarted(task));
    sender.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return sender;
  }

  EngineThread engine() {
    return engine;
  }

  /** Runs a task on the sender thread, after what it has to send. */
  void send(Runnable task) {
    sender.execute(task);
  }

  /** Runs tasks on the sender thread at their times. */
  LatestValue.Timer timer() {
    return timer;
  }

  /** Asks the study's tables. */
  <T> CompletableFuture<T> store(Supplier<T> question) {
    return answer(store, question);
  }

  /** Asks for pictures and files. */
  <T> CompletableFuture<T> pictures(Supplier<T> question) {
    return answer(pictures, question);
  }

  /** Computes a reply on a pool; it is sent on the sender thread. */
  private <T> CompletableFuture<T> answer(ExecutorService pool, Supplier<T> question) {
    CompletableFuture<T> reply = new CompletableFuture<>();
    pool.execute(
        () -> {
          if (reply.isCancelled()) {
            return; // scrolled out of sight before its turn came
          }
          try {
            T value = question.get();
            sender.execute(() -> reply.complete(value));
          } catch (RuntimeException | Error e) {
            sender.execute(() -> reply.completeExceptionally(e));
          }
        });
    return reply;
  }

  private static ExecutorService pool(String name, int threads) {
    return Executors.newFixedThreadPool(
        threads, Thread.ofPlatform().daemon().name(name + "-", 0).factory());
  }

  /**
   * Cancels everything and ends all threads.
   *
   * @param last runs on the engine thread when its work has ended
   */
  void close(Runnable last) {
    store.shutdownNow();
    pictures.shutdownNow();
    engine.close(PATIENCE_MS, last);
    sender.shutdown();
  }
}
