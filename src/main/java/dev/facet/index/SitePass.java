package dev.facet.index;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.index.ImagePrefetch.Prepared;
import dev.facet.model.Hooks;
import dev.facet.model.ImageEncoder;
import dev.facet.model.VisionTower;
import dev.facet.sae.Sae;
import dev.facet.sae.SparseEncoding;
import dev.facet.tensor.NdScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One forward pass of a few images: tower, SAE at the site, embeddings. What comes out are plain
 * arrays. It changes nothing, so that several passes may run side by side.
 *
 * <p>The SAE sees patch tokens only; prefix tokens (CLS, registers) are left out, as in the papers
 * that train on patches. Of an image that its processor cuts into tiles the one is read that shows
 * all of it, see {@link dev.facet.image.ImageProcessor#overview}.
 */
final class SitePass {

  /** Dense codes [rows, F] that exist at once in a pass, in numbers: 16 MB. */
  private static final int DENSE_CODES = 4 << 20;

  /** Products of one encoding, between which the pass may rest: some 20 ms. */
  private static final long ENCODED_PRODUCTS = 1_000_000_000;

  /** Rows of one encoding, whatever it costs: fewer would make matrices slow. */
  private static final int FEWEST_ROWS = 64;

  /**
   * What came of B images.
   *
   * @param residuals at the site [B * patches, D]
   * @param chunks their codes, in the order of the rows
   * @param embeddings in the shared image and text space, one an image; none without an encoder
   */
  record Outcome(float[] residuals, List<SparseEncoding> chunks, float[][] embeddings) {}

  private final VisionTower tower;
  private final @Nullable ImageEncoder encoder;
  private final Sae sae;
  private final HookPoint site;

  /**
   * @param tower whose residual the SAE reads
   * @param encoder with the same tower, for embeddings of the images; null where there is none
   * @throws FacetException when SAE and site do not go together
   */
  SitePass(VisionTower tower, @Nullable ImageEncoder encoder, Sae sae, HookPoint site) {
    tower.require(site);
    if (site.site() == HookPoint.Site.POOLED) {
      throw FacetException.badInput(
          "The site " + site + " has one vector an image; an index needs one a patch");
    }
    if (sae.info().dIn() != tower.width()) {
      throw FacetException.mismatch(
          "The SAE "
              + sae.info().path()
              + " reads activations of width "
              + sae.info().dIn()
              + ", the tower has width "
              + tower.width()
              + " at "
              + site);
    }
    this.tower = tower;
    this.encoder = encoder;
    this.sae = sae;
    this.site = site;
  }

  /**
   * Runs a micro-batch.
   *
   * @param manager for its arrays
   * @param images that could be read, at least one
   * @param turn called in and after each layer, and encoding by encoding
   */
  Outcome run(NDManager manager, List<Prepared> images, Runnable turn) {
    try (NdScope _ = new NdScope()) {
      NDArray[] atSite = new NDArray[1];
      VisionTower laidOut = tower.batch(images.size());
      Hooks turns = Turns.of(tower, images.size(), turn);
      NDArray embedded = embeddings(laidOut, PixelBatch.of(manager, images), atSite, turns);
      NDArray rows = laidOut.patches(Objects.requireNonNull(atSite[0]));
      return new Outcome(
          rows.toFloatArray(),
          encode(rows, turn),
          embedded == null ? new float[0][] : split(embedded.toFloatArray(), images.size()));
    }
  }

  /**
   * Runs the tower once, no further than it takes.
   *
   * @param tower laid out for the images
   * @param atSite receives the activation at the site [B, T, D]
   * @param turns called on the way
   * @return embeddings [B, P], or null without an encoder
   */
  private @Nullable NDArray embeddings(
      VisionTower tower, NDArray pixels, NDArray[] atSite, Hooks turns) {
    int layers = tower.layers();
    NDArray start = tower.embed(pixels);
    return switch (site.site()) {
      case EMBEDDINGS, IN, OUT -> {
        int index = Hooks.residualIndex(site, layers);
        atSite[0] = tower.run(start, 0, index, turns);
        yield embedding(atSite[0], index, turns);
      }
      case MLP_IN, MLP_OUT -> {
        int next = site.layer() + 1;
        NDArray after = tower.run(start, 0, next, turns.tap(site, x -> atSite[0] = x));
        yield embedding(after, next, turns);
      }
      case POST_NORM, POOLED, PROJECTION -> {
        NDArray last = tower.run(start, 0, layers, turns);
        atSite[0] = tower.postNorm(last);
        yield encoder == null ? null : encoder.embeddingFrom(last, layers);
      }
    };
  }

  /** From the residual at an index to the shared space; the last layer is the encoder's own. */
  private @Nullable NDArray embedding(NDArray x, int from, Hooks turns) {
    if (encoder == null) {
      return null;
    }
    int last = Math.max(from, tower.layers() - 1);
    return encoder.embeddingFrom(tower.run(x, from, last, turns), last);
  }

  /** Codes of all rows, a bounded number of them dense at a time. */
  private List<SparseEncoding> encode(NDArray rows, Runnable turn) {
    int total = (int) rows.getShape().get(0);
    long row = (long) sae.info().latents() * tower.width();
    long quick = Math.max(FEWEST_ROWS, ENCODED_PRODUCTS / row);
    int chunk = Math.clamp(quick, 1, Math.max(1, DENSE_CODES / sae.info().latents()));
    List<SparseEncoding> chunks = new ArrayList<>();
    for (int from = 0; from < total; from += chunk) {
      turn.run();
      chunks.add(
          sae.encodeSparse(rows.get(new NDIndex("{}:{}", from, Math.min(total, from + chunk)))));
    }
    return chunks;
  }

  private static float[][] split(float[] flat, int count) {
    int size = flat.length / count;
    float[][] rows = new float[count][];
    for (int i = 0; i < count; i++) {
      rows[i] = Arrays.copyOfRange(flat, i * size, (i + 1) * size);
    }
    return rows;
  }
}
