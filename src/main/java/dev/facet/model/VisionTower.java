package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Tower;
import java.util.Arrays;

/**
 * An image encoder: B images (or tiles) to B sequences of T tokens of width D. The first {@link
 * #prefixTokens()} of them are no patches: CLS, registers.
 */
public interface VisionTower {

  int layers();

  /** D. */
  int width();

  /** Tokens before the patches: 1 where there is a CLS token, 0 where not, more with registers. */
  int prefixTokens();

  /** The patches of one image. */
  PatchGrid grid();

  /** Height and width of {@code pixels}. */
  int imageSize();

  /** {@code pixels} [B, 3, H, W] to the residual at index 0 [B, T, D]. */
  NDArray embed(NDArray pixels);

  /**
   * Layers [from, to): from the residual at index {@code from} [B, T, D], its edits already
   * applied, to that at index {@code to}, edits there included.
   */
  NDArray run(NDArray hidden, int from, int to, Hooks hooks);

  default NDArray run(NDArray hidden, int from, int to) {
    return run(hidden, from, to, Hooks.NONE);
  }

  /**
   * All positions after the tower's last norm [B, T, D], from the residual after the last layer.
   */
  NDArray postNorm(NDArray hidden);

  /** One vector an image [B, D], from the residual after the last layer. */
  NDArray pooled(NDArray hidden);

  /**
   * One vector an image [B, D], from the residual at index {@code from}, its edits already applied:
   * a tower that reads one token leaves out what its last layer would do for the others.
   */
  default NDArray pooledFrom(NDArray hidden, int from) {
    return pooled(run(hidden, from, layers()));
  }

  default int tokens() {
    return prefixTokens() + grid().patches();
  }

  /** Sequences that {@code tiles} images or tiles are run as. */
  default int sequences(int tiles) {
    return tiles;
  }

  /** The token of every patch in its sequence, patches row by row, one list an image or tile. */
  default int[][] patchPlaces(int tiles) {
    int[][] places = new int[tiles][grid().patches()];
    for (int[] tile : places) {
      Arrays.setAll(tile, p -> prefixTokens() + p);
    }
    return places;
  }

  /**
   * This tower for a batch of images that all have its grid: one that runs images as a single
   * sequence is laid out for them.
   */
  default VisionTower batch(int images) {
    return this;
  }

  /**
   * The patches of a batch, image by image or tile by tile, row by row.
   *
   * @param hidden residual or another activation [B, T, D]
   * @return [patches of all, D]
   */
  default NDArray patches(NDArray hidden) {
    long width = hidden.getShape().get(2);
    return hidden.get(new NDIndex(":, {}:, :", prefixTokens())).reshape(-1, width);
  }

  default boolean hasCls() {
    return prefixTokens() > 0;
  }

  /**
   * The activation at a site of this tower, with no more layers run than it takes.
   *
   * @param pixels [B, 3, H, W]
   * @return [B, T, width of the site], or [B, D] for {@code vision.pooled}
   * @throws FacetException when the tower has no such site
   */
  default NDArray activation(NDArray pixels, HookPoint site) {
    require(site);
    NDArray start = embed(pixels);
    return switch (site.site()) {
      case EMBEDDINGS, IN, OUT -> run(start, 0, Hooks.residualIndex(site, layers()));
      case MLP_IN, MLP_OUT -> {
        NDArray[] tapped = new NDArray[1];
        run(start, 0, site.layer() + 1, Hooks.NONE.tap(site, x -> tapped[0] = x));
        yield tapped[0];
      }
      case POST_NORM -> postNorm(run(start, 0, layers()));
      case POOLED -> pooled(run(start, 0, layers()));
      case PROJECTION -> throw noSuchSite(site);
    };
  }

  /**
   * @throws FacetException when this tower lacks the site
   */
  default void require(HookPoint site) {
    if (site.tower() != Tower.VISION || site.layer() >= layers()) {
      throw noSuchSite(site);
    }
  }

  private FacetException noSuchSite(HookPoint site) {
    return FacetException.notFound(
        "The vision tower has no "
            + site
            + "; it has vision.layers.0 to vision.layers."
            + (layers() - 1)
            + " (in, out, mlp_in, mlp_out), vision.embeddings, vision.post_norm and vision.pooled");
  }
}
