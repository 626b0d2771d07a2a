package dev.facet.worker;

import dev.facet.core.Cancellation;
import dev.facet.core.Progress;
import dev.facet.protocol.JobEvent;
import dev.facet.protocol.JobEvent.State;
import dev.facet.protocol.JobInfo;
import dev.facet.worker.engine.EngineThread;
import dev.facet.worker.engine.Priority;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Long work that a person can watch and cancel. Every job tells its life in {@link JobEvent}s: the
 * first and the last always, those between at most ten times a second.
 */
final class JobService implements AutoCloseable {
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

  private record Live(JobStore.Stored stored, CompletableFuture<?> result) {}

  private final EngineThread engine;
  private final LatestValue.Timer timer;
  private final Consumer<JobEvent> events;
  private final JobStore store;
  private final Map<Long, Live> live = new ConcurrentHashMap<>();
  private final Set<Long> givenUp = ConcurrentHashMap.newKeySet();

  /**
   * @param store keeps jobs that are cut off
   * @param timer runs {@code events}; the same that completes replies, so that their order is kept
   */
  JobService(
      EngineThread engine, JobStore store, LatestValue.Timer timer, Consumer<JobEvent> events) {
    this.engine = engine;
    this.store = store;
    this.timer = timer;
    this.events = events;
  }

  /**
   * Queues a job behind all more urgent work.
   *
   * @param request what is asked, to be asked again if the job is cut off
   * @param title what it makes, in words
   * @param message says what came of it, one sentence
   */
  <T> Job<T> start(JobRequest request, String title, Body<T> body, Function<T, String> message) {
    JobStore.Stored stored = store.begin(request, title);
    long number = stored.job();
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
    send(event(stored, State.QUEUED, -1, ""));
    CompletableFuture<T> result =
        engine.submit(
            Priority.BATCH,
            cancellation -> {
              send(event(stored, State.RUNNING, -1, ""));
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
                                "",
                                study(request),
                                request.inOnePiece())),
                    cancellation);
              } finally {
                progress.flush();
              }
            });
    live.put(number, new Live(stored, result));
    var _ =
        result.whenComplete(
            (value, failure) -> {
              live.remove(number);
              ended.set(true);
              boolean byPerson = givenUp.remove(number);
              if (failure == null) {
                store.done(number);
                send(event(stored, State.DONE, 0, message.apply(value)));
              } else if (!(Failures.unwrap(failure) instanceof CancellationException)) {
                LOG.warn("Job {} failed: {}", number, title, failure);
                store.given(stored);
                send(event(stored, State.FAILED, 0, Failures.explain(failure).getMessage()));
              } else if (byPerson) {
                store.given(stored);
                send(event(stored, State.CANCELLED, 0, "Cancelled; " + rest(stored)));
              } else {
                store.cutOff(stored);
                send(event(stored, State.INTERRUPTED, 0, cutOff(stored)));
              }
            });
    return new Job<>(new JobInfo(number, title), result);
  }

  /** Cancels a job; one that was cut off is forgotten. */
  void cancel(long number) {
    Live job = live.get(number);
    if (job == null) {
      store.forget(number);
    } else {
      givenUp.add(number);
      job.result().cancel(false);
    }
  }

  /** Jobs that the end of a worker cut off, oldest first. */
  List<JobEvent> interrupted() {
    return store.cutOff().stream().map(s -> event(s, State.INTERRUPTED, 0, cutOff(s))).toList();
  }

  /**
   * What a job was asked that ended before it was done.
   *
   * @throws dev.facet.core.FacetException when there is none of that number
   */
  JobRequest unfinished(long number) {
    return store.ended(number).request();
  }

  /** The worker ends: what runs or waits is cut off, whether its last words are heard or not. */
  @Override
  public void close() {
    live.values().forEach(job -> store.cutOff(job.stored()));
  }

  private void send(JobEvent event) {
    timer.after(0, () -> events.accept(event));
  }

  private static JobEvent event(
      JobStore.Stored job, State state, double secondsLeft, String message) {
    return new JobEvent(
        job.job(),
        job.title(),
        state,
        "",
        0,
        0,
        secondsLeft,
        message,
        study(job.request()),
        job.request().inOnePiece());
  }

  private static String cutOff(JobStore.Stored job) {
    return "Was cut off; " + rest(job);
  }

  /** What becomes of what was done. */
  private static String rest(JobStore.Stored job) {
    return job.request().inOnePiece()
        ? "it is made in one piece and begins anew"
        : "finished parts are kept";
  }

  private static String study(JobRequest request) {
    return request.needsStudy() ? request.study() : "";
  }
}
