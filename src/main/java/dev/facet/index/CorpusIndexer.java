package dev.facet.index;

import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.Progress;
import dev.facet.image.ImageProcessor;
import dev.facet.model.ImageEncoder;
import dev.facet.model.VisionTower;
import dev.facet.sae.Sae;
import dev.facet.workspace.CorpusFigures;
import dev.facet.workspace.Study;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The pass itself: image, tower up to the site, SAE, per-latent tallies; committed in parts.
 * Belongs to the engine thread, which counts and commits while {@link ForwardLanes} compute, and
 * asks its {@link Cancellation} all the time, so that more urgent work can run in between.
 */
public final class CorpusIndexer {

  /** Images a part: bounds the work that is lost when a run is killed. */
  static final int PART_IMAGES = 512;

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
   * @param partImages images that are committed together
   * @param batchImages images of a micro-batch; 0 for what the tower's size suggests
   * @throws FacetException when SAE and site do not go together
   */
  CorpusIndexer(
      VisionTower tower,
      @Nullable ImageEncoder encoder,
      ImageProcessor processor,
      Sae sae,
      HookPoint site,
      int partImages,
      int batchImages) {
    this.processor = processor;
    this.pass = new SitePass(tower, encoder, sae, site);
    this.latents = sae.info().latents();
    this.width = sae.info().dIn();
    this.patches = tower.grid().patches();
    this.partImages = partImages;
    this.batchImages = batchImages > 0 ? batchImages : Turns.imagesAtOnce(tower);
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
    int given = next;
    try (ImagePrefetch images =
            new ImagePrefetch(corpus, processor, next, 3 * batchImages, cancellation);
        ForwardLanes<SitePass.Outcome> lanes = new ForwardLanes<>(pass::run, cancellation)) {
      while (next < total) {
        cancellation.check();
        while (given < total && lanes.hasRoom()) {
          int size = Math.min(batchFrom(given), total - given);
          lanes.submit(images.take(size));
          given += size;
        }
        ForwardLanes.Done<SitePass.Outcome> batch = lanes.next();
        tally.add(batch.images(), batch.readable(), batch.outcome());
        next += batch.images().size();
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

  /**
   * Images of the micro-batch that begins at an image. Batches are cut at fixed places of the
   * corpus: a run that is taken up computes the same ones.
   */
  private int batchFrom(int image) {
    int inPart = image % partImages;
    return Math.min(batchImages - inPart % batchImages, partImages - inPart);
  }
}
