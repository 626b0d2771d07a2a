package dev.facet.index;

import ai.djl.ndarray.NDManager;
import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.Progress;
import dev.facet.sae.SaeFit;
import dev.facet.tensor.Torch;
import dev.facet.workspace.CorpusFigures;
import dev.facet.workspace.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * What an index run will cost, from running it on a few images of the corpus in a folder of its own
 * that is thrown away.
 */
public final class IndexEstimator {

  /** What the sample may cost, about. */
  private static final double SAMPLE_SECONDS = 4;

  private static final int LARGEST_SAMPLE = 64;

  /** A kept example and its heat map in memory, and how many a latent keeps at most. */
  private static final long EXAMPLE_BYTES = 130;

  private static final int EXAMPLES = 52;

  /** An example as it lies in the database. */
  private static final long STORED_EXAMPLE_BYTES = 45;

  private IndexEstimator() {}

  /**
   * Runs a sample.
   *
   * @param nanoClock times it
   * @return figures to multiply
   * @throws FacetException when model, SAE and images do not go together
   */
  public static IndexCost estimate(
      IndexSpec spec, NDManager manager, Cancellation cancellation, LongSupplier nanoClock) {
    CorpusFolder corpus = CorpusFolder.open(spec.images());
    try (NDManager own = manager.newSubManager();
        Networks networks = Networks.open(spec, own)) {
      CorpusIndexer indexer = networks.indexer(CorpusIndexer.PART_IMAGES);
      // The first images, one a lane, also warm the machine up; where they take long, that does
      // not matter.
      int few = Math.min(Torch.threads(), corpus.entries().size());
      Sample first = run(indexer, networks, corpus.sample(few), cancellation, nanoClock);
      int size = (int) Math.clamp(SAMPLE_SECONDS / first.seconds, few, LARGEST_SAMPLE);
      Sample sample =
          size == few
              ? first
              : run(indexer, networks, corpus.sample(size), cancellation, nanoClock);
      long latents = networks.sae().info().latents();
      int sampled = Math.min(size, corpus.entries().size());
      return new IndexCost(
          corpus.entries().size(),
          sampled,
          sample.figures.skipped(),
          sample.seconds / sampled,
          sample.codeBytes / sampled,
          latents * EXAMPLES * STORED_EXAMPLE_BYTES,
          latents * EXAMPLES * EXAMPLE_BYTES,
          sample.figures.images() == 0
              ? null
              : SaeFit.of(
                  networks.sae().info(), sample.figures.l0(), sample.figures.explainedVariance()));
    }
  }

  private record Sample(double seconds, long codeBytes, CorpusFigures figures) {}

  private static Sample run(
      CorpusIndexer indexer,
      Networks networks,
      CorpusFolder some,
      Cancellation cancellation,
      LongSupplier nanoClock) {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("facet-estimate");
      try (Study study = Study.create(folder.resolve("study"), networks.manifest(some))) {
        long start = nanoClock.getAsLong();
        CorpusFigures figures = indexer.run(some, study, Progress.NONE, cancellation);
        double seconds = Math.max(1, nanoClock.getAsLong() - start) / 1e9;
        return new Sample(seconds, bytes(study.folder().resolve("codes")), figures);
      }
    } catch (IOException e) {
      throw FacetException.badInput("A sample cannot be written: " + e.getMessage(), e);
    } finally {
      if (folder != null) {
        delete(folder);
      }
    }
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.mapToLong(f -> f.toFile().length()).sum();
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw FacetException.badInput("A sample cannot be removed: " + e.getMessage(), e);
    }
  }
}
