package dev.facet.app;

import com.airhacks.afterburner.injection.Injector;
import dev.facet.client.WorkerState;
import dev.facet.fx.FxThread;
import dev.facet.fx.Look;
import dev.facet.fx.Messages;
import dev.facet.fx.UiThread;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.chart.ChartViewModel;
import dev.facet.ui.feature.FeatureViewModel;
import dev.facet.ui.features.FeaturesViewModel;
import dev.facet.ui.session.DialogService;
import dev.facet.ui.session.Pictures;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.SteeringState.Unit;
import dev.facet.ui.session.WorkerEvents;
import dev.facet.ui.status.StatusViewModel;
import dev.facet.ui.steering.SteeringViewModel;
import dev.facet.ui.welcome.NewStudyView;
import dev.facet.ui.welcome.NewStudyViewModel;
import dev.facet.ui.welcome.WelcomeViewModel;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javafx.application.Platform;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.scene.Scene;
import javafx.scene.control.SplitPane;
import javafx.scene.input.DragEvent;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/**
 * The window, put together once: the only place that knows all panels. What it is given decides
 * whether a real worker answers.
 */
final class FacetWindow {

  private static final int MOST_RECENT = 8;

  private final Stage stage;
  private final SettingsStore settings;
  private final Messages messages;
  private final DialogService dialogs;
  private final Runnable restartWorker;
  private final Session session;
  private final ExecutorService background =
      Executors.newFixedThreadPool(
          2, task -> Thread.ofPlatform().daemon().name("facet-background").unstarted(task));
  private final Pictures pictures;
  private final Appearance appearance;
  private final Look look = new Look();
  private final FeaturesViewModel features;
  private final FeatureViewModel feature;
  private final SteeringViewModel steering;
  private final ChartViewModel chart;
  private final StatusViewModel status;
  private final NewStudyViewModel newStudy;
  private final ShellView shell;
  private final NewStudyView newStudySheet;
  private final CommandPalette palette;
  private final List<FacetAction> actions = new ArrayList<>();
  private @Nullable Integer featureToRestore;

  /**
   * Builds the window; {@link #show} shows it.
   *
   * @param restartWorker what "Restart the worker" does
   */
  FacetWindow(
      Stage stage,
      WorkerApi worker,
      WorkerEvents events,
      DialogService dialogs,
      Messages messages,
      SettingsStore settings,
      Runnable restartWorker) {
    this.stage = stage;
    this.settings = settings;
    this.messages = messages;
    this.dialogs = dialogs;
    this.restartWorker = restartWorker;
    UiThread ui = new FxThread();
    session = new Session(worker, ui);
    pictures = new Pictures(worker, ui, background);
    session.studyProperty().addListener((o, before, now) -> pictures.clear());
    features = new FeaturesViewModel(session, worker, ui, messages);
    feature = new FeatureViewModel(session, worker, ui, messages);
    steering = new SteeringViewModel(session, worker, events, ui, messages);
    chart = new ChartViewModel(session, look, ui, background, messages);
    status = new StatusViewModel(session, worker, events, ui, messages);
    newStudy = new NewStudyViewModel(session, worker, events, ui, messages);
    WelcomeViewModel welcome = new WelcomeViewModel(session, status, messages);
    welcome.recent().setAll(settings.get().recent());

    Injector.setModelOrService(Session.class, session);
    Injector.setModelOrService(Messages.class, messages);
    Injector.setModelOrService(Pictures.class, pictures);
    Injector.setModelOrService(DialogService.class, dialogs);
    Injector.setModelOrService(FeaturesViewModel.class, features);
    Injector.setModelOrService(FeatureViewModel.class, feature);
    Injector.setModelOrService(SteeringViewModel.class, steering);
    Injector.setModelOrService(ChartViewModel.class, chart);
    Injector.setModelOrService(StatusViewModel.class, status);
    Injector.setModelOrService(WelcomeViewModel.class, welcome);
    Injector.setModelOrService(NewStudyViewModel.class, newStudy);

    appearance = new Appearance(look);
    appearance.apply(settings.get().theme());
    shell = new ShellView();
    newStudySheet = new NewStudyView();
    declareActions();
    palette = new CommandPalette(actions, messages);
    equip();
    Scene scene = new Scene(shell, settings.get().width(), settings.get().height());
    appearance.dress(scene);
    for (FacetAction action : actions) {
      if (action.key() != null) {
        scene.getAccelerators().put(action.key(), action::perform);
      }
    }
    scene.setOnDragOver(this::dragOver);
    scene.setOnDragDropped(this::dropped);
    stage.setScene(scene);
    stage.setTitle(messages.text("app.name"));
    stage.setMinWidth(900);
    stage.setMinHeight(600);
    session
        .problemProperty()
        .addListener(
            (o, before, now) -> {
              if (now != null) {
                dialogs.show(now);
              }
            });
    restore();
  }

