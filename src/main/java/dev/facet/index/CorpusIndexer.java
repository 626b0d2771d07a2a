package dev.facet.index;

import ai.djl.ndarray.NDManager;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.Progress;
import dev.facet.image.ImageProcessor;
import dev.facet.index.ImagePrefetch.Prepared;
import dev.facet.model.ImageEncoder;
import dev.facet.model.VisionTower;
import dev.facet.sae.Sae;
import dev.facet.workspace.CorpusFigures;
import dev.facet.workspace.Study;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The pass itself: image, tower up to the site, SAE, per-latent tallies; committed in parts.
 * Belongs to the engine thread and asks its {@link Cancellation} between micro-batches, while no
 * array is alive, so that more urgent work can run in between. A micro-batch is given up for such
 * work and begun anew: it has changed nothing yet.
 */
public final class CorpusIndexer {

  /** Images a part: bounds the work that is lost when a run is killed. */
  static final int PART_IMAGES = 512;

  /** How often a micro-batch is begun anew before it runs to its end. */
  private static final int GIVEN_UP_AT_MOST = 4;

  private final ImageProcessor processor;
  private final SitePass pass;
  private final int latents;
  private final int width;
  private final int patches;
  private final int partImages;
  private final int batchImages;

  /**
   * @param tower whose residual the SAE reads
   * @param encoder with the same tower, for embeddings of the images; null where there is none
   * @param processor of the tower
   * @param sae of the site
   * @param site in the vision tower
   * @param manager for the arrays of each micro-batch
   * @throws FacetException when SAE and site do not go together
   */
  public CorpusIndexer(
      VisionTower tower,
      @Nullable ImageEncoder encoder,
      ImageProcessor processor,
      Sae sae,
      HookPoint site,
      NDManager manager) {
    this(tower, encoder, processor, sae, site, manager, PART_IMAGES, 0);
  }

  /**
   * With sizes of one's own.
   *
   * @param batchImages images of a micro-batch; 0 for what the tower's size suggests
   */
  CorpusIndexer(
      VisionTower tower,
      @Nullable ImageEncoder encoder,
      ImageProcessor processor,
      Sae sae,
      HookPoint site,
      NDManager manager,
      int partImages,
      int batchImages) {
    this.processor = processor;
    this.pass = new SitePass(tower, encoder, sae, site, manager);
    this.latents = sae.info().latents();
    this.width = sae.info().dIn();
    this.patches = tower.grid().patches();
    this.partImages = partImages;
    this.batchImages = batchImages > 0 ? batchImages : pass.imagesAtOnce();
  }

  /** As {@link #run(CorpusFolder, Study, Progress, Cancellation, Consumer)}, unseen. */
  public CorpusFigures run(
      CorpusFolder corpus, Study study, Progress progress, Cancellation cancellation) {
    return run(corpus, study, progress, cancellation, null);
  }

  /**
   * Indexes what is not yet indexed and puts the figures of every latent into the study. Does not
   * mark the study as finished.
   *
   * @param shown told the figures so far, after those of every latent were put into the study; null
   *     when nobody looks on
   * @return the corpus's figures
   * @throws FacetException when no file of the corpus is an image
   * @throws java.util.concurrent.CancellationException when cancelled; finished parts stay
   */
  public CorpusFigures run(
      CorpusFolder corpus,
      Study study,
      Progress progress,
      Cancellation cancellation,
      @Nullable Consumer<CorpusFigures> shown) {
    try (PartWriter writer = new PartWriter(study)) {
      CorpusTally tally =
          new CorpusTally(corpus, study, writer, partImages, latents, width, patches);
      gather(corpus, tally, progress, cancellation, shown);
      return tally.putFigures();
    }
  }

  private void gather(
      CorpusFolder corpus,
      CorpusTally tally,
      Progress progress,
      Cancellation cancellation,
      @Nullable Consumer<CorpusFigures> shown) {
    SnapshotPace pace = new SnapshotPace(System::nanoTime);
    int total = corpus.entries().size();
    int next = tally.resume(progress, cancellation);
    progress.report("indexing images", next, total);
    try (ImagePrefetch images =
        new ImagePrefetch(corpus, processor, next, 3 * batchImages, cancellation)) {
      while (next < total) {
        cancellation.check();
        List<Prepared> prepared = images.take(Math.min(batchImages, tally.roomInPart()));
        List<Prepared> readable = prepared.stream().filter(p -> p.pixels() != null).toList();
        tally.add(prepared, readable, outcome(readable, cancellation));
        next += prepared.size();
        if (tally.partIsFull() || next == total) {
          tally.commit();
          if (shown != null && next < total && tally.hasImages() && pace.due()) {
            pace.make(() -> shown.accept(tally.putFigures()));
          }
        }
        progress.report("indexing images", next, total);
      }
    }
  }

  private SitePass.@Nullable Outcome outcome(List<Prepared> readable, Cancellation cancellation) {
    if (readable.isEmpty()) {
      return null;
    }
    for (int i = 0; i < GIVEN_UP_AT_MOST; i++) {
      SitePass.Outcome outcome = pass.run(readable, cancellation::moreUrgentWaits);
      if (outcome != null) {
        return outcome;
      }
      cancellation.check();
    }
    return pass.run(readable, () -> false);
  }
}
