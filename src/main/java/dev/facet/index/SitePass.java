package dev.facet.index;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.HookPoint.Site;
import dev.facet.core.HookPoint.Tower;
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
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One forward pass of a few images: tower, SAE at the site, embeddings. Belongs to the engine
 * thread; what comes out are plain arrays.
 *
 * <p>The SAE sees patch tokens only; prefix tokens (CLS, registers) are left out, as in the papers
 * that train on patches. Of an image that its processor cuts into tiles the one is read that shows
 * all of it, see {@link dev.facet.image.ImageProcessor#overview}.
 */
final class SitePass {

  /** Tokens that go through the tower at once. */
  private static final int BATCH_TOKENS = 4_096;

  private static final int MOST_IMAGES_AT_ONCE = 64;

  /**
   * Products of the tower's matrices in one micro-batch: some 15 ms on two cores. That much is lost
   * when one is given up, so a large tower takes its images one by one, which costs it next to
   * nothing.
   */
  private static final long BATCH_PRODUCTS = 1_000_000_000;

  /** Dense codes [rows, F] that exist at once, in numbers: 32 MB. */
  private static final int DENSE_CODES = 8 << 20;

  /** Products of one encoding, between which the pass may be given up: some milliseconds. */
  private static final long ENCODED_PRODUCTS = 100_000_000;

  /** Rows of one encoding, whatever it costs: fewer would make matrices slow. */
  private static final int FEWEST_ROWS = 64;

  /** Ends a pass that is given up. */
  private static final class GivenUp extends RuntimeException {
    GivenUp() {
      super("given up for more urgent work", null, false, false);
    }
  }

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
  private final NDManager manager;

  /**
   * @param tower whose residual the SAE reads
   * @param encoder with the same tower, for embeddings of the images; null where there is none
   * @param manager for the arrays of each micro-batch
   * @throws FacetException when SAE and site do not go together
   */
  SitePass(
      VisionTower tower,
      @Nullable ImageEncoder encoder,
      Sae sae,
      HookPoint site,
      NDManager manager) {
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
    this.manager = manager;
  }

  /** Images of a micro-batch. */
  int imagesAtOnce() {
    long matrices = 12L * tower.width() * tower.width() * tower.layers();
    long byWork = BATCH_PRODUCTS / Math.max(1, matrices * tower.tokens());
    return Math.clamp(Math.min(BATCH_TOKENS / tower.tokens(), byWork), 1, MOST_IMAGES_AT_ONCE);
  }

  /**
   * Runs a micro-batch.
   *
   * @param images that could be read, at least one
   * @param stop asked in and after each layer, and encoding by encoding, whether to give up
   * @return null when given up
   */
  @Nullable Outcome run(List<Prepared> images, BooleanSupplier stop) {
    try {
      return compute(images, stop);
    } catch (GivenUp _) {
      return null;
    }
  }

  private static void check(BooleanSupplier stop) {
    if (stop.getAsBoolean()) {
      throw new GivenUp();
    }
  }

  private Outcome compute(List<Prepared> images, BooleanSupplier stop) {
    try (NdScope _ = new NdScope()) {
      NDArray[] atSite = new NDArray[1];
      VisionTower laidOut = tower.batch(images.size());
      NDArray embedded = embeddings(laidOut, PixelBatch.of(manager, images), atSite, stop);
      NDArray rows = laidOut.patches(Objects.requireNonNull(atSite[0]));
      return new Outcome(
          rows.toFloatArray(),
          encode(rows, stop),
          embedded == null ? new float[0][] : split(embedded.toFloatArray(), images.size()));
    }
  }

  /**
   * Runs the tower once, no further than it takes.
   *
   * @param tower laid out for the images
   * @param atSite receives the activation at the site [B, T, D]
   * @return embeddings [B, P], or null without an encoder
   */
  private @Nullable NDArray embeddings(
      VisionTower tower, NDArray pixels, NDArray[] atSite, BooleanSupplier stop) {
    int layers = tower.layers();
    Hooks stops = Hooks.NONE;
    for (int l = 0; l < layers; l++) {
      stops =
          stops
              .tap(new HookPoint(Tower.VISION, l, Site.MLP_IN), x -> check(stop))
              .tap(HookPoint.out(Tower.VISION, l), x -> check(stop));
    }
    NDArray start = tower.embed(pixels);
    return switch (site.site()) {
      case EMBEDDINGS, IN, OUT -> {
        int index = Hooks.residualIndex(site, layers);
        atSite[0] = tower.run(start, 0, index, stops);
        yield embedding(atSite[0], index, stops);
      }
      case MLP_IN, MLP_OUT -> {
        int next = site.layer() + 1;
        NDArray after = tower.run(start, 0, next, stops.tap(site, x -> atSite[0] = x));
        yield embedding(after, next, stops);
      }
      case POST_NORM, POOLED, PROJECTION -> {
        NDArray last = tower.run(start, 0, layers, stops);
        atSite[0] = tower.postNorm(last);
        yield encoder == null ? null : encoder.embeddingFrom(last, layers);
      }
    };
  }

  /** From the residual at an index to the shared space; the last layer is the encoder's own. */
  private @Nullable NDArray embedding(NDArray x, int from, Hooks stops) {
    if (encoder == null) {
      return null;
    }
    int last = Math.max(from, tower.layers() - 1);
    return encoder.embeddingFrom(tower.run(x, from, last, stops), last);
  }

  /** Codes of all rows, a bounded number of them dense at a time. */
  private List<SparseEncoding> encode(NDArray rows, BooleanSupplier stop) {
    int total = (int) rows.getShape().get(0);
    long row = (long) sae.info().latents() * tower.width();
    long quick = Math.max(FEWEST_ROWS, ENCODED_PRODUCTS / row);
    int chunk = Math.clamp(quick, 1, Math.max(1, DENSE_CODES / sae.info().latents()));
    List<SparseEncoding> chunks = new ArrayList<>();
    for (int from = 0; from < total; from += chunk) {
      check(stop);
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
