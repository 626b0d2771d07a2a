package dev.facet.client;

import dev.facet.protocol.WindowApi;
import dev.facet.protocol.WorkerApi;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A worker in the window's own process, for a rehearsal: one JVM then sees the classes of both. It
 * is not watched and not started again.
 */
public final class LocalWorker implements AutoCloseable {

  private static final int PIPE = 1 << 16;

  /** What serves a window on two streams until the first one ends. */
  @FunctionalInterface
  public interface Server {
    void serve(InputStream in, OutputStream out);
  }

  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().daemon().name("worker-replies").unstarted(task));
  private final PipedOutputStream requests = new PipedOutputStream();
  private final Thread serving;
  private final WorkerApi api;

  public LocalWorker(Server server, WindowApi events) {
    PipedOutputStream replies = new PipedOutputStream();
    try {
      PipedInputStream in = new PipedInputStream(requests, PIPE);
      PipedInputStream answers = new PipedInputStream(replies, PIPE);
      serving = Thread.ofPlatform().daemon().name("worker").start(() -> server.serve(in, replies));
      api = Connection.listen(events, answers, requests, reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public WorkerApi api() {
    return api;
  }

  /** Ends the worker and waits for its end. */
  @Override
  public void close() {
    try {
      requests.close();
      serving.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      reader.shutdown();
    }
  }
}
