package dev.facet.app;

import com.google.gson.GsonBuilder;
import dev.facet.app.settings.Preferences.Theme;
import dev.facet.client.WorkerState;
import dev.facet.core.AtomicFile;
import dev.facet.core.ExplainMethod;
import dev.facet.fx.FreezeWatch;
import dev.facet.fx.PanelState;
import dev.facet.protocol.FeatureDetail;
import dev.facet.ui.chart.DistributionViewModel;
import dev.facet.ui.chart.DistributionViewModel.Figure;
import dev.facet.ui.feature.FeatureViewModel.Section;
import dev.facet.ui.steering.CaptionLine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import javafx.scene.Node;
import org.jspecify.annotations.Nullable;

/** Takes pictures of every panel and sheet of the window, light and dark, and lists them. */
final class TourPictures {

  /**
   * A line of {@code pictures.json}.
   *
   * @param file its name
   * @param theme light or dark
   * @param shows what is to be seen
   */
  record Taken(String file, String theme, String shows) {}

  private static final int LARGE_TEXT = 18;

  private final Path out;
  private final FacetWindow window;
  private final TourStage screen;
  private final FreezeWatch watch;
  private final @Nullable Runnable killWorker;
  private final List<Taken> taken = new ArrayList<>();

  /**
   * @param watch paused meanwhile: pictures are taken on the thread that it watches
   * @param killWorker ends the worker's process, which is then started again; null where there is
   *     none
   */
  TourPictures(
      Path out,
      FacetWindow window,
      TourStage screen,
      FreezeWatch watch,
      @Nullable Runnable killWorker) {
    this.out = out;
    this.window = window;
    this.screen = screen;
    this.watch = watch;
    this.killWorker = killWorker;
  }

  /** Takes all of them; the files that were written, the list included. */
  List<Path> take() {
    watch.pause();
    for (Theme theme : List.of(Theme.LIGHT, Theme.DARK)) {
      screen.run(() -> window.theme(theme));
      quiet();
      panels(theme);
      feature(theme);
      quiet();
      controls(theme);
      new ExplorerTour(window, screen, (name, shows, node) -> picture(name, theme, shows, node))
          .take();
      new SteeringTour(
              window,
              screen,
              (name, shows, node) -> picture(name, theme, shows, node),
              killWorker != null)
          .take();
      new SheetsTour(
              window,
              screen,
              (name, shows, node) -> picture(name, theme, shows, node),
              killWorker != null)
          .take();
    }
    largeText();
    if (killWorker != null) {
      worker(killWorker);
    }
    screen.run(watch::resume);
    Path list = out.resolve("pictures.json");
    AtomicFile.write(
        list,
        (new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(taken) + "\n")
            .getBytes(StandardCharsets.UTF_8));
    List<Path> written = new ArrayList<>();
    taken.forEach(t -> written.add(out.resolve(t.file())));
    written.add(list);
    return written;
  }

  /** The last word was of what this tour did. */
  private void quiet() {
    screen.run(() -> window.session().messageProperty().set(""));
  }

  private void panels(Theme theme) {
    ShellView shell = window.shell();
    chartDrawn();
    if (killWorker != null) {
      screen.await(
          "the divergence", window.steering().dose().klProperty(), OptionalDouble::isPresent);
      screen.await(
          "a worker with nothing to do",
          window.session().workerStateProperty(),
          WorkerState.READY::equals);
    }
    picture("window", theme, "the whole window", shell);
    picture("features", theme, "the list of features", shell.features());
    picture("feature", theme, "a feature's top images with heat maps", shell.feature());
    picture("steering", theme, "concept ruler and captions", shell.steering());
    picture("chart", theme, "steerability against strength", shell.chart());
    distributions(theme);
  }

  private void distributions(Theme theme) {
    DistributionViewModel all = window.chart().distribution();
    screen.run(() -> all.shownProperty().set(true));
    for (Figure figure : Figure.values()) {
      screen.run(() -> all.figureProperty().set(figure));
      PanelState state =
          screen.await(
              "the figures of all features",
              all.stateProperty(),
              s -> s.kind() != PanelState.Kind.LOADING);
      if (state.kind() == PanelState.Kind.READY) {
        chartDrawn();
      }
      String name = "all-" + figure.name().toLowerCase(Locale.ROOT);
      picture(name, theme, "a figure of all features", window.shell().chart());
    }
    screen.run(
        () -> {
          all.figureProperty().set(Figure.STEERABILITY);
          all.shownProperty().set(false);
        });
  }

