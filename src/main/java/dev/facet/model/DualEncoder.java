package dev.facet.model;

import ai.djl.ndarray.NDArray;
import dev.facet.core.HookPoint;
import java.util.List;

/** Images and texts in one embedding space of width P. */
public interface DualEncoder extends ImageEncoder {

  /** {@code pixels} [B, 3, H, W] to embeddings [B, P], not normalised. */
  default NDArray imageEmbeddings(NDArray pixels) {
    return projectFrom(vision().embed(pixels), 0);
  }

  /** The vision residual after the last layer [B, T, D] to embeddings [B, P], not normalised. */
  NDArray project(NDArray hidden);

  /**
   * The vision residual at index {@code from} [B, T, D], its edits already applied, to embeddings
   * [B, P], not normalised.
   */
  default NDArray projectFrom(NDArray hidden, int from) {
    return project(vision().run(hidden, from, vision().layers()));
  }

  /** In the space that texts share. */
  @Override
  default NDArray embeddingFrom(NDArray hidden, int from) {
    return projectFrom(hidden, from);
  }

  /** Texts to embeddings [B, P], not normalised. */
  NDArray textEmbeddings(List<String> texts);

  /**
   * The activation of texts at a site of the text tower.
   *
   * @return [B, T, D], shorter texts filled up at the end; {@code text.pooled} [B, D], {@code
   *     text.projection} [B, P]
   * @throws dev.facet.core.FacetException when the tower lacks the site
   */
  NDArray textActivation(List<String> texts, HookPoint site);

  /** What cosines are multiplied with: exp of the stored logit scale. */
  double logitScale();

  /** What is added to the scaled cosines; 0 in CLIP. */
  double logitBias();
}