  /** Shows the window and opens the study of last time, or the demo. */
  void show() {
    stage.show();
    // Dividers keep a position only once there is a size to divide.
    Platform.runLater(
        () -> {
          dividers(shell.columns(), settings.get().columns());
          dividers(shell.middle(), List.of(settings.get().chart()));
        });
    session.open(settings.get().study());
  }

  /** The worker's state changed. Call on the UI thread. */
  void workerChanged(WorkerState state, String sentence) {
    session.workerStateProperty().set(state);
    if (!sentence.isEmpty()) {
      session.messageProperty().set(sentence);
    }
  }

  /** Remembers what the window looks like and ends its background work. */
  void close() {
    remember();
    settings.flush();
    background.shutdown();
    Injector.forgetAll();
  }

  Stage stage() {
    return stage;
  }

  Session session() {
    return session;
  }

  ShellView shell() {
    return shell;
  }

  FeaturesViewModel features() {
    return features;
  }

  FeatureViewModel feature() {
    return feature;
  }

  SteeringViewModel steering() {
    return steering;
  }

  ChartViewModel chart() {
    return chart;
  }

  CommandPalette palette() {
    return palette;
  }

  NewStudyView newStudySheet() {
    return newStudySheet;
  }

  Pictures pictures() {
    return pictures;
  }

  List<FacetAction> actions() {
    return List.copyOf(actions);
  }

  void theme(Settings.Theme theme) {
    settings.set(settings.get().withTheme(theme));
    appearance.apply(theme);
  }

  private void declareActions() {
    ObservableBooleanValue always = new SimpleBooleanProperty(true);
    BooleanBinding open = session.studyProperty().isNotNull();
    BooleanBinding chosen = session.featureProperty().isNotEqualTo(Session.NONE);
    BooleanBinding strong = steering.strengthProperty().isNotEqualTo(0);
    action("search", "Shortcut+F", "fth-search", open, shell::focusSearch);
    action(
        "back", "Alt+Left", "fth-arrow-left", session.history().canGoBackProperty(), session::back);
    action(
        "forward",
        "Alt+Right",
        "fth-arrow-right",
        session.history().canGoForwardProperty(),
        session::forward);
    action("star", "Shortcut+D", "fth-star", chosen, feature::toggleStar);
    action("rename", "F2", "fth-edit-2", chosen, shell.feature()::editLabel);
    action(
        "undo",
        "Shortcut+Z",
        "fth-corner-up-left",
        feature.undoStack().undoName().isNotEmpty(),
        feature.undoStack()::undo);
    action(
        "redo",
        "Shortcut+Shift+Z",
        "fth-corner-up-right",
        feature.undoStack().redoName().isNotEmpty(),
        feature.undoStack()::redo);
    action(
        "heat",
        "Shortcut+H",
        "fth-thermometer",
        chosen,
        () -> feature.heatShownProperty().set(!feature.heatShownProperty().get()));
    action("strength", "Shortcut+G", "fth-sliders", chosen, shell.steering()::typeStrength);
    action("reset", "Shortcut+0", "fth-rotate-ccw", strong, steering::reset);
    action(
        "controls",
        "Shortcut+R",
        "fth-shuffle",
        chosen,
        () -> steering.controlsProperty().set(!steering.controlsProperty().get()));
    action("copy", "Shortcut+Shift+C", "fth-copy", chosen, shell.steering()::copyCaption);
    action(
        "export",
        "Shortcut+E",
        "fth-download",
        session.steering().sweepProperty().isNotNull(),
        () -> shell.chart().export("png"));
    action("newstudy", "Shortcut+N", "fth-folder-plus", always, this::openNewStudy);
    action("open", "Shortcut+O", "fth-folder", always, this::chooseStudy);
    action("demo", "", "fth-home", always, () -> session.open(null));
    action("theme", "Shortcut+T", "fth-moon", always, this::toggleTheme);
    action("theme.system", "", "fth-monitor", always, () -> theme(Settings.Theme.SYSTEM));
    action("worker", "", "fth-refresh-cw", always, restartWorker);
    action("palette", "Shortcut+K", "fth-command", always, this::openPalette);
    action("quit", "Shortcut+Q", "fth-log-out", always, stage::close);
  }

