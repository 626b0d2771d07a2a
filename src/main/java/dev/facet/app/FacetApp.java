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
  private final Messages messages = messages();
  private final FacetFolders folders = FacetFolders.ofSystem();
  private final UiThread ui = new FxThread();
  private final WorkerEvents events = new WorkerEvents(ui);
  private final SettingsStore settings =
      new SettingsStore(folders.data().resolve("settings.json"), ui, disk);
  private final WorkerClient client = WorkerClient.of(command(settings.preferences(), folders));
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
    FxDialogService dialogs = new FxDialogService(messages, () -> stage.isShowing() ? stage : null);
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> unexpected(dialogs, failure));
    client.addListener(events);
    FacetWindow made =
        new FacetWindow(
            stage,
            client.api(),
            events,
            dialogs,
            messages,
            settings,
            () -> {
              client.use(command(settings.preferences(), folders));
              client.restart();
            });
    window = made;
    client.addStateListener((state, sentence) -> ui.run(() -> made.workerChanged(state, sentence)));
    made.show();
    // A worker that starts at the same time takes the processor that the window needs to get there.
    Platform.runLater(
        () -> {
          client.launch();
          made.openStudy();
        });
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
    client.close();
    disk.shutdown();
  }

  /** Told in a dialog even when there is no window yet, or none any more. */
  private void unexpected(FxDialogService dialogs, Throwable failure) {
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
