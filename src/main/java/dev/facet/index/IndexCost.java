package dev.facet.index;

import dev.facet.sae.SaeFit;
import org.jspecify.annotations.Nullable;

/**
 * What an index run costs, measured on a sample.
 *
 * @param files of the corpus
 * @param sampled files that were tried
 * @param unreadable files among them
 * @param secondsPerFile of the pass
 * @param bytesPerFile of the sparse codes on disk
 * @param databaseBytes of the tables, at most
 * @param tallyBytes of memory for the latents' figures, at most; the networks come on top
 * @param fit how the SAE does on the sample; null where no image of it could be read
 */
public record IndexCost(
    long files,
    int sampled,
    long unreadable,
    double secondsPerFile,
    long bytesPerFile,
    long databaseBytes,
    long tallyBytes,
    @Nullable SaeFit fit) {

  /** The pass over all files, without what comes after it. */
  public double seconds() {
    return files * secondsPerFile;
  }

  /** Room that the study takes. */
  public long diskBytes() {
    return files * bytesPerFile + databaseBytes;
  }
}
