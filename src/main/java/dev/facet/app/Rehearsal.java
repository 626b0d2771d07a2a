package dev.facet.app;

import dev.facet.app.settings.SettingsStore;
import dev.facet.client.LocalWorker;
import dev.facet.client.WorkerState;
import dev.facet.core.FacetException;
import dev.facet.fx.FxThread;
import dev.facet.fx.UiThread;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.WorkerEvents;
import java.time.Duration;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.stage.Stage;

/**
 * A start that nobody sees: the window off-screen with a worker in the same process, up to the
 * first steered caption. A JVM that is told to remembers the classes that were loaded and the
 * methods that were hot, and later starts of both processes are spared that work (JEP 483, 514 and
 * 515).
 */
public final class Rehearsal {

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private Rehearsal() {}

  /**
   * Rehearses with the demo study of the data folder, which is made where there is none.
   *
   * @param server the worker
   * @param say told what goes wrong
   * @throws FacetException when the window does not get to its first caption
   */
  public static void run(LocalWorker.Server server, Consumer<String> say) {
    TourStage screen = new TourStage(LONGEST_WAIT);
    screen.start();
    UiThread ui = new FxThread();
    WorkerEvents events = new WorkerEvents(ui);
    try (LocalWorker worker = new LocalWorker(server, events)) {
      FacetWindow window =
          screen.get(
              () ->
                  new FacetWindow(
                      new Stage(),
                      worker.api(),
                      events,
                      new TourAnswers(say),
                      FacetApp.messages(),
                      new SettingsStore(null, ui, Runnable::run),
                      () -> {}));
      screen.run(
          () -> {
            window.show();
            window.openStudy();
            window.workerChanged(WorkerState.READY, "");
          });
      screen.await("the study", window.session().openingProperty(), opening -> !opening);
      Problem failure = screen.get(() -> window.session().openFailureProperty().get());
      if (failure != null) {
        throw new FacetException(FacetException.Kind.ENGINE, failure.message());
      }
      screen.await(
          "the first sweep", window.session().steering().sweepProperty(), sweep -> sweep != null);
      screen.run(window::close);
    } finally {
      Platform.exit();
    }
  }
}
