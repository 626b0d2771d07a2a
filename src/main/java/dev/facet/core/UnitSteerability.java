package dev.facet.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How steerable one latent or neuron is.
 *
 * @param unit its index
 * @param points one a strength, ascending
 */
public record UnitSteerability(int unit, List<Point> points) {

  /**
   * At one strength. Delta is p(steered) - p(unsteered) of a word, mean over the images.
   *
   * @param strength in the rule's units
   * @param steerability S = sum of squared Delta over the words (the authors' code)
   * @param meanSquareSteerability the article's wording: mean over images of the summed squares
   * @param power largest Delta
   * @param logitPower largest mean change of a word's logit
   * @param meanRatio mean over images and words of p(steered) / p(unsteered)
   * @param promoted words with the largest Delta, best first
   * @param disentanglement over a set of labels: distance between where the images moved and where
   *     a perfect edit would move them, smaller is better; null where the words are no such set
   */
  public record Point(
      double strength,
      double steerability,
      double meanSquareSteerability,
      double power,
      double logitPower,
      double meanRatio,
      List<SweepPoint.Promoted> promoted,
      @Nullable Double disentanglement) {

    public Point {
      promoted = List.copyOf(promoted);
    }

    /** S / power: how much of the change lies on the one promoted word; NaN where nothing rose. */
    public double steerabilityOverPower() {
      return power > 0 ? steerability / power : Double.NaN;
    }
  }

  public UnitSteerability {
    points = List.copyOf(points);
  }

  /** At the largest strength. */
  public Point asymptote() {
    return points.getLast();
  }
}
