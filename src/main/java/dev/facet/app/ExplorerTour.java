package dev.facet.app;

import dev.facet.fx.PanelState;
import dev.facet.fx.plot.Bounds;
import dev.facet.fx.plot.PointCloud;
import dev.facet.protocol.Firing;
import dev.facet.protocol.MeaningSearchRequest.Mode;
import dev.facet.ui.features.PlotViewModel.Kind;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import javafx.scene.Node;

/**
 * The part of the tour that asks the other way round: which features fire on an image, on a region
 * of it, which mean what a text says, and where they lie in scatter and map.
 */
final class ExplorerTour {

  private static final String MEANING = "a green parrot";

  private final FacetWindow window;
  private final TourStage screen;
  private final Taker taker;

  /** Takes a picture. */
  interface Taker {
    /**
     * @param name of the file, without theme and ending
     * @param shows what is to be seen
     */
    void take(String name, String shows, Node node);
  }

  ExplorerTour(FacetWindow window, TourStage screen, Taker taker) {
    this.window = window;
    this.screen = screen;
    this.taker = taker;
  }

  /** Takes the pictures and leaves the window as it was. */
  void take() {
    viewer();
    plots();
    meaning();
  }

  private void viewer() {
    screen.run(
        () -> window.feature().view(window.feature().top(), window.feature().top().getFirst()));
    Firing whole =
        screen.await("what fires on the image", window.viewer().chosenProperty(), Objects::nonNull);
    Set<Integer> region = strongest(whole);
    screen.run(() -> window.viewer().regionProperty().set(region));
    screen.await("what fires on the region", window.viewer().answeredProperty(), region::equals);
    taker.take("viewer", "which features fire on a region", window.shell());
    screen.run(() -> window.viewer().findLike(Mode.CODES));
    screen.await("features like the region", window.features().rankedProperty(), r -> r);
    taker.take("like-region", "features like a region", window.shell().features());
    screen.run(window.features()::endQuestion);
    screen.await("all features", window.features().rankedProperty(), r -> !r);
    screen.run(() -> window.viewer().close());
  }

  /** The patches on which a latent has at least half of its largest code there. */
  private static Set<Integer> strongest(Firing latent) {
    double max = latent.heat().stream().mapToDouble(Float::doubleValue).max().orElse(0);
    Set<Integer> patches = new TreeSet<>();
    for (int i = 0; i < latent.heat().size(); i++) {
      if (latent.heat().get(i) >= max / 2) {
        patches.add(i);
      }
    }
    return patches;
  }

  private void plots() {
    drawn();
    screen.run(
        () -> {
          PointCloud cloud = window.plot().plotProperty().get().cloud();
          Bounds all = cloud.bounds();
          window
              .plot()
              .brush(
                  Bounds.of(
                      all.fromX() + (all.toX() - all.fromX()) * 0.35,
                      all.fromY() + (all.toY() - all.fromY()) * 0.55,
                      all.toX() - (all.toX() - all.fromX()) * 0.2,
                      all.toY()));
        });
    screen.await(
        "the brushed features",
        window.features().summaryProperty(),
        s -> window.features().stateProperty().get().kind() != PanelState.Kind.LOADING);
    taker.take("brush", "density, and what was brushed there", window.shell().features());
    screen.run(() -> window.plot().brush(null));
    screen.run(() -> window.plot().kindProperty().set(Kind.MAP));
    if (screen.get(() -> window.plot().stateProperty().get().kind()) == PanelState.Kind.EMPTY) {
      screen.run(window.plot()::recover);
      screen.await("the map", window.plot().stateProperty(), PanelState.READY::equals);
    }
    drawn();
    taker.take("map", "the map of decoder directions", window.shell().features());
    screen.run(() -> window.plot().kindProperty().set(Kind.DENSITY));
    drawn();
  }

  private void drawn() {
    screen.await(
        "the plot",
        window.plot().stateProperty(),
        state -> state.kind() != PanelState.Kind.LOADING);
    screen.layOut(window.shell());
    screen.await(
        "the drawing of the plot", window.shell().features().plot().pane().drawnProperty(), d -> d);
  }

  private void meaning() {
    screen.run(
        () -> {
          window.features().filter().meaningProperty().set(true);
          window.features().textProperty().set(MEANING);
        });
    screen.await("the search by meaning", window.features().answeredProperty(), MEANING::equals);
    taker.take("meaning", "features by what they mean", window.shell());
    screen.run(
        () -> {
          window.features().textProperty().set("");
          window.features().filter().meaningProperty().set(false);
        });
    screen.await("the list of features", window.features().rankedProperty(), r -> !r);
  }
}
