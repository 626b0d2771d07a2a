package dev.facet.app;

import dev.facet.app.settings.Preferences;
import dev.facet.app.settings.SettingsStore;
import dev.facet.client.WorkerClient;
import dev.facet.client.WorkerCommand;
import dev.facet.core.FacetFolders;
import dev.facet.fx.FxThread;
import dev.facet.fx.Messages;
import dev.facet.fx.UiThread;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.WorkerEvents;
import java.util.ResourceBundle;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The program with a window: starts the worker, shows the window, ends both together. */
public final class FacetApp extends Application {

  private static final Logger LOG = LoggerFactory.getLogger(FacetApp.class);

  private final ExecutorService disk =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().daemon().name("facet-settings").unstarted(task));
  private @Nullable WorkerClient client;
  private @Nullable FacetWindow window;

  /** Shows the window; returns when it is closed. */
  public static void open() {
    Application.launch(FacetApp.class);
  }

  static Messages messages() {
    return new Messages(ResourceBundle.getBundle(MessagesLocator.BUNDLE));
  }

  @Override
  public void start(Stage stage) {
    Messages messages = messages();
    FacetFolders folders = FacetFolders.ofSystem();
    UiThread ui = new FxThread();
    FxDialogService dialogs = new FxDialogService(messages, () -> stage.isShowing() ? stage : null);
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> unexpected(dialogs, messages, failure));
    WorkerEvents events = new WorkerEvents(ui);
    SettingsStore settings = new SettingsStore(folders.data().resolve("settings.json"), ui, disk);
    WorkerClient started = WorkerClient.start(command(settings.preferences(), folders));
    client = started;
    started.addListener(events);
    FacetWindow made =
        new FacetWindow(
            stage,
            started.api(),
            events,
            dialogs,
            messages,
            settings,
            () -> {
              started.use(command(settings.preferences(), folders));
              started.restart();
            });
    window = made;
    started.addStateListener(
        (state, sentence) -> ui.run(() -> made.workerChanged(state, sentence)));
    made.show();
  }

  private static WorkerCommand command(Preferences preferences, FacetFolders folders) {
    return WorkerCommand.of(
        preferences.workerCommand().get(), preferences.workerHeap().get(), folders);
  }

  @Override
  public void stop() {
    if (window != null) {
      window.close();
    }
    if (client != null) {
      client.close();
    }
    disk.shutdown();
  }

  /** Told in a dialog even when there is no window yet, or none any more. */
  private void unexpected(FxDialogService dialogs, Messages messages, Throwable failure) {
    LOG.error("Unexpected error", failure);
    Platform.runLater(
        () -> {
          if (window != null) {
            window.unexpected(failure);
          } else {
            dialogs.show(Problem.of(messages.text("problem.unexpected"), failure));
          }
        });
  }
}
