package dev.facet.index;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.HookPoint;
import dev.facet.core.Progress;
import dev.facet.image.ImageProcessor;
import dev.facet.index.CorpusFolder.Entry;
import dev.facet.index.ImagePrefetch.Prepared;
import dev.facet.metrics.ReconstructionSums;
import dev.facet.model.DualEncoder;
import dev.facet.model.Hooks;
import dev.facet.model.VisionTower;
import dev.facet.sae.Sae;
import dev.facet.tensor.NdScope;
import dev.facet.workspace.CorpusFigures;
import dev.facet.workspace.IndexedFeature;
import dev.facet.workspace.PartStore.ImageCodes;
import dev.facet.workspace.PartStore.IndexedImage;
import dev.facet.workspace.PartStore.Part;
import dev.facet.workspace.Study;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pass itself: image, tower up to the site, SAE, per-latent tallies; committed in parts.
 * Belongs to the engine thread and asks its {@link Cancellation} between micro-batches, outside of
 * any {@link NdScope}, so that more urgent work can run in between.
 *
 * <p>The SAE sees patch tokens only; prefix tokens (CLS, registers) are left out, as in the papers
 * that train on patches. Of an image that its processor cuts into tiles the first is indexed.
 */
public final class CorpusIndexer {

  private static final Logger log = LoggerFactory.getLogger(CorpusIndexer.class);

  /** Images a part, and codes a part, whichever is reached first: bounds work lost and memory. */
  static final int PART_IMAGES = 512;

  private static final int PART_ROWS = 200_000;

  /** Tokens that go through the tower at once. */
  private static final int BATCH_TOKENS = 4_096;

  private static final int MOST_IMAGES_AT_ONCE = 64;

  /**
   * Products of the tower's matrices in one micro-batch: some 15 ms on two cores. A slider that is
   * moved meanwhile waits for one micro-batch, so a large tower takes its images one by one, which
   * costs it next to nothing.
   */
  private static final long BATCH_PRODUCTS = 1_000_000_000;

  /** Dense codes [rows, F] that exist at once, in numbers: 32 MB. */
  private static final int DENSE_CODES = 8 << 20;

