package dev.facet.app;

import dev.facet.core.Positions;
import dev.facet.protocol.FeatureDetail;
import dev.facet.protocol.FeatureDetail.Neighbour;
import dev.facet.protocol.StudyInfo;
import dev.facet.ui.session.Edit;
import dev.facet.ui.steering.CaptionLine;
import dev.facet.ui.steering.SteeringView;
import dev.facet.ui.steering.SteeringViewModel;
import dev.facet.ui.steering.StripView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.PopupControl;
import javafx.stage.PopupWindow;
import javafx.stage.Window;

/**
 * The part of the tour that steers in more ways than one: presets, doses, painted patches, several
 * interventions, and what was kept of it.
 */
final class SteeringTour {

  private static final String PAINTED = "corpus:0";

  /** Latents of each kind that are tried beside the first, and at which strengths, in R. */
  private static final int TRIED = 4;

  private static final List<Double> SHARES = List.of(1.5, 3.0);

  private final FacetWindow window;
  private final TourStage screen;
  private final ExplorerTour.Taker taker;
  private final SteeringViewModel steering;
  private final SteeringView panel;
  private final boolean measures;

  /**
   * @param measures whether the worker tells divergences
   */
  SteeringTour(FacetWindow window, TourStage screen, ExplorerTour.Taker taker, boolean measures) {
    this.measures = measures;
    this.window = window;
    this.screen = screen;
    this.taker = taker;
    this.steering = window.steering();
    this.panel = window.shell().steering();
  }

  /** Takes the pictures and leaves the window as it was, but for what was pinned. */
  void take() {
    presets();
    dose();
    mask();
    images();
    several();
    measured();
  }

  private void presets() {
    screen.run(panel.presetMenu()::show);
    taker.take("presets", "ways of steering of five papers", window.shell());
    closePopups();
  }

  private void dose() {
    double before = screen.get(() -> steering.strength().strengthProperty().get());
    screen.run(steering::findDose);
    screen.await("the dose", steering.dose().runningProperty(), running -> !running);
    settle();
    measured();
    taker.take("dose", "the strength that has a wanted KL", panel);
    screen.run(() -> steering.strength().set(before));
    settle();
  }

  /** The upper left quarter of an image of the study. */
  private void mask() {
    StudyInfo study = Objects.requireNonNull(screen.get(window.session().studyProperty()::get));
    String before = screen.get(steering.question().imageProperty()::get);
    double strength = screen.get(steering.strength().strengthProperty()::get);
    List<Integer> patches = new ArrayList<>();
    for (int row = 0; row < study.gridHeight() / 2; row++) {
      for (int column = 0; column < study.gridWidth() / 2; column++) {
        patches.add(row * study.gridWidth() + column);
      }
    }
    screen.run(
        () -> {
          steering.question().imageProperty().set(PAINTED);
          steering.edits().setPositions(Positions.mask(List.of(patches)));
          steering.strength().set(steering.strength().max() / 2); // a part of the picture alone
        });
    settle();
    screen.run(panel::paintMask);
    popover();
    measured();
    taker.take("mask", "the patches that are steered, painted", window.shell());
    closePopups();
    screen.run(
        () -> {
          steering.edits().setPositions(Positions.ALL);
          steering.strength().set(strength);
          steering.question().imageProperty().set(before);
        });
    settle();
  }

  /** Two more images in the same prompt, the last of them framed. */
  private void images() {
    screen.run(
        () -> {
          for (String address : List.of("black", PAINTED)) {
            steering.question().addImage();
            steering.question().imageProperty().set(address);
          }
        });
    settle();
    measured();
    taker.take("images", "several images in one prompt", panel);
    screen.run(
        () -> {
          steering.question().removeImage(2);
          steering.question().removeImage(1);
        });
    settle();
  }

  /**
   * Another latent beside the one on show, and what is pinned; the latent is taken back. A small
   * captioner has an answer to few pairs, so that some are tried.
   */
  private void several() {
    StripView strip = panel.strip();
    screen.run(
        () -> {
          steering.runs().pin();
          strip.show(StripView.Section.PINNED);
        });
    String alone = steered();
    for (Neighbour second : seconds()) {
      screen.run(() -> steering.edits().addLatent(second.feature(), second.label()));
      if (SHARES.stream().anyMatch(share -> changes(share, alone))) {
        break;
      }
      takeBack();
    }
    if (!screen.get(steering.edits()::removable)) {
      screen.run(() -> steering.edits().addLatent(steering.controls().permutedLatent(), ""));
      settle();
    }
    measured();
    taker.take("several", "two interventions at once, and a pinned caption", panel);
    screen.run(() -> strip.show(StripView.Section.HISTORY));
    taker.take("history", "captions on which the slider rested", panel);
    takeBack();
    screen.run(() -> strip.show(StripView.Section.STRENGTHS));
    settle();
  }

  /** Latents that fire on the same images, then those of like directions. */
  private List<Neighbour> seconds() {
    FeatureDetail detail =
        Objects.requireNonNull(screen.get(window.feature().detailProperty()::get));
    return Stream.of(detail.coactive(), detail.neighbours())
        .flatMap(near -> near.stream().limit(TRIED))
        .toList();
  }

  /** Whether both together say something else than nothing and than the first alone. */
  private boolean changes(double strength, String alone) {
    screen.run(() -> steering.strength().set(strength * steering.strength().residualNorm()));
    settle();
    String both = steered();
    return !both.equals(alone)
        && !both.equals(screen.get(() -> steering.captions().unsteeredProperty().get().text()));
  }

  private String steered() {
    return screen.get(() -> steering.captions().steeredProperty().get().text());
  }

  private void takeBack() {
    screen.run(
        () -> {
          Edit second = steering.edits().activeProperty().get();
          if (second != null && steering.edits().removable()) {
            steering.edits().remove(second);
          }
        });
    settle();
  }

  /** Waits for caption and sweep of what is asked now. */
  private void settle() {
    screen.await(
        "the steered caption",
        steering.captions().steeredProperty(),
        l -> l.phase() == CaptionLine.Phase.DONE || l.phase() == CaptionLine.Phase.FAILED);
    screen.await("the sweep", window.session().steering().sweepProperty(), Objects::nonNull);
  }

  /** Waits for the divergence of what is on show. */
  private void measured() {
    if (measures) {
      screen.await("the divergence", steering.dose().klProperty(), kl -> kl.isPresent());
    }
  }

  /** A popover shows itself some frames after it was asked to, once it knows where it stands. */
  private void popover() {
    Node content =
        screen.get(
            () ->
                Window.getWindows().stream()
                    .filter(PopupControl.class::isInstance)
                    .map(w -> ((PopupControl) w).getSkin().getNode())
                    .findFirst()
                    .orElseThrow());
    screen.await("the popover", content.visibleProperty(), visible -> visible);
  }

  private void closePopups() {
    screen.run(
        () ->
            List.copyOf(Window.getWindows()).stream()
                .filter(PopupWindow.class::isInstance)
                .forEach(Window::hide));
  }
}
