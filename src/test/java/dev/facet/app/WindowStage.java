package dev.facet.app;

import dev.facet.app.settings.Preferences;
import dev.facet.app.settings.SettingsStore;
import dev.facet.client.WorkerClient;
import dev.facet.client.WorkerCommand;
import dev.facet.client.WorkerState;
import dev.facet.core.FacetFolders;
import dev.facet.fx.FxThread;
import dev.facet.fx.PngEncoder;
import dev.facet.protocol.WorkerApi;
import dev.facet.protocol.WorkerStatus;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.Unattended;
import dev.facet.ui.session.WorkerEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import javafx.scene.Node;
import javafx.scene.SnapshotParameters;
import javafx.scene.transform.Transform;
import javafx.stage.Stage;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;
import org.testfx.util.WaitForAsyncUtils;

/**
 * The real window on a screen that nobody sees, with a fake worker behind it or a real one. The
 * only class that knows TestFX.
 */
final class WindowStage implements AutoCloseable {

  private static final double WIDTH = 1000;
  private static final double HEIGHT = 860;
  private static final Path PICTURES = Path.of("target", "screenshots");
  private static final int SECONDS = 60;

  final FxRobot robot = new FxRobot();
  final WorkerEvents events;
  final List<Problem> problems = new ArrayList<>();
  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private final FacetWindow window;

  /** With a fake worker. */
  WindowStage(Path folder, int latents) throws TimeoutException {
    this(folder, (events, executor) -> new FakeWorker(events, executor, latents));
  }

  /**
   * @param folder where the settings are and exports go
   * @param connect gives the worker, which tells its events
   */
  WindowStage(Path folder, BiFunction<WorkerEvents, Executor, WorkerApi> connect)
      throws TimeoutException {
    Stage stage = FxToolkit.registerPrimaryStage();
    FxThread ui = new FxThread();
    events = new WorkerEvents(ui);
    WorkerApi worker = connect.apply(events, executor);
    window =
        WaitForAsyncUtils.waitForAsyncFx(
            SECONDS * 1000,
            () -> {
              SettingsStore settings =
                  new SettingsStore(folder.resolve("settings.json"), ui, Runnable::run);
              FacetWindow made =
                  new FacetWindow(
                      stage,
                      worker,
                      events,
                      new Dialogs(folder),
                      FacetApp.messages(),
                      settings,
                      () -> {});
              stage.setX(0);
              stage.setY(0);
              stage.setWidth(WIDTH);
              stage.setHeight(HEIGHT);
              made.theme(Preferences.Theme.LIGHT);
              return made;
            });
  }

  /** A worker process that keeps its data in a folder. */
  static WorkerClient startWorker(Path folder) {
    FacetFolders folders = new FacetFolders(FacetFolders.ofSystem().home(), folder.resolve("data"));
    return WorkerClient.start(WorkerCommand.local(folders));
  }

  /** The window of a worker process, shown, with the study of last time on its way. */
  static WindowStage of(WorkerClient client, Path folder) throws TimeoutException {
    WindowStage stage =
        new WindowStage(
            folder,
            (events, executor) -> {
              client.addListener(events);
              return client.api();
            });
    FacetWindow window = stage.window;
    FxThread ui = new FxThread();
    client.addStateListener((state, words) -> ui.run(() -> window.workerChanged(state, words)));
    stage.fx(window::show);
    stage.fx(window::openStudy);
    return stage;
  }

  /** Opens the study and waits until the first feature is swept. */
  void open() throws TimeoutException {
    fx(window::show);
    fx(window::openStudy);
    fx(() -> window.workerChanged(WorkerState.READY, ""));
    events.status(new WorkerStatus(412_000_000, 0, false, "fp32"));
    until(() -> window.session().steering().sweepProperty().get() != null);
  }

  FacetWindow window() {
    return window;
  }

  /** Runs on the JavaFX thread and waits for the end. */
  void fx(Runnable task) {
    WaitForAsyncUtils.waitForAsyncFx(
        SECONDS * 1000,
        () -> {
          task.run();
          return null;
        });
  }

  <T> T get(Callable<T> question) {
    return WaitForAsyncUtils.waitForAsyncFx(SECONDS * 1000, question);
  }

  /** Waits until a condition holds on the JavaFX thread. */
  void until(Callable<Boolean> condition) throws TimeoutException {
    WaitForAsyncUtils.waitFor(SECONDS, TimeUnit.SECONDS, () -> get(condition));
  }

  /** Writes a picture of a node, at twice its size, and returns the file. */
  Path picture(String name, Node node) throws IOException {
    WaitForAsyncUtils.waitForFxEvents();
    byte[] png =
        get(
            () -> {
              SnapshotParameters parameters = new SnapshotParameters();
              parameters.setTransform(Transform.scale(2, 2));
              return PngEncoder.encode(node.snapshot(parameters, null));
            });
    Files.createDirectories(PICTURES);
    return Files.write(PICTURES.resolve(name + ".png"), png);
  }

  @Override
  public void close() throws TimeoutException {
    fx(window::close);
    FxToolkit.cleanupStages();
    executor.shutdown();
  }

  /** Files are written into a folder, failures are kept. */
  private final class Dialogs extends Unattended {

    private final Path folder;

    Dialogs(Path folder) {
      this.folder = folder;
    }

    @Override
    public Optional<Path> chooseTarget(String title, String name, List<String> extensions) {
      return Optional.of(folder.resolve(name));
    }

    @Override
    public void show(Problem problem) {
      problems.add(problem);
    }
  }
}
