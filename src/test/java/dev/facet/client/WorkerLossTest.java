package dev.facet.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.fx.Messages;
import dev.facet.fx.UiThread;
import dev.facet.protocol.CancelJobRequest;
import dev.facet.protocol.IndexRequest;
import dev.facet.protocol.JobEvent;
import dev.facet.protocol.ResumeJobRequest;
import dev.facet.ui.jobs.JobsViewModel;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.WorkerEvents;
import dev.facet.ui.status.Notice;
import dev.facet.ui.status.NoticesViewModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real worker process is killed in the middle of a job: what the window says and offers. */
@Timeout(60)
class WorkerLossTest {

  @TempDir Path folder;

  /** The test's own thread, as the one that view models live on. */
  private static final class TestThread implements UiThread {
    private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();

    @Override
    public void run(Runnable task) {
      queue.add(task);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
      return () -> {};
    }

    @Override
    public long millis() {
      return 0;
    }

    void until(String what, BooleanSupplier condition) throws InterruptedException {
      while (!condition.getAsBoolean()) {
        Runnable task = queue.poll(30, TimeUnit.SECONDS);
        assertTrue(task != null, "never happened: " + what);
        task.run();
      }
    }
  }

  private final TestThread ui = new TestThread();
  private final Messages messages =
      new Messages(ResourceBundle.getBundle("dev.facet.app.messages"));

  private WorkerCommand command() {
    return new WorkerCommand(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xmx64m",
            "-Dfacet.data=" + folder.resolve("data"),
            "-cp",
            System.getProperty("java.class.path"),
            "dev.facet.worker.FakeWorker"),
        Map.of(),
        folder.resolve("worker.log"));
  }

  @Test
  void the_window_says_so_starts_it_again_and_offers_to_go_on() throws Exception {
    WorkerEvents events = new WorkerEvents(ui);
    try (WorkerClient client = WorkerClient.start(command())) {
      client.addListener(events);
      Session session = new Session(client.api(), ui, messages);
      JobsViewModel jobs = new JobsViewModel(session, client.api(), events, ui, messages);
      NoticesViewModel notices =
          new NoticesViewModel(session, client.api(), jobs, client::restart, ui, messages);
      client.addStateListener(
          (state, sentence) ->
              ui.run(
                  () -> {
                    if (!sentence.isEmpty()) {
                      session.messageProperty().set(sentence);
                    }
                    session.workerStateProperty().set(state);
                  }));
      IndexRequest request = new IndexRequest("m", "s", "images", "vision.layers.0.out", "o");
      ui.until("ready", () -> session.workerStateProperty().get() == WorkerState.READY);
      long job = client.api().startIndex(request).get(30, TimeUnit.SECONDS).job();
      ui.until(
          "the job runs",
          () ->
              jobs.currentProperty().get() != null
                  && jobs.currentProperty().get().event().state() == JobEvent.State.RUNNING);
      long first = client.info().orElseThrow().pid();
      ProcessHandle.of(first).orElseThrow().destroyForcibly();

      ui.until("a notice", () -> notices.ofWorkerProperty().get() != null);
      Notice told = notices.ofWorkerProperty().get();
      assertTrue(told.text().startsWith("The worker stopped (exit code"), told.text());
      assertEquals(0, jobs.activeProperty().get());
      assertEquals(1, jobs.cutOffProperty().get());
      ui.until(
          "an offer",
          () ->
              notices.ofWorkerProperty().get() != null
                  && !notices.ofWorkerProperty().get().action().isEmpty());
      long second = client.info().orElseThrow().pid();
      assertNotEquals(first, second);
      notices.helpWorker();
      ui.until(
          "the job runs again",
          () ->
              jobs.currentProperty().get() != null
                  && jobs.currentProperty().get().event().state() == JobEvent.State.RUNNING);

      // The window is closed in the middle of the job: nothing stays behind.
      ProcessHandle process = ProcessHandle.of(second).orElseThrow();
      client.close();
      assertFalse(process.isAlive());

      // The next window lists the job as cut off, and goes on with it.
      try (WorkerClient next = WorkerClient.start(command())) {
        JobEvent left = next.api().interruptedJobs().get(30, TimeUnit.SECONDS).jobs().getFirst();
        assertEquals(job, left.job());
        assertEquals("Indexing images", left.title());
        assertEquals(
            job, next.api().resumeJob(new ResumeJobRequest(job)).get(30, TimeUnit.SECONDS).job());
        assertEquals(List.of(), next.api().interruptedJobs().get(30, TimeUnit.SECONDS).jobs());
        next.api().cancelJob(new CancelJobRequest(job)).get(30, TimeUnit.SECONDS);
      }
    }
  }
}
