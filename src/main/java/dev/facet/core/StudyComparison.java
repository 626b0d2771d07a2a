package dev.facet.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two SAEs over one corpus.
 *
 * @param first side
 * @param second side
 * @param images that both were compared on; of a large corpus a sample
 * @param rule how latents were matched, in words
 * @param matches one to one, best first
 * @param meanCorrelation over the matches
 * @param meanCosine of the matched decoder rows; null where they lie in different spaces
 */
public record StudyComparison(
    Side first,
    Side second,
    long images,
    String rule,
    List<Match> matches,
    double meanCorrelation,
    @Nullable Double meanCosine) {

  public StudyComparison {
    matches = List.copyOf(matches);
  }

  /**
   * One of the two studies.
   *
   * @param study its name
   * @param provenance of model, SAE and corpus
   * @param latents F
   * @param alive latents that fire
   * @param explainedVariance on the corpus
   * @param l0 mean number of codes a patch
   * @param encoder E that its MonoSemanticity was measured with, or empty
   * @param meanMonosemanticity over the latents that have a score, NaN when there is none
   * @param bestMonosemanticity of them, NaN when there is none
   * @param unmatched living latents without a partner
   */
  public record Side(
      String study,
      Provenance provenance,
      int latents,
      int alive,
      double explainedVariance,
      double l0,
      String encoder,
      double meanMonosemanticity,
      double bestMonosemanticity,
      int unmatched) {}

  /**
   * Two latents that do the same.
   *
   * @param first latent of the first study
   * @param firstLabel its label
   * @param second latent of the second study
   * @param secondLabel its label
   * @param correlation Pearson's, of their mean codes over the images
   * @param cosine of their decoder rows, or null
   * @param firstMonosemanticity MS, or null
   * @param secondMonosemanticity MS, or null
   */
  public record Match(
      int first,
      String firstLabel,
      int second,
      String secondLabel,
      double correlation,
      @Nullable Double cosine,
      @Nullable Double firstMonosemanticity,
      @Nullable Double secondMonosemanticity) {}
}