  private void chartDrawn() {
    screen.layOut(window.shell());
    screen.await("the drawing of the chart", window.shell().chart().pane().drawnProperty(), d -> d);
  }

  private void feature(Theme theme) {
    screen.run(() -> window.feature().sectionProperty().set(Section.QUANTILES));
    picture("quantiles", theme, "images by quantile", window.shell().feature());
    screen.run(() -> window.feature().sectionProperty().set(Section.FIGURES));
    picture("figures", theme, "histogram and neighbours", window.shell().feature());
    screen.run(() -> window.feature().sectionProperty().set(Section.WORDS));
    explain();
    picture("words", theme, "explanations, labels, tags and note", window.shell().feature());
    screen.run(() -> window.feature().sectionProperty().set(Section.TOP));
  }

  /** The study's model explains the feature, where nobody has yet and there is a real worker. */
  private void explain() {
    FeatureDetail detail = screen.get(() -> window.feature().detailProperty().get());
    if (killWorker == null || detail == null || !detail.explanations().isEmpty()) {
      return;
    }
    for (ExplainMethod method : ExplainMethod.values()) {
      screen.run(() -> window.feature().explain(method));
      screen.await("the explanation", window.feature().explaining().runningProperty(), on -> !on);
    }
    screen.await(
        "the page with explanations",
        window.feature().detailProperty(),
        d -> d != null && d.explanations().size() >= ExplainMethod.values().length);
  }

  private void controls(Theme theme) {
    screen.run(() -> window.steering().controls().wantedProperty().set(true));
    if (screen.get(() -> window.steering().strength().strengthProperty().get()) != 0) {
      screen.await(
          "the control captions",
          window.steering().captions().permutedProperty(),
          l -> l.phase() == CaptionLine.Phase.DONE || l.phase() == CaptionLine.Phase.FAILED);
    }
    picture("controls", theme, "captions of control directions", window.shell().steering());
    screen.run(() -> window.steering().controls().wantedProperty().set(false));
  }

  /** The window as somebody sees it who needs large text. */
  private void largeText() {
    int usual = screen.get(() -> window.preferences().fontSize().get());
    screen.run(
        () -> {
          window.theme(Theme.LIGHT);
          window.preferences().fontSize().set(LARGE_TEXT);
        });
    picture("large-text", Theme.LIGHT, "the window with text of 18 px", window.shell());
    DistributionViewModel all = window.chart().distribution();
    screen.run(
        () -> {
          all.shownProperty().set(true);
          window.feature().view(window.feature().top(), window.feature().top().getFirst());
        });
    screen.await("what fires", window.viewer().chosenProperty(), firing -> firing != null);
    picture("large-text-viewer", Theme.LIGHT, "the viewer with text of 18 px", window.shell());
    screen.run(
        () -> {
          window.viewer().close();
          window.settingsOpenProperty().set(true);
        });
    picture("large-text-settings", Theme.LIGHT, "settings with text of 18 px", window.shell());
    screen.run(
        () -> {
          window.settingsOpenProperty().set(false);
          window.compare().shownProperty().set(true);
        });
    picture("large-text-compare", Theme.LIGHT, "nothing to compare with yet", window.shell());
    screen.run(
        () -> {
          window.compare().shownProperty().set(false);
          all.shownProperty().set(false);
          window.preferences().fontSize().set(usual);
        });
  }

  /** The worker is killed: the window says so, and is whole again by itself. */
  private void worker(Runnable kill) {
    screen.run(() -> window.theme(Theme.LIGHT));
    kill.run();
    screen.await(
        "word of the worker's end", window.notices().ofWorkerProperty(), notice -> notice != null);
    picture("worker-stopped", Theme.LIGHT, "the worker was killed", window.shell());
    screen.await(
        "the worker", window.session().workerStateProperty(), state -> state == WorkerState.READY);
    picture("worker-back", Theme.LIGHT, "the worker is back", window.shell());
  }

  private void picture(String name, Theme theme, String shows, Node node) {
    String suffix = theme.name().toLowerCase(Locale.ROOT);
    screen.layOut(node);
    screen.await("pictures", window.pictures().pendingProperty(), n -> n.intValue() == 0);
    String file = name + "-" + suffix + ".png";
    AtomicFile.write(out.resolve(file), screen.picture(node));
    taken.add(new Taken(file, suffix, shows));
  }
}
