package dev.facet.app;

import dev.facet.app.settings.Settings.HeatPlace;
import dev.facet.app.settings.Settings.StudyPlace;
import dev.facet.app.settings.Settings.WindowPlace;
import dev.facet.app.settings.SettingsStore;
import dev.facet.protocol.StudyInfo;
import dev.facet.ui.chart.Pin;
import dev.facet.ui.session.HeatState;
import dev.facet.ui.session.Session;
import java.util.List;
import javafx.application.Platform;
import javafx.collections.ListChangeListener;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/**
 * Puts the window where it stood, and each study as it was looked at: columns, folds, tiles, heat
 * maps, pinned curves, feature.
 */
final class WindowMemory {

  private final Stage stage;
  private final ShellView shell;
  private final WindowModels models;
  private final SettingsStore settings;

  /** The study that is on show as it was remembered; none while another takes its place. */
  private @Nullable StudyInfo restored;

  WindowMemory(Stage stage, ShellView shell, WindowModels models, SettingsStore settings) {
    this.stage = stage;
    this.shell = shell;
    this.models = models;
    this.settings = settings;
    restoreWindow();
    models.welcome.setRecent(settings.get().recent());
    models.welcome.setOnForget(folder -> settings.update(s -> s.without(folder)));
    models.session.openedProperty().addListener((o, before, now) -> studyChanged(before, now));
    models
        .session
        .featureProperty()
        .addListener(
            (o, before, now) -> {
              StudyInfo study = models.session.openedProperty().get();
              if (now.intValue() != Session.NONE && study != null) {
                rememberStudy(study);
              }
            });
    models.chart.pins().addListener((ListChangeListener<Pin>) change -> pinsChanged());
  }

  private void pinsChanged() {
    StudyInfo study = models.session.openedProperty().get();
    // The curves that go because another study was opened stay remembered with theirs.
    if (study != null && study.equals(restored)) {
      settings.update(s -> s.withPins(study.path(), List.copyOf(models.chart.pins())));
    }
  }

  /** Remembers what the window looks like now. */
  void remember() {
    WindowPlace before = settings.get().window();
    WindowPlace now =
        stage.isMaximized()
            ? new WindowPlace(before.x(), before.y(), before.width(), before.height(), true)
            : new WindowPlace(
                edge(stage.getX()), edge(stage.getY()), stage.getWidth(), stage.getHeight(), false);
    settings.update(s -> s.withWindow(now));
    StudyInfo study = models.session.studyProperty().get();
    if (study != null) {
      rememberStudy(study);
    }
  }

  private void restoreWindow() {
    WindowPlace was = settings.get().window();
    stage.setWidth(was.width());
    stage.setHeight(was.height());
    if (was.x() != null && was.y() != null) {
      stage.setX(was.x());
      stage.setY(was.y());
    }
    stage.setMaximized(was.maximized());
  }

  private void studyChanged(@Nullable StudyInfo before, @Nullable StudyInfo now) {
    if (before != null) {
      rememberStudy(before);
    }
    if (now == null) {
      return;
    }
    settings.update(s -> s.withOpened(now.path()));
    models.welcome.setRecent(settings.get().recent());
    StudyPlace place = settings.get().place(now.path());
    shell.feature().topGrid().tileSizeProperty().set(place.tileSize());
    restore(place.heat());
    models.chart.pins().setAll(place.pins());
    restored = now;
    if (place.feature() >= 0 && place.feature() < now.latents()) {
      models.session.select(place.feature());
    }
    // Dividers keep a position only once there is a size to divide.
    Platform.runLater(
        () -> {
          shell.arrange(new ShellView.Arrangement(place.columns(), place.chart(), place.folded()));
          shell.features().focusList();
        });
  }

  private void rememberStudy(StudyInfo study) {
    int feature = models.session.featureProperty().get();
    ShellView.Arrangement parts = shell.arrangement();
    StudyPlace now =
        new StudyPlace(
            parts.columns(),
            parts.chart(),
            parts.folded(),
            shell.feature().topGrid().tileSizeProperty().get(),
            heat(),
            settings.get().place(study.path()).pins(),
            feature == Session.NONE ? settings.get().place(study.path()).feature() : feature);
    settings.update(s -> s.withPlace(study.path(), now));
  }

  private HeatPlace heat() {
    HeatState heat = models.session.heat();
    return new HeatPlace(
        heat.shownProperty().get(),
        heat.opacityProperty().get(),
        heat.contourProperty().get(),
        heat.ownRangeProperty().get());
  }

  private void restore(HeatPlace was) {
    HeatState heat = models.session.heat();
    heat.shownProperty().set(was.shown());
    heat.opacityProperty().set(was.opacity());
    heat.contourProperty().set(was.contour());
    heat.ownRangeProperty().set(was.ownRange());
  }

  private static @Nullable Double edge(double position) {
    return Double.isNaN(position) ? null : (Double) position;
  }
}
