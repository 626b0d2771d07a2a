package dev.facet.client;

import dev.facet.core.FacetException;
import dev.facet.protocol.ProtocolJson;
import dev.facet.protocol.WindowApi;
import dev.facet.protocol.WorkerApi;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of the worker process: the process, the stream and the calls that wait for replies. */
final class Connection {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final long LARGEST_LOG = 4L << 20;

  private final Process process;
  private final WorkerApi remote;
  private final Path log;
  private final ExecutorService reader;

  /** Writes requests: a pipe that is full keeps this thread waiting, and no caller's. */
  private final ExecutorService writer;

  private final Map<Long, CompletableFuture<?>> pending = new ConcurrentHashMap<>();
  private final AtomicLong calls = new AtomicLong();
  private volatile @Nullable FacetException ended;

  /**
   * Starts the process.
   *
   * @param onEnd called once, with the reason, after the process ended and its calls failed
   * @throws FacetException when the process cannot be started
   */
  Connection(WorkerCommand command, WindowApi events, Consumer<FacetException> onEnd) {
    this.log = command.log();
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      rotate(log);
      ProcessBuilder builder =
          new ProcessBuilder(command.command())
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(command.environment());
      process = builder.start();
    } catch (IOException e) {
      throw new FacetException(
          FacetException.Kind.ENGINE,
          "The worker process could not be started: " + e.getMessage(),
          e);
    }
    reader =
        Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("worker-replies").unstarted(task));
    writer =
        Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("worker-requests").unstarted(task));
    remote = listen(events, process.getInputStream(), process.getOutputStream(), reader);
    var _ = process.onExit().thenAccept(p -> end(p.exitValue(), onEnd));
  }

  /**
   * Talks to a worker from now on.
   *
   * @param reader runs the reading until the replies end
   */
  static WorkerApi listen(
      WindowApi events, InputStream replies, OutputStream requests, ExecutorService reader) {
    Launcher<WorkerApi> launcher =
        new Launcher.Builder<WorkerApi>()
            .setLocalService(events)
            .setRemoteInterface(WorkerApi.class)
            .setInput(replies)
            .setOutput(requests)
            .setExecutorService(reader)
            .configureGson(ProtocolJson::configure)
            .create();
    var _ = launcher.startListening();
    return launcher.getRemoteProxy();
  }

  long pid() {
    return process.pid();
  }

  /** Sends a request. The returned future fails with a FacetException or is cancelled. */
  <T> CompletableFuture<T> call(Function<WorkerApi, CompletableFuture<T>> request) {
    CompletableFuture<T> reply = new CompletableFuture<>();
    long number = calls.incrementAndGet();
    pending.put(number, reply);
    FacetException reason = ended;
    if (reason != null) {
      // The process ended before or while the call was registered: nobody else will fail it.
      pending.remove(number);
      reply.completeExceptionally(reason);
      return reply;
    }
    write(() -> send(number, request, reply));
    return reply;
  }

  private void write(Runnable message) {
    try {
      writer.execute(message);
    } catch (RejectedExecutionException e) {
      // The process has ended, which has failed or will fail whatever waits for it.
      LOG.debug("Nobody is there to be asked any more", e);
    }
  }

  private <T> void send(
      long number, Function<WorkerApi, CompletableFuture<T>> request, CompletableFuture<T> reply) {
    if (reply.isDone()) {
      pending.remove(number); // nobody wants it any more
      return;
    }
    CompletableFuture<T> sent;
    try {
      sent = request.apply(remote);
    } catch (RuntimeException e) {
      pending.remove(number);
      reply.completeExceptionally(RemoteFailure.translate(e));
      return;
    }
    var _ =
        sent.whenComplete(
            (value, failure) -> {
              pending.remove(number);
              if (failure == null) {
                reply.complete(value);
              } else {
                reply.completeExceptionally(RemoteFailure.translate(failure));
              }
            });
    var _ =
        reply.whenComplete(
            (value, failure) -> {
              if (reply.isCancelled()) {
                pending.remove(number);
                write(() -> sent.cancel(true));
              }
            });
  }

  /** Asks the worker to end, closes its input, and kills it when it does not go by itself. */
  void close(long graceMillis) {
    boolean answered = false;
    try {
      call(WorkerApi::shutdown).get(graceMillis, TimeUnit.MILLISECONDS);
      answered = true;
    } catch (TimeoutException | ExecutionException e) {
      LOG.debug("The worker did not answer the request to end", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (answered) {
      // One that does not listen may have a full pipe, which cannot be closed either.
      try {
        process.getOutputStream().close();
      } catch (IOException e) {
        LOG.debug("The worker's input was closed already", e);
      }
    }
    if (!answered || !awaitEnd(graceMillis)) {
      kill();
      awaitEnd(graceMillis);
    }
  }

  /** Whether the process ended within the time. */
  boolean awaitEnd(long millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Ends the process at once. */
  void kill() {
    process.destroyForcibly();
  }

  private void end(int exitValue, Consumer<FacetException> onEnd) {
    FacetException reason =
        new FacetException(
            FacetException.Kind.ENGINE,
            "The worker stopped (exit code " + exitValue + "); its log is " + log);
    ended = reason;
    for (CompletableFuture<?> call : pending.values()) {
      call.completeExceptionally(reason);
    }
    pending.clear();
    reader.shutdown();
    writer.shutdown();
    onEnd.accept(reason);
  }

  private static void rotate(Path log) throws IOException {
    if (Files.exists(log) && Files.size(log) > LARGEST_LOG) {
      Files.move(
          log, log.resolveSibling(log.getFileName() + ".old"), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