  private void action(
      String id, String key, String icon, ObservableBooleanValue enabled, Runnable run) {
    actions.add(
        new FacetAction(
            id,
            messages.text("action." + id),
            messages.text("action." + id),
            key.isEmpty() ? null : KeyCombination.valueOf(key),
            icon,
            enabled,
            run));
  }

  private FacetAction action(String id) {
    return actions.stream().filter(a -> a.id().equals(id)).findFirst().orElseThrow();
  }

  private List<FacetAction> actions(String... ids) {
    return List.of(ids).stream().map(this::action).toList();
  }

  private void equip() {
    shell.equip(
        actions("back", "forward"),
        actions("undo", "theme", "palette"),
        List.of(
            actions("newstudy", "open", "demo"),
            actions("undo", "redo", "star", "rename"),
            actions("export", "copy", "controls"),
            actions("theme", "theme.system", "worker", "palette"),
            actions("quit")),
        palette);
    StackPane.setAlignment(newStudySheet, javafx.geometry.Pos.CENTER);
    shell.getChildren().add(newStudySheet);
  }

  private void openPalette() {
    if (palette.isVisible()) {
      palette.close();
    } else {
      palette.open();
    }
  }

  private void openNewStudy() {
    newStudySheet.open();
  }

  private void chooseStudy() {
    dialogs
        .chooseFolder(messages.text("action.open"))
        .ifPresent(path -> session.open(path.toString()));
  }

  private void toggleTheme() {
    theme(look.darkProperty().get() ? Settings.Theme.LIGHT : Settings.Theme.DARK);
  }

  private void dragOver(DragEvent e) {
    if (folder(e) != null) {
      e.acceptTransferModes(TransferMode.COPY);
      e.consume();
    }
  }

  private void dropped(DragEvent e) {
    File folder = folder(e);
    if (folder != null) {
      if (!newStudy.drop(folder.toPath())) {
        openNewStudy();
      }
      e.setDropCompleted(true);
      e.consume();
    }
  }

  private static @Nullable File folder(DragEvent e) {
    return e.getDragboard().getFiles().stream().filter(File::isDirectory).findFirst().orElse(null);
  }

  private void restore() {
    Settings was = settings.get();
    stage.setWidth(was.width());
    stage.setHeight(was.height());
    if (was.x() != null && was.y() != null) {
      stage.setX(was.x());
      stage.setY(was.y());
    }
    stage.setMaximized(was.maximized());
    shell.feature().topGrid().tileSizeProperty().set(was.tileSize());
    feature.heatOpacityProperty().set(was.heatOpacity());
    session.steering().unitProperty().set(was.rawStrengths() ? Unit.RAW : Unit.RESIDUAL_NORM);
    featureToRestore = was.feature();
    session
        .studyProperty()
        .addListener(
            (o, before, now) -> {
              Integer last = featureToRestore;
              featureToRestore = null;
              if (now != null && last != null && last >= 0 && last < now.latents()) {
                session.select(last);
              }
              Platform.runLater(shell.features()::focusList);
              remember();
            });
    session.featureProperty().addListener(o -> remember());
  }

  private static void dividers(SplitPane pane, List<Double> positions) {
    for (int i = 0; i < positions.size(); i++) {
      pane.setDividerPosition(i, positions.get(i));
    }
  }

  private void remember() {
    Settings was = settings.get();
    var study = session.studyProperty().get();
    List<String> recent = new ArrayList<>(was.recent());
    if (study != null) {
      recent.remove(study.path());
      recent.addFirst(study.path());
    }
    boolean full = stage.isMaximized();
    settings.set(
        new Settings(
            Settings.VERSION,
            was.theme(),
            full ? was.x() : positionOf(stage.getX()),
            full ? was.y() : positionOf(stage.getY()),
            full ? was.width() : stage.getWidth(),
            full ? was.height() : stage.getHeight(),
            full,
            List.of(
                shell.columns().getDividerPositions()[0], shell.columns().getDividerPositions()[1]),
            shell.middle().getDividerPositions()[0],
            shell.feature().topGrid().tileSizeProperty().get(),
            feature.heatOpacityProperty().get(),
            session.steering().unitProperty().get() == Unit.RAW,
            study == null ? was.study() : study.path(),
            session.featureProperty().get() == Session.NONE
                ? was.feature()
                : session.featureProperty().get(),
            recent.stream().limit(MOST_RECENT).toList()));
  }

  private static @Nullable Double positionOf(double edge) {
    return Double.isNaN(edge) ? null : edge;
  }
}
