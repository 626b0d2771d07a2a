package dev.facet.app;

import dev.facet.app.settings.Preferences;
import dev.facet.core.Arithmetic;
import dev.facet.fx.FxThread;
import dev.facet.fx.LatestWins;
import dev.facet.protocol.ArithmeticRequest;
import dev.facet.protocol.WorkerApi;
import dev.facet.ui.chart.ExportChoices;

/** What the settings change in a window, and what the window writes back into them. */
final class WindowSettings {

  private final WindowModels models;
  private final WorkerApi worker;
  private final LatestWins<String> latest = new LatestWins<>(new FxThread());

  private WindowSettings(WindowModels models, WorkerApi worker) {
    this.models = models;
    this.worker = worker;
  }

  /** Takes all of them now, and whenever one changes. */
  static void follow(
      Preferences preferences, Appearance appearance, WindowModels models, WorkerApi worker) {
    preferences.theme().valueProperty().subscribe(appearance::apply);
    preferences.fontSize().valueProperty().subscribe(appearance::fontSize);
    preferences.motion().valueProperty().subscribe(appearance::motion);
    preferences
        .pictureMemory()
        .valueProperty()
        .subscribe(megabytes -> models.pictures.setBudget((long) megabytes << 20));
    new WindowSettings(models, worker).follow(preferences);
  }

  private void follow(Preferences preferences) {
    // The one that is bound takes the value of the other: what was remembered counts.
    models
        .session
        .heat()
        .coloursProperty()
        .bindBidirectional(preferences.colours().valueProperty());
    ExportChoices export = models.chart.choices();
    export.sizeProperty().bindBidirectional(preferences.exportSize().valueProperty());
    export.themeProperty().bindBidirectional(preferences.exportTheme().valueProperty());
    preferences.arithmetic().valueProperty().addListener((o, before, now) -> compute(now));
    if (!preferences.arithmetic().isUsual()) {
      compute(preferences.arithmetic().get());
    }
    preferences.unit().valueProperty().subscribe(models.session.steering().unitProperty()::set);
    models
        .session
        .steering()
        .unitProperty()
        .addListener((o, before, now) -> preferences.unit().set(now));
  }

  /** From now on networks compute like this. */
  private void compute(Arithmetic arithmetic) {
    latest.submit(
        "arithmetic",
        () -> worker.arithmetic(new ArithmeticRequest(arithmetic.word())),
        used -> {
          models.session.messageProperty().set(used.reason());
          models.steering.retry(); // what is shown was computed otherwise
        },
        failure ->
            models.session.report(models.messages.text("setting.arithmetic.failed"), failure));
  }
}
