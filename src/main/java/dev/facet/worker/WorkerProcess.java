package dev.facet.worker;

import dev.facet.core.Arithmetic;
import dev.facet.core.FacetException;
import dev.facet.core.FacetFolders;
import dev.facet.protocol.ProtocolJson;
import dev.facet.protocol.WindowApi;
import dev.facet.tensor.Torch;
import dev.facet.workspace.Study;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a worker process: serves one window until it says so or its end of the pipe closes.
 */
public final class WorkerProcess {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);

  private WorkerProcess() {}

  /**
   * Serves with the real networks; see {@link #serve(InputStream, OutputStream, StudyEngine.Opener,
   * StudyMaker, FacetFolders, Arithmetic)}.
   */
  public static void serve(InputStream in, OutputStream out, Arithmetic arithmetic) {
    prepare("torch", () -> Torch.newManager().close());
    prepare("duckdb", Study::prepare);
    FacetFolders folders = FacetFolders.ofSystem();
    serve(
        in,
        out,
        (study, mode) -> StudyNetworks.open(study, folders, mode),
        new IndexingService(folders),
        folders,
        arithmetic);
  }

  /** Native libraries load side by side while window and worker still get to know each other. */
  private static void prepare(String library, Runnable load) {
    Thread.ofPlatform()
        .daemon()
        .name("load-" + library)
        .start(
            () -> {
              try {
                load.run();
              } catch (FacetException e) {
                LOG.error("Studies cannot be opened", e);
              }
            });
  }

  /**
   * Serves until the window asks for the end or its end of {@code in} closes, which also happens
   * when the window is killed: a worker never outlives its window.
   */
  static void serve(
      InputStream in,
      OutputStream out,
      StudyEngine.Opener opener,
      StudyMaker maker,
      FacetFolders folders,
      Arithmetic arithmetic) {
    CountDownLatch ended = new CountDownLatch(1);
    ExecutorService reader =
        Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("window-requests").unstarted(task));
    // Server and stream need each other: no event leaves before the stream is there.
    CompletableFuture<WindowApi> window = new CompletableFuture<>();
    try (WorkerServer server =
        new WorkerServer(window::join, opener, maker, folders, arithmetic, ended::countDown)) {
      Launcher<WindowApi> launcher =
          new Launcher.Builder<WindowApi>()
              .setLocalService(server)
              .setRemoteInterface(WindowApi.class)
              .setInput(in)
              .setOutput(out)
              .setExecutorService(reader)
              .setExceptionHandler(Failures::response)
              .configureGson(ProtocolJson::configure)
              .create();
      window.complete(launcher.getRemoteProxy());
      Future<Void> listening = launcher.startListening();
      Thread.ofVirtual().start(() -> awaitEnd(listening, ended));
      LOG.info("Worker {} serves", ProcessHandle.current().pid());
      ended.await();
      LOG.info("Worker {} ends", ProcessHandle.current().pid());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      reader.shutdown();
    }
  }

  private static void awaitEnd(Future<Void> listening, CountDownLatch ended) {
    try {
      listening.get();
    } catch (ExecutionException e) {
      LOG.warn("The connection to the window broke", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended.countDown();
    }
  }
}
