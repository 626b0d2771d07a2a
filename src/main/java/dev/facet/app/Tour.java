package dev.facet.app;

import com.google.gson.GsonBuilder;
import dev.facet.app.settings.Preferences;
import dev.facet.app.settings.SettingsStore;
import dev.facet.client.WorkerClient;
import dev.facet.client.WorkerCommand;
import dev.facet.core.AtomicFile;
import dev.facet.core.CaptionResult;
import dev.facet.core.FacetException;
import dev.facet.core.FacetFolders;
import dev.facet.export.ChartFile;
import dev.facet.fx.FreezeWatch;
import dev.facet.fx.FxThread;
import dev.facet.fx.Messages;
import dev.facet.fx.PanelState;
import dev.facet.fx.UiThread;
import dev.facet.protocol.FeatureRow;
import dev.facet.ui.session.Problem;
import dev.facet.ui.session.Session;
import dev.facet.ui.session.WorkerEvents;
import dev.facet.ui.steering.CaptionLine;
import dev.facet.ui.steering.ConceptRuler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javafx.application.Platform;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/**
 * The main job without a display: drives the real window with a real worker on the demo study as a
 * person would, and writes what is seen. Searches, chooses features, drags the concept ruler, waits
 * for the captions that stream in, exports the chart, and takes pictures of the window and of each
 * panel, light and dark.
 *
 * <p>The JVM has to run JavaFX's headless platform ({@code -Dglass.platform=Headless
 * -Dprism.order=sw}).
 */
public final class Tour {

  /** The headless screen has 1,000 by 1,000 pixels and fails on anything larger. */
  private static final double WIDTH = 1000;

  private static final double HEIGHT = 860;

  /** Making the demo study at the first start is the longest wait there is. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

  /** What a person might look for in the demo world. */
  private static final List<String> SOUGHT =
      List.of("giraffe", "parrot", "television", "cat", "pizza");

  private static final int STRENGTHS = 4;

  private final Path out;
  private final FacetWindow window;
  private final Stage stage;
  private final TourStage screen;
  private final Consumer<String> say;
  private final @Nullable Runnable killWorker;
  private final TourCaptions captions = new TourCaptions();

  /**
   * @param killWorker ends the worker's process, which is then started again; null where there is
   *     none
   */
  Tour(
      Path out,
      FacetWindow window,
      Stage stage,
      TourStage screen,
      Consumer<String> say,
      @Nullable Runnable killWorker) {
    this.killWorker = killWorker;
    this.out = out;
    this.window = window;
    this.stage = stage;
    this.screen = screen;
    this.say = say;
  }

  /**
   * Takes the tour.
   *
   * @param out folder for what it writes
   * @param say told each step in words
   * @return 0 when everything was written and the captions changed with the strength, else 1
   */
  public static int run(Path out, Consumer<String> say) {
    TourStage screen = new TourStage(LONGEST_WAIT);
    screen.start();
    WorkerClient client = WorkerClient.start(WorkerCommand.local(FacetFolders.ofSystem()));
    try {
      UiThread ui = new FxThread();
      WorkerEvents events = new WorkerEvents(ui);
      client.addListener(events);
      Messages messages = FacetApp.messages();
      Tour tour =
          screen.get(
              () -> {
                Stage stage = new Stage();
                FacetWindow window =
                    new FacetWindow(
                        stage,
                        client.api(),
                        events,
                        new TourAnswers(say),
                        messages,
                        new SettingsStore(null, ui, Runnable::run),
                        client::restart);
                return new Tour(out, window, stage, screen, say, client::restart);
              });
      client.addStateListener(
          (state, sentence) -> ui.run(() -> tour.window.workerChanged(state, sentence)));
      boolean complete = tour.take();
      screen.run(tour.window::close);
      return complete ? 0 : 1;
    } catch (FacetException e) {
      say.accept(e.getMessage());
      return 1;
    } finally {
      client.close();
      Platform.exit();
    }
  }

  /**
   * Takes the tour through a window that was built but not shown yet.
   *
   * @return whether everything was written and the captions changed with the strength
   */
  boolean take() {
    open();
    FreezeWatch watch = screen.get(() -> FreezeWatch.start(new FxThread()));
    try {
      return take(watch);
    } finally {
      watch.close();
    }
  }

  private boolean take(FreezeWatch watch) {
    List<FeatureRow> rows = choose();
    List<Path> written = new ArrayList<>();
    for (FeatureRow row : rows) {
      visit(row);
    }
    visitAgain(captions.mostChanged(rows));
    FreezeWatch.Report freezes = watch.report();
    say.accept(
        String.format(
            Locale.ROOT,
            "The window kept a person waiting for more than 50 ms %d times, %.0f ms at most; %d"
                + " times because it computed so long itself",
            freezes.freezes(),
            freezes.longestMillis(),
            freezes.own()));
    written.add(freezes(freezes));
    written.addAll(exports());
    // Last: the worker is killed for a picture, and what it measured is asked for again.
    written.addAll(new TourPictures(out, window, screen, watch, killWorker).take());
    written.add(captions.write(out));
    written.forEach(file -> say.accept("Wrote " + file));
    return captions.changed(rows, say);
  }

