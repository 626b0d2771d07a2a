package dev.facet.bench;

import ai.djl.ndarray.NDManager;
import dev.facet.core.Cancellation;
import dev.facet.core.Progress;
import dev.facet.index.IndexHost;
import dev.facet.index.IndexSpec;
import dev.facet.index.StudyIndexer;
import dev.facet.tensor.Torch;
import dev.facet.workspace.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Images a second of the pass over a corpus: reading, processing, the whole tower, codes, figures,
 * top images, parts on disk; and the time of what comes after the pass. Usage: {@code IndexBench
 * MODEL SAE IMAGES ROUNDS [ENCODER]}.
 */
public final class IndexBench {

  private IndexBench() {}

  public static void main(String[] args) throws IOException {
    Path encoder = args.length > 4 ? Path.of(args[4]) : null;
    for (int round = 0; round < Integer.parseInt(args[3]); round++) {
      Path out = Files.createTempDirectory("facet-index-bench");
      try {
        run(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), encoder, out.resolve("study"));
      } finally {
        delete(out);
      }
    }
  }

  private static void run(Path model, Path sae, Path images, @Nullable Path encoder, Path out)
      throws IOException {
    long[] passBegin = {0};
    long[] passEnd = {0};
    long[] files = {0};
    Progress watch =
        (activity, done, total) -> {
          if (activity.equals("indexing images")) {
            passBegin[0] = passBegin[0] == 0 ? System.nanoTime() : passBegin[0];
            passEnd[0] = System.nanoTime();
            files[0] = total;
          }
        };
    IndexSpec spec = new IndexSpec("bench", model, encoder, sae, null, images, words(images), out);
    long start = System.nanoTime();
    try (NDManager manager = Torch.newManager();
        Study study =
            StudyIndexer.index(spec, manager, watch, Cancellation.NONE, IndexHost.ALONE)) {
      double pass = (passEnd[0] - passBegin[0]) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%d images, pass %.2f s = %.0f images/s, all %.2f s, explained variance %.4f%n",
          files[0],
          pass,
          files[0] / pass,
          (System.nanoTime() - start) / 1e9,
          java.util.Objects.requireNonNull(study.manifest().figures()).explainedVariance());
    }
  }

  /** The concepts of a demo world; its small text tower knows no other words. */
  private static List<String> words(Path images) throws IOException {
    Path table = images.resolveSibling("taxonomy.tsv");
    return Files.isRegularFile(table)
        ? Files.readAllLines(table).stream().skip(1).map(l -> l.split("\t")[0]).toList()
        : List.of();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
