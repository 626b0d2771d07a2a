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

  /** Rows and columns of patches that are painted. */
  private static final int BLOCK = 3;

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
    Set<Integer> region =
        strongest(whole, screen.get(() -> window.viewer().gridWidthProperty().get()));
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

  /**
   * As somebody paints who wants to know what is seen there: the block where a latent fires most.
   */
  private static Set<Integer> strongest(Firing latent, int columns) {
    Set<Integer> best = Set.of();
    double most = -1;
    int rows = latent.heat().size() / columns;
    for (int top = 0; top + BLOCK <= rows; top++) {
      for (int left = 0; left + BLOCK <= columns; left++) {
        Set<Integer> block = new TreeSet<>();
        for (int i = 0; i < BLOCK * BLOCK; i++) {
          block.add((top + i / BLOCK) * columns + left + i % BLOCK);
        }
        double sum = block.stream().mapToDouble(patch -> latent.heat().get(patch)).sum();
        if (sum > most) {
          most = sum;
          best = block;
        }
      }
    }
    return best;
  }

  private void plots() {
    drawn();
    String all = screen.get(window.features().summaryProperty()::get);
    screen.run(
        () -> {
          PointCloud cloud = window.plot().plotProperty().get().cloud();
          Bounds whole = cloud.bounds();
          window
              .plot()
              .brush(
                  Bounds.of(
                      whole.fromX() + whole.width() * 0.35,
                      whole.fromY() + whole.height() * 0.55,
                      whole.toX() - whole.width() * 0.2,
                      whole.toY()));
        });
    screen.await(
        "the brushed features", window.features().summaryProperty(), text -> !text.equals(all));
    taker.take("brush", "density, and what was brushed there", window.shell().features());
    screen.run(() -> window.plot().brush(null));
    screen.await("all features again", window.features().summaryProperty(), all::equals);
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
