package dev.facet.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.core.FacetException;
import dev.facet.core.FacetFolders;
import dev.facet.protocol.CancelJobRequest;
import dev.facet.protocol.CaptionEvent;
import dev.facet.protocol.FeatureQuery;
import dev.facet.protocol.ImageData;
import dev.facet.protocol.IndexRequest;
import dev.facet.protocol.JobEvent;
import dev.facet.protocol.JobInfo;
import dev.facet.protocol.OpenStudyRequest;
import dev.facet.protocol.PixelsRequest;
import dev.facet.protocol.SweepEvent;
import dev.facet.protocol.WindowApi;
import dev.facet.protocol.WorkerInfo;
import dev.facet.protocol.WorkerStatus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real worker process, started, killed and started again. */
@Timeout(60)
class WorkerClientTest {

  @TempDir Path folder;

  private final BlockingQueue<WorkerState> states = new LinkedBlockingQueue<>();
  private final BlockingQueue<JobEvent> jobs = new LinkedBlockingQueue<>();

  private WorkerCommand command(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-Dfacet.data=" + folder.resolve("data"),
                "-cp",
                classPath()));
    command.addAll(List.of(arguments));
    return new WorkerCommand(
        command,
        Map.of("OMP_WAIT_POLICY", "passive"),
        folder.resolve("logs").resolve("worker.log"));
  }

  /** Absolute: a worker need not start in this folder. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private WorkerClient start() {
    WorkerClient client = WorkerClient.start(command("dev.facet.worker.FakeWorker"));
    client.addStateListener((state, message) -> states.add(state));
    client.addListener(new JobListener());
    return client;
  }

  private void await(WorkerState wanted) throws InterruptedException {
    while (true) {
      WorkerState state = states.poll(30, TimeUnit.SECONDS);
      if (state == wanted) {
        return;
      }
      assertTrue(state != null, "never became " + wanted);
    }
  }

  private static FacetException failure(CompletableFuture<?> call) {
    ExecutionException thrown =
        assertThrows(ExecutionException.class, () -> call.get(30, TimeUnit.SECONDS));
    return assertInstanceOf(FacetException.class, thrown.getCause());
  }

  @Test
  void starts_answers_and_leaves_no_orphan() throws Exception {
    ProcessHandle process;
    try (WorkerClient client = start()) {
      WorkerInfo info = client.api().hello().get();
      process = ProcessHandle.of(info.pid()).orElseThrow();
      assertTrue(process.isAlive());
      assertEquals(
          2, client.api().pixels(new PixelsRequest("white", 2)).get().width(), "asks and answers");
      FacetException none =
          failure(
              client
                  .api()
                  .features(
                      new FeatureQuery("", FeatureQuery.Sort.INDEX, false, false, false, 0, 1)));
      assertEquals(FacetException.Kind.NOT_FOUND, none.kind());
      assertEquals("No study is open", none.getMessage());
      FacetException missing = failure(client.api().openStudy(new OpenStudyRequest(null)));
      assertTrue(missing.getMessage().contains("is not a study"), missing.getMessage());
    }
    assertFalse(process.isAlive());
    await(WorkerState.DEAD);
  }

  @Test
  void a_killed_worker_fails_what_waits_and_is_started_again() throws Exception {
    try (WorkerClient client = start()) {
      await(WorkerState.READY);
      long first = client.info().orElseThrow().pid();
      client.api().startIndex(new IndexRequest("m", "s", "i", "vision.layers.0.out", "o")).get();
      while (jobs.take().state() != JobEvent.State.RUNNING) {}
      ProcessHandle.of(first).orElseThrow().destroyForcibly();
      ProcessHandle.of(first).ifPresent(p -> p.onExit().join());
      await(WorkerState.RESTARTING);
      await(WorkerState.READY);
      long second = client.info().orElseThrow().pid();
      assertTrue(first != second);
      assertEquals(second, client.api().hello().get().pid());
    }
  }

  @Test
  void calls_fail_with_one_sentence_while_the_worker_is_gone() throws Exception {
    // A program that ends at once, whatever is asked of it.
    try (WorkerClient client = WorkerClient.start(command("dev.facet.worker.NoSuchClass"))) {
      client.addStateListener((state, message) -> states.add(state));
      CompletableFuture<WorkerInfo> call = client.api().hello();
      FacetException stopped = failure(call);
      assertEquals(FacetException.Kind.ENGINE, stopped.kind());
      assertTrue(stopped.getMessage().startsWith("The worker stopped"), stopped.getMessage());
      await(WorkerState.DEAD);
      assertEquals(WorkerState.DEAD, client.state(), "gives up after some deaths in a row");
      assertEquals(FacetException.Kind.ENGINE, failure(client.api().hello()).kind());
      client.restart();
      await(WorkerState.RESTARTING);
    }
    assertTrue(Files.readString(folder.resolve("logs/worker.log")).contains("NoSuchClass"));
  }

  @Test
  void a_worker_that_does_not_listen_keeps_no_caller_waiting() {
    // More than any pipe holds: whoever writes it waits.
    String address = "x".repeat(1 << 20);
    CompletableFuture<ImageData> asked;
    try (WorkerClient client = WorkerClient.start(command("dev.facet.client.DeafWorker"))) {
      asked = client.api().pixels(new PixelsRequest(address, 2));
      for (int i = 0; i < 4; i++) {
        assertFalse(client.api().pixels(new PixelsRequest(address, 2)).isDone());
      }
    }
    assertEquals(FacetException.Kind.ENGINE, failure(asked).kind());
  }

  @Test
  void a_program_that_does_not_exist_is_named_and_can_be_mended() throws Exception {
    List<String> said = new CopyOnWriteArrayList<>();
    try (WorkerClient client =
        WorkerClient.start(
            new WorkerCommand(
                List.of(folder.resolve("nothing").toString()),
                Map.of(),
                folder.resolve("worker.log")))) {
      client.addStateListener((state, message) -> said.add(state + " " + message));
      assertEquals(FacetException.Kind.ENGINE, failure(client.api().hello()).kind());
      assertTrue(said.getLast().startsWith("DEAD The worker process could not"), said.toString());
      assertTrue(said.getLast().contains("nothing"), said.toString());
      // The person mends the setting and starts the worker.
      client.use(command("dev.facet.worker.FakeWorker"));
      client.restart();
      client.addStateListener((state, message) -> states.add(state));
      await(WorkerState.READY);
    }
  }

  @Test
  void what_is_asked_before_the_launch_waits_for_it() throws Exception {
    try (WorkerClient client = WorkerClient.of(command("dev.facet.worker.FakeWorker"))) {
      CompletableFuture<WorkerInfo> hello = client.api().hello();
      assertFalse(hello.isDone());
      client.launch();
      assertTrue(hello.get(30, TimeUnit.SECONDS).pid() > 0);
    }
  }

  @Test
  void what_is_asked_of_one_that_is_never_launched_fails_at_its_end() {
    WorkerClient client = WorkerClient.of(command("dev.facet.worker.FakeWorker"));
    CompletableFuture<WorkerInfo> hello = client.api().hello();
    client.close();
    assertEquals(FacetException.Kind.ENGINE, failure(hello).kind());
  }

  private Path script(String name, String text) throws IOException {
    Path script = Files.writeString(folder.resolve(name), text);
    assertTrue(script.toFile().setExecutable(true));
    return script;
  }

  /**
   * A stand-in for ssh does what ssh does: it puts its arguments together and has a shell run them
   * elsewhere, in a plain environment, after a word of welcome on the standard error.
   */
  @ParameterizedTest
  @ValueSource(strings = {"exec ", ""})
  void a_worker_behind_ssh_serves_and_ends_with_its_window(String exec) throws Exception {
    Path ssh =
        script(
            "my ssh",
            "#!/bin/sh\nshift\ncd /\necho 'Welcome' >&2\n"
                + exec
                + "env -i PATH=\"$PATH\" sh -c \"$*\"\n");
    List<String> java = command("dev.facet.worker.FakeWorker").command();
    Path facet = script("facet", "#!/bin/sh\nexec '" + String.join("' '", java) + "' \"$@\"\n");
    WorkerCommand command =
        WorkerCommand.of(
            "\"" + ssh + "\" gpu-machine " + facet + " worker",
            2,
            new FacetFolders(folder, folder.resolve("data")));
    ProcessHandle worker;
    try (WorkerClient client = WorkerClient.start(command)) {
      client.addStateListener((state, message) -> states.add(state));
      await(WorkerState.READY);
      long first = client.info().orElseThrow().pid();
      assertEquals(2, client.api().pixels(new PixelsRequest("white", 2)).get().width());
      FacetException there =
          failure(client.api().openStudy(new OpenStudyRequest("/data/on/gpu-machine")));
      assertTrue(there.getMessage().contains("/data/on/gpu-machine"), there.getMessage());
      ProcessHandle.of(first).orElseThrow().destroyForcibly();
      await(WorkerState.RESTARTING);
      await(WorkerState.READY);
      worker = ProcessHandle.of(client.info().orElseThrow().pid()).orElseThrow();
      assertTrue(worker.pid() != first);
    }
    worker.onExit().get(30, TimeUnit.SECONDS);
    String log = Files.readString(folder.resolve("data/logs/worker.log"));
    assertTrue(log.startsWith("Welcome"), log);
  }

  @Test
  void jobs_are_cancelled_and_tell_so() throws Exception {
    try (WorkerClient client = start()) {
      JobInfo job =
          client
              .api()
              .startIndex(new IndexRequest("m", "s", "images/of/mine", "vision.layers.0.out", "o"))
              .get();
      assertEquals("Indexing mine", job.title());
      while (jobs.take().state() != JobEvent.State.RUNNING) {}
      await(WorkerState.BUSY);
      client.api().cancelJob(new CancelJobRequest(job.job())).get();
      while (jobs.take().state() != JobEvent.State.CANCELLED) {}
      await(WorkerState.READY);
    }
  }

  @Test
  void a_cancelled_call_is_cancelled_in_the_worker_too() throws Exception {
    try (WorkerClient client = start()) {
      CompletableFuture<?> call = client.api().pixels(new PixelsRequest("noise:1", 4096));
      call.cancel(true);
      assertThrows(CancellationException.class, call::join);
      assertEquals(1, client.api().pixels(new PixelsRequest("grey", 1)).get().height());
    }
  }

  private final class JobListener implements WindowApi {
    @Override
    public void jobProgress(JobEvent event) {
      jobs.add(event);
    }

    @Override
    public void captionProgress(CaptionEvent event) {}

    @Override
    public void sweepProgress(SweepEvent event) {}

    @Override
    public void status(WorkerStatus status) {}
  }
}