  private void open() {
    say.accept("Opening the demo study; the first time it is made, which takes a while");
    screen.run(
        () -> {
          stage.setX(0);
          stage.setY(0);
          stage.setWidth(WIDTH);
          stage.setHeight(HEIGHT);
          window.theme(Preferences.Theme.LIGHT);
          window.show();
          window.openStudy();
        });
    Session session = window.session();
    screen.await("the demo study", session.openingProperty(), opening -> !opening);
    Problem failure = screen.get(() -> session.openFailureProperty().get());
    if (failure != null) {
      throw new FacetException(FacetException.Kind.ENGINE, failure.message());
    }
    screen.await(
        "the rest of the images",
        session.studyProperty(),
        study -> study != null && study.index().complete());
    screen.await(
        "the list of features",
        window.features().stateProperty(),
        state -> state.kind() != PanelState.Kind.LOADING && !window.features().rows().isEmpty());
  }

  /** The best fitting feature for each word; without any, the first features of the list. */
  private List<FeatureRow> choose() {
    List<FeatureRow> found = new ArrayList<>();
    for (String word : SOUGHT) {
      search(word);
      screen.get(() -> first(row -> row.label().equals(word))).ifPresent(found::add);
    }
    if (found.isEmpty()) {
      search("");
      screen.get(() -> first(row -> true)).ifPresent(found::add);
    }
    if (found.isEmpty()) {
      throw FacetException.notFound("The study has no feature that fires");
    }
    return found;
  }

  private void search(String text) {
    screen.run(() -> window.features().textProperty().set(text));
    screen.await("the search for " + text, window.features().answeredProperty(), text::equals);
  }

  private Optional<FeatureRow> first(Predicate<FeatureRow> wanted) {
    for (int i = 0; i < window.features().rows().size(); i++) {
      FeatureRow row = window.features().rows().peek(i);
      if (row != null && wanted.test(row)) {
        return Optional.of(row);
      }
    }
    return Optional.empty();
  }

  /** Searches for a feature, opens it, drags the ruler and writes down what the model says. */
  private void visit(FeatureRow row) {
    say.accept("Feature " + row.feature() + ", " + row.label());
    search(row.label());
    if (screen.get(() -> first(each -> each.feature() == row.feature())).isEmpty()) {
      throw FacetException.notFound("The search for " + row.label() + " did not find it");
    }
    screen.run(() -> window.features().select(row));
    opened(row);
    for (int i = 1; i <= STRENGTHS; i++) {
      captions.add(drag(row, (double) i / STRENGTHS));
    }
  }

  /** Waits until the feature's page and its sweep are there. */
  private void opened(FeatureRow row) {
    screen.await(
        "feature " + row.feature(),
        window.feature().detailProperty(),
        detail -> detail != null && detail.row().feature() == row.feature());
    screen.await(
        "the sweep of feature " + row.feature(),
        window.session().steering().sweepProperty(),
        sweep ->
            sweep != null
                && Integer.valueOf(row.feature())
                    .equals(sweep.spec().intervention().direction().latent()));
  }

  private void visitAgain(FeatureRow row) {
    screen.run(
        () -> {
          window.features().textProperty().set("");
          window.session().select(row.feature());
        });
    opened(row);
    double best =
        captions
            .weakestChange(row)
            .orElseGet(() -> screen.get(() -> window.steering().strength().max()));
    screen.run(() -> window.steering().strength().set(best));
    steered();
  }

  /** Drags the thumb to a share of the positive half of the ruler. */
  private TourCaptions.Line drag(FeatureRow row, double share) {
    long start = System.nanoTime();
    screen.run(
        () -> {
          ConceptRuler ruler = window.shell().steering().ruler();
          double target = window.steering().strength().max() * share;
          double at = ruler.position(target);
          double from = ruler.position(window.steering().strength().strengthProperty().get());
          TourMouse.drag(ruler, from, at);
        });
    CaptionResult result = steered();
    double ms = (System.nanoTime() - start) / 1e6;
    double strength = screen.get(() -> window.steering().strength().strengthProperty().get());
    double inR = strength / screen.get(() -> window.steering().strength().residualNorm());
    String unsteered =
        screen.get(() -> window.steering().captions().unsteeredProperty().get().text());
    say.accept(String.format(Locale.ROOT, "  %.2f R: %s", inR, result.text()));
    return new TourCaptions.Line(
        row.feature(), row.label(), strength, inR, result.text(), unsteered, Math.round(ms));
  }

  private CaptionResult steered() {
    CaptionLine line =
        screen.await(
            "the steered caption",
            window.steering().captions().steeredProperty(),
            l -> l.phase() == CaptionLine.Phase.DONE || l.phase() == CaptionLine.Phase.FAILED);
    CaptionResult result = line.result();
    if (result == null) {
      throw new FacetException(FacetException.Kind.ENGINE, line.failure());
    }
    return result;
  }

  private List<Path> exports() {
    List<Path> written = new ArrayList<>();
    for (String extension : ChartFile.EXTENSIONS) {
      CompletableFuture<Path> done =
          screen.get(() -> window.chart().export(out.resolve("steerability." + extension)));
      written.add(screen.wait("the export of the chart", done));
    }
    return written;
  }

  /** {@code freezes.json}: how often, how long, and what the thread was doing in them. */
  private Path freezes(FreezeWatch.Report report) {
    Path file = out.resolve("freezes.json");
    AtomicFile.write(
        file,
        (new GsonBuilder().setPrettyPrinting().create().toJson(report) + "\n")
            .getBytes(StandardCharsets.UTF_8));
    return file;
  }
}
