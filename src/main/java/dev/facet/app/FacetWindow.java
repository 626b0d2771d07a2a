package dev.facet.app;

import com.airhacks.afterburner.injection.Injector;
import dev.facet.app.action.Actions;
import dev.facet.app.action.CommandPalette;
import dev.facet.app.action.Keymap;
import dev.facet.app.settings.Preferences;
import dev.facet.app.settings.Preferences.Theme;
import dev.facet.app.settings.SettingsStore;
import dev.facet.client.WorkerState;
import dev.facet.fx.FxThread;
import dev.facet.fx.Look;
import dev.facet.fx.Messages;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.about.AboutViewModel;
import dev.facet.ui.chart.ChartViewModel;
import dev.facet.ui.compare.CompareViewModel;
import dev.facet.ui.feature.FeatureViewModel;
import dev.facet.ui.features.FeaturesViewModel;
import dev.facet.ui.features.PlotViewModel;
import dev.facet.ui.jobs.JobsViewModel;
import dev.facet.ui.newstudy.NewStudyViewModel;
import dev.facet.ui.session.DialogService;
import dev.facet.ui.session.Pictures;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.WorkerEvents;
import dev.facet.ui.status.NoticesViewModel;
import dev.facet.ui.steering.SteeringViewModel;
import dev.facet.ui.viewer.ViewerViewModel;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.Scene;
import javafx.stage.Stage;

/**
 * The window, put together once: the only place that knows all panels. What it is given decides
 * whether a real worker answers.
 */
final class FacetWindow {

  private final Stage stage;
  private final SettingsStore settings;
  private final Messages messages;
  private final DialogService dialogs;
  private final Runnable restart;
  private final ExecutorService background =
      Executors.newFixedThreadPool(
          2, task -> Thread.ofPlatform().daemon().name("facet-background").unstarted(task));
  private final Look look = new Look();
  private final Appearance appearance = new Appearance(look);
  private final WindowModels models;
  private final ShellView shell;
  private final BooleanProperty settingsOpen = new SimpleBooleanProperty();
  private final Actions actions;
  private final Keymap keymap;
  private final CommandPalette palette;
  private final WindowMemory memory;

  /**
   * Builds the window; {@link #show} shows it.
   *
   * @param restart what "Restart the worker" does
   */
  FacetWindow(
      Stage stage,
      WorkerApi worker,
      WorkerEvents events,
      DialogService dialogs,
      Messages messages,
      SettingsStore settings,
      Runnable restart) {
    this.stage = stage;
    this.settings = settings;
    this.messages = messages;
    this.dialogs = dialogs;
    this.restart = restart;
    models =
        new WindowModels(
            worker, events, dialogs, look, new FxThread(), background, restart, messages);
    shell = new ShellView();
    actions = WindowActions.declare(this, models, messages);
    keymap =
        new Keymap(
            actions.all(),
            settings.get().shortcuts(),
            own -> settings.update(s -> s.withShortcuts(own)));
    palette = new CommandPalette(actions.all(), messages);
    shell.equip(actions, palette);
    shell
        .getChildren()
        .addAll(WindowSheets.of(models, settings.preferences(), keymap, settingsOpen));
    Scene scene =
        new Scene(shell, settings.get().window().width(), settings.get().window().height());
    appearance.dress(scene);
    WindowKeys.listen(scene, actions);
    FolderDrop.accept(scene, models.newStudy::drop);
    stage.setScene(scene);
    stage.setOnCloseRequest(
        e -> {
          if (!mayClose()) {
            e.consume();
          }
        });
    stage.setTitle(messages.text("app.name"));
    stage.setMinWidth(900);
    stage.setMinHeight(600);
    WindowSettings.follow(settings.preferences(), appearance, models, worker);
    models
        .session
        .problemProperty()
        .addListener(
            (o, before, now) -> {
              if (now != null) {
                dialogs.show(now);
              }
            });
    memory = new WindowMemory(stage, shell, models, settings);
  }

  /** Shows the window. */
  void show() {
    stage.show();
  }

  /** Opens the study of last time, or the demo. */
  void openStudy() {
    models.session.open(settings.get().study());
  }

  /** The worker's state changed. Call on the UI thread. */
  void workerChanged(WorkerState state, String sentence) {
    if (!sentence.isEmpty()) {
      models.session.messageProperty().set(sentence);
    }
    models.session.workerStateProperty().set(state);
  }

  /** Nobody foresaw this failure. Call on the UI thread. */
  void unexpected(Throwable failure) {
    models.session.report(messages.text("problem.unexpected"), failure);
  }

  /** Whether the window may be closed: asks where jobs would be cut off. */
  boolean mayClose() {
    int running = models.jobs.activeProperty().get();
    return running == 0
        || dialogs.confirm(
            messages.text("close.title", running),
            messages.text("close.detail"),
            messages.text("close.stop"),
            messages.text("close.stay"));
  }

  /** Remembers what the window looks like and ends its background work. */
  void close() {
    memory.remember();
    settings.flush();
    background.shutdown();
    Injector.forgetAll();
  }

  Stage stage() {
    return stage;
  }

  Session session() {
    return models.session;
  }

  ShellView shell() {
    return shell;
  }

  FeaturesViewModel features() {
    return models.features;
  }

  FeatureViewModel feature() {
    return models.feature;
  }

  PlotViewModel plot() {
    return models.plot;
  }

  CompareViewModel compare() {
    return models.compare;
  }

  AboutViewModel about() {
    return models.about;
  }

  ViewerViewModel viewer() {
    return models.viewer;
  }

  SteeringViewModel steering() {
    return models.steering;
  }

  ChartViewModel chart() {
    return models.chart;
  }

  CommandPalette palette() {
    return palette;
  }

  BooleanProperty settingsOpenProperty() {
    return settingsOpen;
  }

  NoticesViewModel notices() {
    return models.notices;
  }

  JobsViewModel jobs() {
    return models.jobs;
  }

  NewStudyViewModel newStudy() {
    return models.newStudy;
  }

  Pictures pictures() {
    return models.pictures;
  }

  Actions actions() {
    return actions;
  }

  Keymap keymap() {
    return keymap;
  }

  Preferences preferences() {
    return settings.preferences();
  }

  void theme(Theme theme) {
    preferences().theme().set(theme);
  }

  void toggleTheme() {
    theme(look.darkProperty().get() ? Theme.LIGHT : Theme.DARK);
  }

  void followSystemTheme() {
    theme(Theme.SYSTEM);
  }

  void togglePalette() {
    if (palette.isVisible()) {
      palette.close();
    } else {
      palette.open();
    }
  }

  void openNewStudy() {
    models.newStudy.begin();
  }

  void toggleStart() {
    models.welcome.wantedProperty().set(!models.welcome.wantedProperty().get());
  }

  void chooseStudy() {
    dialogs
        .chooseFolder(messages.text("action.open"))
        .ifPresent(path -> models.session.open(path.toString()));
  }

  void quit() {
    if (mayClose()) {
      stage.close();
    }
  }

  void restartWorker() {
    restart.run();
  }
}