  private final VisionTower tower;
  private final @Nullable DualEncoder encoder;
  private final ImageProcessor processor;
  private final Sae sae;
  private final HookPoint site;
  private final NDManager manager;
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
      @Nullable DualEncoder encoder,
      ImageProcessor processor,
      Sae sae,
      HookPoint site,
      NDManager manager) {
    this(tower, encoder, processor, sae, site, manager, PART_IMAGES);
  }

  /** With parts of a size of one's own. */
  CorpusIndexer(
      VisionTower tower,
      @Nullable DualEncoder encoder,
      ImageProcessor processor,
      Sae sae,
      HookPoint site,
      NDManager manager,
      int partImages) {
    this(tower, encoder, processor, sae, site, manager, partImages, imagesAtOnce(tower));
  }

  private static int imagesAtOnce(VisionTower tower) {
    long matrices = 12L * tower.width() * tower.width() * tower.layers();
    long byWork = BATCH_PRODUCTS / Math.max(1, matrices * tower.tokens());
    return Math.clamp(Math.min(BATCH_TOKENS / tower.tokens(), byWork), 1, MOST_IMAGES_AT_ONCE);
  }

  /** With sizes of parts and micro-batches of one's own. */
  CorpusIndexer(
      VisionTower tower,
      @Nullable DualEncoder encoder,
      ImageProcessor processor,
      Sae sae,
      HookPoint site,
      NDManager manager,
      int partImages,
      int batchImages) {
    tower.require(site);
    if (site.site() == HookPoint.Site.POOLED) {
      throw FacetException.badInput(
          "The site " + site + " has one vector an image; an index needs one a patch");
    }
    this.tower = tower;
    this.encoder = encoder;
    this.processor = processor;
    this.sae = sae;
    this.site = site;
    this.manager = manager;
    this.latents = sae.info().latents();
    this.width = sae.info().dIn();
    this.patches = tower.grid().patches();
    this.partImages = partImages;
    this.batchImages = batchImages;
    if (width != tower.width()) {
      throw FacetException.mismatch(
          "The SAE "
              + sae.info().path()
              + " reads activations of width "
              + width
              + ", the tower has width "
              + tower.width()
              + " at "
              + site);
    }
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
    SnapshotPace pace = new SnapshotPace(System::nanoTime);
    int total = corpus.entries().size();
    Run run = new Run(corpus, study);
    int next = run.resume(progress, cancellation);
    progress.report("indexing images", next, total);
    try (ImagePrefetch images = new ImagePrefetch(corpus, processor, next, 3 * batchImages)) {
      while (next < total) {
        cancellation.check();
        List<Prepared> prepared = images.take(Math.min(batchImages, run.roomInPart()));
        run.index(prepared);
        next += prepared.size();
        if (run.partIsFull() || next == total) {
          run.commit();
          if (shown != null && next < total && pace.due()) {
            pace.make(() -> run.show(shown));
          }
        }
        progress.report("indexing images", next, total);
      }
    }
    return run.finish();
  }

  /** The state of one pass. */
  private final class Run {
    private final CorpusFolder corpus;
    private final Study study;
    private final @Nullable LatentTally[] tallies = new LatentTally[latents];
    private final ReconstructionSums sums = new ReconstructionSums(width);
    private final SparseCodes sparse = new SparseCodes(latents);
    private final List<IndexedImage> imagesOfPart = new ArrayList<>();
    private final List<ImageCodes> rowsOfPart = new ArrayList<>();
    private final Map<Integer, float[]> residuals = new HashMap<>();
    private ReconstructionSums partSums = new ReconstructionSums(width);
    private int partNumber;
    private int partBegin;
    private long indexed;

    Run(CorpusFolder corpus, Study study) {
      this.corpus = corpus;
      this.study = study;
    }

    /** Takes up committed parts. @return the first image that is not in one */
    int resume(Progress progress, Cancellation cancellation) {
      for (Part part : study.parts().committed()) {
        cancellation.check();
        progress.report("taking up earlier work", part.end(), corpus.entries().size());
        study.parts().replay(part, this::tally);
        ReconstructionSums stored = ReconstructionSums.of(part.totals(), width);
        sums.add(stored);
        indexed += stored.rows() / patches;
        partNumber = part.number() + 1;
        partBegin = part.end();
      }
      return partBegin;
    }

    private void tally(ImageCodes codes) {
      LatentTally tally = tallies[codes.latent()];
      if (tally == null) {
        tally = new LatentTally();
        tallies[codes.latent()] = tally;
      }
      tally.add(codes);
    }

    int roomInPart() {
      return partImages - imagesOfPart.size();
    }

    boolean partIsFull() {
      return roomInPart() == 0 || rowsOfPart.size() >= PART_ROWS;
    }

    void index(List<Prepared> prepared) {
      List<Prepared> readable = prepared.stream().filter(p -> p.pixels() != null).toList();
      float[][] embeddings = readable.isEmpty() ? new float[0][] : forward(readable);
      int nextEmbedding = 0;
      for (Prepared image : prepared) {
        Entry entry = corpus.entries().get(image.number());
        boolean there = image.pixels() != null;
        if (!there) {
          log.info("Left out {}: {}", entry.name(), image.problem());
        }
        float[] embedding = there && embeddings.length > 0 ? embeddings[nextEmbedding++] : null;
        imagesOfPart.add(
            new IndexedImage(
                image.number(),
                entry.name(),
                entry.caption(),
                entry.imageClass(),
                String.join("/", entry.taxonomy()),
                image.problem(),
                embedding,
                residuals.remove(image.number())));
      }
    }

    /**
     * @return embeddings of the images [n, d], or none without an encoder
     */
    private float[][] forward(List<Prepared> images) {
      try (NdScope _ = new NdScope()) {
        NDArray pixels = PixelBatch.of(manager, images);
        NDArray[] atSite = new NDArray[1];
        NDArray last = activations(pixels, atSite);
        NDArray tokens = Objects.requireNonNull(atSite[0]);
        NDArray rows =
            tokens
                .get(new NDIndex(":, {}:, :", tower.prefixTokens()))
                .reshape((long) images.size() * patches, width);
        encode(images, rows);
        return encoder == null || last == null
            ? new float[0][]
            : rows(encoder.project(last).toFloatArray(), images.size());
      }
    }

    /**
     * Runs the tower once.
     *
     * @param atSite receives the activation at the site [B, T, D]
     * @return the residual after the last layer [B, T, D], or null when nobody needs it
     */
    private @Nullable NDArray activations(NDArray pixels, NDArray[] atSite) {
      if (encoder == null) {
        atSite[0] = tower.activation(pixels, site);
        return null;
      }
      int layers = tower.layers();
      NDArray start = tower.embed(pixels);
      return switch (site.site()) {
        case EMBEDDINGS, IN, OUT -> {
          int index = Hooks.residualIndex(site, layers);
          atSite[0] = tower.run(start, 0, index);
          yield tower.run(atSite[0], index, layers);
        }
        case MLP_IN, MLP_OUT ->
            tower.run(start, 0, layers, Hooks.NONE.tap(site, x -> atSite[0] = x));
        case POST_NORM, POOLED, PROJECTION -> {
          NDArray last = tower.run(start, 0, layers);
          atSite[0] = tower.postNorm(last);
          yield last;
        }
      };
    }

    /** Codes of all rows, a bounded number of them dense at a time. */
    private void encode(List<Prepared> images, NDArray rows) {
      int total = images.size() * patches;
      int chunk = Math.clamp(DENSE_CODES / latents, 1, total);
      float[] x = rows.toFloatArray();
      for (int i = 0; i < images.size(); i++) {
        residuals.put(images.get(i).number(), meanOverPatches(x, i));
      }
      for (int from = 0; from < total; from += chunk) {
        int to = Math.min(total, from + chunk);
        try (NdScope _ = new NdScope()) {
          NDArray part = rows.get(new NDIndex("{}:{}", from, to));
          NDArray codes = sae.encode(part);
          float[] reconstruction = sae.decode(codes, part).toFloatArray();
          float[] dense = codes.toFloatArray();
          for (int row = from; row < to; row++) {
            partSums.add(x, row, reconstruction, row - from);
            int active = sparse.addRow(dense, row - from, row % patches);
            partSums.addCodes(active, sparse.sumOfLast(active));
            if (row % patches == patches - 1) {
              for (ImageCodes found : sparse.finish(images.get(row / patches).number(), patches)) {
                tally(found);
                rowsOfPart.add(found);
              }
            }
          }
        }
      }
      indexed += images.size();
    }

    private float[] meanOverPatches(float[] x, int image) {
      double[] sum = new double[width];
      for (int row = image * patches; row < (image + 1) * patches; row++) {
        for (int i = 0; i < width; i++) {
          sum[i] += x[row * width + i];
        }
      }
      float[] mean = new float[width];
      for (int i = 0; i < width; i++) {
        mean[i] = (float) (sum[i] / patches);
      }
      return mean;
    }

    void commit() {
      int end = partBegin + imagesOfPart.size();
      study
          .parts()
          .commit(
              new Part(partNumber, partBegin, end, partSums.values()), imagesOfPart, rowsOfPart);
      // Added up part by part, exactly as a resumed run does.
      sums.add(partSums);
      partSums = new ReconstructionSums(width);
      imagesOfPart.clear();
      rowsOfPart.clear();
      partNumber++;
      partBegin = end;
    }

    void show(Consumer<CorpusFigures> shown) {
      if (indexed > 0) {
        shown.accept(putFeatures());
      }
    }

    CorpusFigures finish() {
      if (indexed == 0) {
        throw FacetException.badInput(
            "None of the "
                + corpus.entries().size()
                + " files in "
                + corpus.root()
                + " could be read as an image");
      }
      return putFeatures();
    }

    /** Puts the figures of every latent over the committed parts. */
    private CorpusFigures putFeatures() {
      study.findings().putIndex(IntStream.range(0, latents).mapToObj(this::feature).iterator());
      int alive = (int) java.util.Arrays.stream(tallies).filter(Objects::nonNull).count();
      return new CorpusFigures(
          indexed,
          partBegin - indexed,
          alive,
          sums.meanNorm(),
          sums.explainedVariance(),
          sums.meanSquaredError(),
          sums.cosine(),
          sums.l0());
    }

    private IndexedFeature feature(int latent) {
      LatentTally tally = tallies[latent];
      return tally == null ? LatentTally.dead(latent) : tally.finish(latent, indexed, patches);
    }
  }

  private static float[][] rows(float[] flat, int count) {
    int size = flat.length / count;
    float[][] rows = new float[count][];
    for (int i = 0; i < count; i++) {
      rows[i] = java.util.Arrays.copyOfRange(flat, i * size, (i + 1) * size);
    }
    return rows;
  }
}
