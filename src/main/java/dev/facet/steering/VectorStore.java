package dev.facet.steering;

import dev.facet.checkpoint.Checkpoint;
import dev.facet.checkpoint.FloatTensor;
import dev.facet.checkpoint.SafetensorsWriter;
import dev.facet.core.FacetException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Vectors that were computed from content that may come again: text embeddings of a vocabulary,
 * means of image sets. Files are named by a hash of all that the vectors depend on, so that none is
 * ever stale; the ones unused for longest go when the folder outgrows its budget.
 */
final class VectorStore {

  private static final Logger LOG = LoggerFactory.getLogger(VectorStore.class);
  private static final long BUDGET = 512L << 20;
  private static final String TENSOR = "rows";

  private final @Nullable Path folder;

  /**
   * @param folder made when needed; null keeps nothing
   */
  VectorStore(@Nullable Path folder) {
    this.folder = folder;
  }

  /**
   * Rows by what they were made from.
   *
   * @param content everything that they depend on, fingerprints of weights included
   * @param make computes them [n][d]
   */
  float[][] rows(List<String> content, Supplier<float[][]> make) {
    if (folder == null) {
      return make.get();
    }
    Path file = folder.resolve(hash(content) + ".safetensors");
    float[][] known = read(file);
    if (known != null) {
      return known;
    }
    float[][] rows = make.get();
    write(file, rows);
    return rows;
  }

  private static float @Nullable [][] read(Path file) {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try (Checkpoint stored = Checkpoint.open(file)) {
      FloatTensor tensor = stored.tensor(TENSOR);
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      int width = (int) tensor.shape()[1];
      float[][] rows = new float[(int) tensor.shape()[0]][width];
      for (int r = 0; r < rows.length; r++) {
        System.arraycopy(tensor.data(), r * width, rows[r], 0, width);
      }
      return rows;
    } catch (FacetException | IOException e) {
      LOG.info("{} is computed anew: {}", file, e.getMessage());
      return null;
    }
  }

  private void write(Path file, float[][] rows) {
    int width = rows[0].length;
    float[] all = new float[rows.length * width];
    for (int r = 0; r < rows.length; r++) {
      System.arraycopy(rows[r], 0, all, r * width, width);
    }
    try {
      Files.createDirectories(file.getParent());
      SafetensorsWriter.write(
          file, Map.of(TENSOR, FloatTensor.of(all, rows.length, width)), Map.of());
      trim(file);
    } catch (FacetException | IOException | UncheckedIOException e) {
      LOG.info("{} is not kept: {}", file, e.getMessage());
    }
  }

  private void trim(Path newest) throws IOException {
    List<Path> oldestFirst;
    try (Stream<Path> files = Files.list(newest.getParent())) {
      oldestFirst =
          files
              .filter(f -> !f.equals(newest))
              .sorted(Comparator.comparing(VectorStore::used))
              .toList();
    }
    long bytes = Files.size(newest);
    for (Path file : oldestFirst) {
      bytes += Files.size(file);
    }
    for (Path file : oldestFirst) {
      if (bytes <= BUDGET) {
        return;
      }
      bytes -= Files.size(file);
      Files.deleteIfExists(file);
    }
  }

  private static FileTime used(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SHA-256 of some texts, each with its length, so that no two lists run into one. */
  private static String hash(List<String> content) {
    MessageDigest digest = sha256();
    for (String part : content) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
