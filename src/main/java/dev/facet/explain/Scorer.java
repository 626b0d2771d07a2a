package dev.facet.explain;

import dev.facet.core.FacetException;
import dev.facet.model.DualEncoder;
import dev.facet.workspace.Explanation.Scores;
import dev.facet.workspace.Study;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How well explanations fit their latents, by whatever the study allows to measure. */
final class Scorer {

  private final @Nullable ClipScorer clip;
  private final @Nullable RetrievalScorer retrieval;
  private final @Nullable MaskScorer masks;

  /**
   * @param encoder image and text towers, or null
   */
  Scorer(Study study, @Nullable DualEncoder encoder, ShownImages images) {
    clip = encoder == null ? null : new ClipScorer(encoder, images);
    retrieval = encoder == null ? null : RetrievalScorer.of(study);
    CocoMasks found = CocoMasks.beside(study.imagesFolder());
    masks = found == null ? null : new MaskScorer(found, images);
  }

  /** Scores of texts, one a latent. */
  List<Scores> scores(List<Integer> latents, List<String> texts) {
    double[] cosines = null;
    double[] areas = null;
    if (clip != null) {
      float[][] embedded = clip.embed(texts);
      cosines = clip.scores(latents, embedded);
      areas = retrieval == null ? null : retrieval.scores(latents, embedded);
    }
    List<Scores> scores = new ArrayList<>();
    for (int i = 0; i < latents.size(); i++) {
      scores.add(
          new Scores(
              number(cosines, i),
              number(areas, i),
              masks == null ? null : finite(masks.score(latents.get(i), texts.get(i)))));
    }
    return scores;
  }

  private static @Nullable Double number(double @Nullable [] values, int i) {
    return values == null ? null : finite(values[i]);
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /**
   * Looks whether texts can be scored at all, so that a coefficient can be chosen.
   *
   * @throws FacetException when there are neither masks nor a text tower
   */
  void requireScores() {
    if (masks == null && clip == null) {
      throw unscored();
    }
  }

  /** Why no text has a score that a coefficient can be chosen by. */
  FacetException unscored() {
    if (clip != null) {
      return FacetException.badInput(
          "A coefficient can be chosen only on latents that fire on images, and none does; give a"
              + " coefficient");
    }
    return FacetException.badInput(
        "A coefficient can be chosen only where texts can be scored: there is no text tower beside the"
            + " model, and "
            + (masks == null
                ? "no masks (COCO's instances.json) beside the images"
                : masks.file() + " has masks of none of the images that the latents fire on")
            + "; give a coefficient");
  }
}
