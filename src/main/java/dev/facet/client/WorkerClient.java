package dev.facet.client;

import dev.facet.core.FacetException;
import dev.facet.protocol.ArithmeticInfo;
import dev.facet.protocol.ArithmeticRequest;
import dev.facet.protocol.CaptionEvent;
import dev.facet.protocol.JobEvent;
import dev.facet.protocol.OpenStudyRequest;
import dev.facet.protocol.StudyInfo;
import dev.facet.protocol.SweepEvent;
import dev.facet.protocol.WindowApi;
import dev.facet.protocol.WorkerApi;
import dev.facet.protocol.WorkerInfo;
import dev.facet.protocol.WorkerStatus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one worker alive. {@link #api()} stays valid while the process behind it comes and goes:
 * when the worker dies, the calls that wait fail with a {@link FacetException} of kind ENGINE, the
 * process is started again with growing pauses, and the study that was open is opened again before
 * the state becomes READY. After {@value #MOST_RESTARTS} deaths in a row it stays DEAD until {@link
 * #restart()}.
 *
 * <p>Replies and events arrive on threads of this class: hand over, never block. Safe to use from
 * any thread; no call blocks but {@link #close()}.
 */
public final class WorkerClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerClient.class);
  private static final int MOST_RESTARTS = 4;
  private static final long FIRST_PAUSE_MS = 200;

  /** A worker that lived this long was healthy: the count of deaths begins anew. */
  private static final long HEALTHY_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final long GRACE_MS = 3_000;

  private volatile WorkerCommand command;
  private final WindowEvents events = new WindowEvents();
  private final List<StateListener> stateListeners = new CopyOnWriteArrayList<>();
  private final ScheduledThreadPoolExecutor supervisor;
  private final WorkerApi api =
      new RemoteWorker(this::call, this::rememberStudy, this::rememberArithmetic);
  private final Thread exitHook = new Thread(this::killOnExit, "worker-exit");

  /** Done when the first process was started, or could not be: what was asked before waits. */
  private final CompletableFuture<@Nullable Void> launched = new CompletableFuture<>();

  private final Object lock = new Object();
  private @Nullable Connection connection;
  private @Nullable FacetException gone;
  private @Nullable OpenStudyRequest study;
  private @Nullable ArithmeticRequest arithmetic;
  private @Nullable WorkerInfo info;
  private WorkerState state = WorkerState.STARTING;
  private boolean closed;
  private int deaths;
  private long startedNanos;

  private WorkerClient(WorkerCommand command) {
    this.command = command;
    supervisor =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().daemon().name("worker-supervisor").unstarted(task));
    supervisor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    events.add(new BusyWatch());
  }

  /**
   * A worker that {@link #launch()} will start. Requests may be sent right away, they are answered
   * when it is up.
   */
  public static WorkerClient of(WorkerCommand command) {
    return new WorkerClient(command);
  }

  /** A worker that is being started. */
  public static WorkerClient start(WorkerCommand command) {
    WorkerClient client = of(command);
    client.launch();
    return client;
  }

  /**
   * Starts the worker; returns at once. To be called once. One that cannot be started at all is
   * DEAD, and a listener of states hears why.
   */
  public void launch() {
    Runtime.getRuntime().addShutdownHook(exitHook);
    supervisor.execute(this::connectOrGiveUp);
  }

  /** The worker; the same object for the client's life. */
  public WorkerApi api() {
    return api;
  }

  /** Adds a listener for the worker's events; it stays across restarts. */
  public void addListener(WindowApi listener) {
    events.add(listener);
  }

  /** Adds a listener of state changes; it is told the present state, and its reason, at once. */
  public void addStateListener(StateListener listener) {
    stateListeners.add(listener);
    WorkerState present;
    String reason;
    synchronized (lock) {
      present = state;
      reason = gone == null ? "" : gone.getMessage();
    }
    listener.changed(present, reason);
  }

  public WorkerState state() {
    synchronized (lock) {
      return state;
    }
  }

  /** What the worker said of itself, once it answered. */
  public Optional<WorkerInfo> info() {
    synchronized (lock) {
      return Optional.ofNullable(info);
    }
  }

  /** From its next start on the worker is started like this. */
  public void use(WorkerCommand newCommand) {
    command = newCommand;
  }

  /** Ends the present process, if there is one, and starts another. */
  public void restart() {
    supervisor.execute(
        () -> {
          Connection old;
          synchronized (lock) {
            deaths = 0;
            old = connection;
          }
          if (old != null) {
            old.kill(); // its end starts the next one
          } else {
            become(WorkerState.RESTARTING, "");
            connectOrGiveUp();
          }
        });
  }

  /** Ends the worker and waits until it is gone; kills it when it does not go by itself. */
  @Override
  public void close() {
    Connection last;
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      gone = new FacetException(FacetException.Kind.ENGINE, "The worker was closed");
      last = connection;
      connection = null;
    }
    supervisor.shutdown();
    launched.complete(null);
    if (last != null) {
      last.close(GRACE_MS);
    }
    awaitSupervisor();
    become(WorkerState.DEAD, "");
    try {
      Runtime.getRuntime().removeShutdownHook(exitHook);
    } catch (IllegalStateException e) {
      LOG.debug("The program is ending already", e);
    }
  }

  /** A process that was being started while the client was closed is gone too when this returns. */
  private void awaitSupervisor() {
    try {
      if (!supervisor.awaitTermination(GRACE_MS, TimeUnit.MILLISECONDS)) {
        LOG.warn("A worker that was being started may still be ending");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void connect() {
    Connection made = new Connection(command, events, this::onEnd);
    OpenStudyRequest again;
    ArithmeticRequest chosen;
    boolean late;
    synchronized (lock) {
      late = closed;
      if (!late) {
        connection = made;
        gone = null;
        startedNanos = System.nanoTime();
      }
      again = study;
      chosen = arithmetic;
    }
    if (late) { // closed while the process was being started
      made.kill();
      made.awaitEnd(GRACE_MS);
      return;
    }
    LOG.info("Worker process {} started", made.pid());
    CompletableFuture<WorkerInfo> hello = made.call(WorkerApi::hello);
    CompletableFuture<?> computing =
        chosen == null
            ? hello
            : hello.thenCompose(answer -> made.<ArithmeticInfo>call(w -> w.arithmetic(chosen)));
    CompletableFuture<?> ready =
        again == null
            ? computing
            : computing.thenCompose(answer -> made.<StudyInfo>call(w -> w.openStudy(again)));
    var _ =
        ready.whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                synchronized (lock) {
                  info = hello.join();
                }
                become(WorkerState.READY, "");
              } else if (hello.isDone() && !hello.isCompletedExceptionally()) {
                become(
                    WorkerState.READY,
                    "The study could not be opened again: "
                        + RemoteFailure.translate(failure).getMessage());
              } else {
                // A process that never answered ends, or is ended, and onEnd decides what comes
                // next.
                LOG.debug("The worker did not answer", failure);
                made.kill();
              }
            });
  }

  private void connectOrGiveUp() {
    try {
      connect();
    } catch (FacetException e) {
      synchronized (lock) {
        gone = e;
      }
      become(WorkerState.DEAD, e.getMessage());
    } finally {
      launched.complete(null);
    }
  }

  private void onEnd(FacetException reason) {
    long pause;
    synchronized (lock) {
      if (closed) {
        return;
      }
      connection = null;
      deaths = System.nanoTime() - startedNanos > HEALTHY_NANOS ? 1 : deaths + 1;
      pause = deaths > MOST_RESTARTS ? -1 : FIRST_PAUSE_MS << (deaths - 1);
      gone = reason;
    }
    LOG.warn(reason.getMessage());
    if (pause < 0) {
      become(WorkerState.DEAD, reason.getMessage());
    } else {
      become(WorkerState.RESTARTING, reason.getMessage());
      var _ = supervisor.schedule(this::connectOrGiveUp, pause, TimeUnit.MILLISECONDS);
    }
  }

  private <T> CompletableFuture<T> call(Function<WorkerApi, CompletableFuture<T>> request) {
    Connection present;
    FacetException reason;
    synchronized (lock) {
      present = connection;
      reason = gone;
    }
    if (present != null) {
      return present.call(request);
    }
    if (reason == null && !launched.isDone()) {
      return launched.thenCompose(nothing -> call(request));
    }
    return CompletableFuture.failedFuture(
        reason != null
            ? reason
            : new FacetException(FacetException.Kind.ENGINE, "The worker is not running"));
  }

  private void rememberStudy(OpenStudyRequest opened) {
    synchronized (lock) {
      study = opened;
    }
  }

  private void rememberArithmetic(ArithmeticRequest chosen) {
    synchronized (lock) {
      arithmetic = chosen;
    }
  }

  private void become(WorkerState next, String message) {
    synchronized (lock) {
      if (state == next && message.isEmpty() || closed && next != WorkerState.DEAD) {
        return;
      }
      state = next;
    }
    for (StateListener listener : stateListeners) {
      listener.changed(next, message);
    }
  }

  private void killOnExit() {
    Connection last;
    synchronized (lock) {
      last = connection;
    }
    if (last != null) {
      last.kill();
    }
  }

  /** Follows the worker's own word on whether it computes. */
  private final class BusyWatch implements WindowApi {
    @Override
    public void status(WorkerStatus status) {
      WorkerState now = state();
      if (now == WorkerState.READY || now == WorkerState.BUSY) {
        become(status.busy() ? WorkerState.BUSY : WorkerState.READY, "");
      }
    }

    @Override
    public void captionProgress(CaptionEvent event) {}

    @Override
    public void sweepProgress(SweepEvent event) {}

    @Override
    public void jobProgress(JobEvent event) {}
  }
}
