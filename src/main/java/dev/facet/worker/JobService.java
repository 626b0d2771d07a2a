package dev.facet.worker;

import dev.facet.core.Cancellation;
import dev.facet.core.Progress;
import dev.facet.protocol.JobEvent;
import dev.facet.protocol.JobEvent.State;
import dev.facet.protocol.JobInfo;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Long work that a person can watch and cancel. Every job tells its life in {@link JobEvent}s: the
 * first and the last always, those between at most ten times a second.
 */
final class JobService {
  private static final Logger LOG = LoggerFactory.getLogger(JobService.class);
  private static final long PAUSE_MS = 100;

  /**
   * What a job does.
   *
   * @param <T> what it makes
   */
  @FunctionalInterface
  interface Body<T> {
    T run(Progress progress, Cancellation cancellation) throws Exception;
  }

  /**
   * A job that was accepted.
   *
   * @param <T> what it makes
   */
  record Job<T>(JobInfo info, CompletableFuture<T> result) {}

  private final EngineThread engine;
  private final LatestValue.Timer timer;
  private final Consumer<JobEvent> events;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, CompletableFuture<?>> live = new ConcurrentHashMap<>();

  /**
   * @param timer runs {@code events}; the same that completes replies, so that their order is kept
   */
  JobService(EngineThread engine, LatestValue.Timer timer, Consumer<JobEvent> events) {
    this.engine = engine;
    this.timer = timer;
    this.events = events;
  }

  /**
   * Queues a job behind all more urgent work.
   *
   * @param title what it makes, in words
   * @param message says what came of it, one sentence
   */
  <T> Job<T> start(String title, Body<T> body, Function<T, String> message) {
    long number = numbers.incrementAndGet();
    AtomicBoolean ended = new AtomicBoolean();
    LatestValue<JobEvent> progress =
        new LatestValue<>(
            timer,
            PAUSE_MS,
            event -> {
              // A cancelled job still runs to the end of its micro-batch; nobody hears of that.
              if (!ended.get()) {
                events.accept(event);
              }
            });
    TimeLeft timeLeft = new TimeLeft(System::nanoTime);
    send(new JobEvent(number, title, State.QUEUED, "", 0, 0, -1, ""));
    CompletableFuture<T> result =
        engine.submit(
            Priority.BATCH,
            cancellation -> {
              send(new JobEvent(number, title, State.RUNNING, "", 0, 0, -1, ""));
              try {
                return body.run(
                    (activity, done, total) ->
                        progress.offer(
                            new JobEvent(
                                number,
                                title,
                                State.RUNNING,
                                activity,
                                done,
                                total,
                                timeLeft.seconds(activity, done, total),
                                "")),
                    cancellation);
              } finally {
                progress.flush();
              }
            });
    live.put(number, result);
    var _ =
        result.whenComplete(
            (value, failure) -> {
              live.remove(number);
              ended.set(true);
              if (failure == null) {
                send(end(number, title, State.DONE, message.apply(value)));
              } else if (Failures.unwrap(failure) instanceof CancellationException) {
                send(end(number, title, State.CANCELLED, "Cancelled; finished parts are kept"));
              } else {
                LOG.warn("Job {} failed: {}", number, title, failure);
                send(end(number, title, State.FAILED, Failures.explain(failure).getMessage()));
              }
            });
    return new Job<>(new JobInfo(number, title), result);
  }

  /** Cancels a job; one that has ended is left alone. */
  void cancel(long number) {
    CompletableFuture<?> job = live.get(number);
    if (job != null) {
      job.cancel(false);
    }
  }

  private void send(JobEvent event) {
    timer.after(0, () -> events.accept(event));
  }

  private static JobEvent end(long number, String title, State state, String message) {
    return new JobEvent(number, title, state, "", 0, 0, 0, message);
  }
}
