package dev.facet.index;

import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.Progress;
import dev.facet.core.Reconstruction;
import dev.facet.index.CorpusFolder.Entry;
import dev.facet.index.ImagePrefetch.Prepared;
import dev.facet.metrics.ReconstructionSums;
import dev.facet.sae.SparseEncoding;
import dev.facet.workspace.CorpusFigures;
import dev.facet.workspace.IndexedFeature;
import dev.facet.workspace.PartStore.ImageCodes;
import dev.facet.workspace.PartStore.IndexedImage;
import dev.facet.workspace.PartStore.Part;
import dev.facet.workspace.Study;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a pass has seen of the corpus: the tallies of all latents, the sums over all rows, and the
 * part that is being gathered. Committed part by part; one that takes up committed parts comes to
 * the same figures, to the last bit.
 */
final class CorpusTally {

  private static final Logger log = LoggerFactory.getLogger(CorpusTally.class);

  /** Codes a part: bounds memory where many latents fire. */
  private static final int PART_ROWS = 200_000;

  private final CorpusFolder corpus;
  private final Study study;
  private final PartWriter writer;
  private final int partImages;
  private final int width;
  private final int patches;
  private final @Nullable LatentTally[] tallies;
  private final SparseCodes sparse;
  private final ReconstructionSums sums;
  private List<IndexedImage> imagesOfPart = new ArrayList<>();
  private List<ImageCodes> rowsOfPart = new ArrayList<>();
  private ReconstructionSums partSums;
  private int partNumber;
  private int partBegin;
  private long indexed;

  /**
   * @param writer commits the parts
   * @param partImages that a part holds at most
   * @param latents F
   * @param width D of the rows
   * @param patches rows an image
   */
  CorpusTally(
      CorpusFolder corpus,
      Study study,
      PartWriter writer,
      int partImages,
      int latents,
      int width,
      int patches) {
    this.corpus = corpus;
    this.study = study;
    this.writer = writer;
    this.partImages = partImages;
    this.width = width;
    this.patches = patches;
    this.tallies = new LatentTally[latents];
    this.sparse = new SparseCodes(latents);
    this.sums = new ReconstructionSums(width);
    this.partSums = new ReconstructionSums(width);
  }

  /**
   * Takes up committed parts.
   *
   * @return the first image that is not in one
   */
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

  /** Parts end at fixed places of the corpus, and where very many latents fire also before. */
  boolean partIsFull() {
    return (partBegin + imagesOfPart.size()) % partImages == 0 || rowsOfPart.size() >= PART_ROWS;
  }

  /** Whether any image could be read so far. */
  boolean hasImages() {
    return indexed > 0;
  }

  /**
   * Adds the next images of the corpus.
   *
   * @param prepared all of them
   * @param readable those that went through the tower
   * @param outcome what came of these; null where there are none
   */
  void add(List<Prepared> prepared, List<Prepared> readable, SitePass.@Nullable Outcome outcome) {
    int place = 0;
    for (Prepared image : prepared) {
      Entry entry = corpus.entries().get(image.number());
      boolean there = outcome != null && image.pixels() != null;
      if (!there) {
        log.info("Left out {}: {}", entry.name(), image.problem());
      }
      imagesOfPart.add(
          new IndexedImage(
              image.number(),
              entry.name(),
              entry.caption(),
              entry.imageClass(),
              String.join("/", entry.taxonomy()),
              image.problem(),
              there && outcome.embeddings().length > 0 ? outcome.embeddings()[place] : null,
              there ? meanOverPatches(outcome.residuals(), place) : null));
      place += there ? 1 : 0;
    }
    if (outcome != null) {
      addCodes(readable, outcome);
      indexed += readable.size();
    }
  }

  private void addCodes(List<Prepared> images, SitePass.Outcome outcome) {
    int row = 0;
    for (SparseEncoding chunk : outcome.chunks()) {
      for (int i = 0; i < chunk.rows(); i++, row++) {
        partSums.add(outcome.residuals(), row, chunk.reconstruction(), i);
        int active = sparse.addRow(chunk, i, row % patches);
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

  /** Hands the part to the writer and begins the next. */
  void commit() {
    int end = partBegin + imagesOfPart.size();
    writer.commit(
        new Part(partNumber, partBegin, end, partSums.values()), imagesOfPart, rowsOfPart);
    // Added up part by part, exactly as a resumed run does.
    sums.add(partSums);
    partSums = new ReconstructionSums(width);
    imagesOfPart = new ArrayList<>();
    rowsOfPart = new ArrayList<>();
    partNumber++;
    partBegin = end;
  }

  /**
   * Puts the figures of every latent over the committed parts into the study.
   *
   * @return those of the corpus
   * @throws FacetException when no image could be read
   */
  CorpusFigures putFigures() {
    if (indexed == 0) {
      throw FacetException.badInput(
          "None of the "
              + corpus.entries().size()
              + " files in "
              + corpus.root()
              + " could be read as an image");
    }
    writer.await();
    study
        .findings()
        .putIndex(IntStream.range(0, tallies.length).mapToObj(this::figures).iterator());
    int alive = (int) Arrays.stream(tallies).filter(Objects::nonNull).count();
    return new CorpusFigures(
        indexed,
        partBegin - indexed,
        alive,
        sums.meanNorm(),
        sums.explainedVariance(),
        sums.meanSquaredError(),
        sums.cosine(),
        sums.l0(),
        new Reconstruction(
            sums.varianceExplainedByFvu(), sums.meanResidualNorm(), sums.normRatio(), sums.l1()),
        List.of());
  }

  private IndexedFeature figures(int latent) {
    LatentTally tally = tallies[latent];
    return tally == null ? LatentTally.dead(latent) : tally.finish(latent, indexed, patches);
  }
}
