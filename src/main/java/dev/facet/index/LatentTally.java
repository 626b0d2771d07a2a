package dev.facet.index;

import dev.facet.workspace.Histogram;
import dev.facet.workspace.IndexedFeature;
import dev.facet.workspace.PartStore.ImageCodes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one latent so far. Fed image by image, in image order, whether the codes come
 * from the tower or from a committed part: the outcome is the same to the last bit.
 */
final class LatentTally {

  /** Top images kept, as in the papers. */
  static final int TOP = 16;

  /** Bins of the quantile examples, and images in each. */
  static final int QUANTILES = 5;

  static final int PER_QUANTILE = 4;

  /** The histogram covers codes from 1e-4 to 1e4 in eighths of a decade; beyond, its end bins. */
  private static final int LOWEST_DECADE = -4;

  private static final int PER_DECADE = 8;
  private static final int BINS = 8 * PER_DECADE;

  private static final Comparator<ImageCodes> BY_SCORE =
      Comparator.<ImageCodes>comparingDouble(c -> -c.score()).thenComparingInt(ImageCodes::image);
  private static final Comparator<ImageCodes> BY_MAX =
      Comparator.<ImageCodes>comparingDouble(c -> -c.max()).thenComparingInt(ImageCodes::image);

  private final Best top = new Best(TOP, BY_SCORE);
  private final Best topByMax = new Best(TOP, BY_MAX);
  // A sample by hashed priority: which images are in it does not depend on the order of arrival.
  private final Best sample =
      new Best(
          QUANTILES * PER_QUANTILE,
          Comparator.<ImageCodes>comparingLong(LatentTally::priority)
              .thenComparingInt(ImageCodes::image));
  private final int[] histogram = new int[BINS];
  private long images;
  private long patches;
  private double sum;
  private double max;

  void add(ImageCodes codes) {
    images++;
    for (int i = 0; i < codes.codes().count(); i++) {
      float code = codes.codes().code(i);
      sum += code;
      max = Math.max(max, code);
      int bin = (int) Math.floor((Math.log10(code) - LOWEST_DECADE) * PER_DECADE);
      histogram[Math.clamp(bin, 0, BINS - 1)]++;
    }
    patches += codes.codes().count();
    top.offer(codes);
    topByMax.offer(codes);
    sample.offer(codes);
  }

  /**
   * The finished figures.
   *
   * @param latent index
   * @param allImages images that were indexed
   * @param grid patches an image
   */
  IndexedFeature finish(int latent, long allImages, int grid) {
    return new IndexedFeature(
        latent,
        allImages == 0 ? 0 : (double) images / allImages,
        allImages == 0 ? 0 : (double) patches / allImages / grid,
        max,
        patches == 0 ? 0 : sum / patches,
        histogram(),
        top.inOrder(),
        topByMax.inOrder(),
        quantiles());
  }

  /** An empty latent. */
  static IndexedFeature dead(int latent) {
    return new LatentTally().finish(latent, 0, 1);
  }

  /** The bins from the first to the last that is not empty. */
  private Histogram histogram() {
    int first = 0;
    int end = BINS;
    while (first < end && histogram[first] == 0) {
      first++;
    }
    while (end > first && histogram[end - 1] == 0) {
      end--;
    }
    List<Double> edges = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    for (int bin = first; bin < end; bin++) {
      edges.add(edge(bin));
      counts.add((long) histogram[bin]);
    }
    if (end > first) {
      edges.add(edge(end));
    }
    return new Histogram(edges, counts);
  }

  private static double edge(int bin) {
    return LOWEST_DECADE + (double) bin / PER_DECADE;
  }

  /** The sample, highest scores first, cut into bins of near-equal size. */
  private List<List<ImageCodes>> quantiles() {
    List<ImageCodes> sorted = sample.inOrder().stream().sorted(BY_SCORE).toList();
    List<List<ImageCodes>> bins = new ArrayList<>();
    for (int b = 0; b < QUANTILES; b++) {
      bins.add(sorted.subList(b * sorted.size() / QUANTILES, (b + 1) * sorted.size() / QUANTILES));
    }
    return bins;
  }

  /** A pseudo-random number from image and latent (SplitMix64's finaliser). */
  private static long priority(ImageCodes codes) {
    long z = ((long) codes.latent() << 32 | codes.image()) + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** The best few of a stream, kept sorted; small enough that insertion beats a heap. */
  private static final class Best {
    private final int limit;
    private final Comparator<ImageCodes> order;
    private @Nullable ImageCodes[] kept = new ImageCodes[4];
    private int size;

    Best(int limit, Comparator<ImageCodes> order) {
      this.limit = limit;
      this.order = order;
    }

    void offer(ImageCodes codes) {
      if (size == limit && order.compare(codes, kept[size - 1]) >= 0) {
        return;
      }
      if (size == kept.length) {
        kept = Arrays.copyOf(kept, Math.min(limit, 2 * size));
      }
      int at = size < limit ? size++ : size - 1;
      while (at > 0 && order.compare(codes, kept[at - 1]) < 0) {
        kept[at] = kept[at - 1];
        at--;
      }
      kept[at] = codes;
    }

    List<ImageCodes> inOrder() {
      return Arrays.asList(Arrays.copyOf(kept, size));
    }
  }
}
