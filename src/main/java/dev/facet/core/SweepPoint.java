package dev.facet.core;

import java.util.List;

/**
 * What one strength does.
 *
 * @param strength in the intervention's units
 * @param caption the steered caption, and how sure the language model is of it; {@link
 *     CaptionResult#NONE} where there is none
 * @param steerability S = sum of squared Delta over the vocabulary (Joseph et al., authors' code)
 * @param meanSquareSteerability the article's wording: mean over images of the summed squares
 * @param power max over the vocabulary of Delta: top-1 aggregate probability gain
 * @param promoted words whose probability rose most, best first
 */
public record SweepPoint(
    double strength,
    CaptionResult caption,
    double steerability,
    double meanSquareSteerability,
    double power,
    List<Promoted> promoted) {

  /**
   * A word of the vocabulary whose probability changed.
   *
   * @param word the word
   * @param delta p(steered) - p(unsteered), mean over images
   */
  public record Promoted(String word, double delta) {}

  public SweepPoint {
    promoted = List.copyOf(promoted);
  }

  /** Whether a language model answered. */
  public boolean captioned() {
    return !caption.equals(CaptionResult.NONE);
  }

  /** The top promoted word, or an empty string where nothing was promoted. */
  public String topWord() {
    return promoted.isEmpty() || promoted.getFirst().delta() <= 0 ? "" : promoted.getFirst().word();
  }
}
