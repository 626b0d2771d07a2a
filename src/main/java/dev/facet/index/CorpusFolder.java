package dev.facet.index;

import dev.facet.core.FacetException;
import dev.facet.core.WordList;
import dev.facet.image.ImageFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of images, nested as it may be, in one fixed order. The folder that an image lies in is
 * its class, and nested folders are a taxonomy. Beside the images, or one level up, may lie files
 * that say more: {@link CorpusNotes}, and {@code vocabulary.txt} (one word or phrase a line).
 */
public final class CorpusFolder {

  private static final String VOCABULARY = "vocabulary.txt";

  /**
   * One file.
   *
   * @param name path below the folder, with forward slashes
   * @param caption or empty
   * @param imageClass name of the folder it lies in, or of the largest thing that a masks file
   *     names in it; empty where neither is there
   * @param taxonomy the classes it belongs to, the widest first; empty where none is known
   */
  public record Entry(String name, String caption, String imageClass, List<String> taxonomy) {}

  private final Path root;
  private final List<Entry> entries;
  private final String fingerprint;

  private CorpusFolder(Path root, List<Entry> entries, String fingerprint) {
    this.root = root;
    this.entries = entries;
    this.fingerprint = fingerprint;
  }

  /**
   * Lists the folder.
   *
   * @throws FacetException when there is no such folder or no image in it
   */
  public static CorpusFolder open(Path folder) {
    Path root = folder.toAbsolutePath().normalize();
    try {
      List<String> names =
          ImageFiles.in(root).stream()
              .map(f -> root.relativize(f).toString().replace('\\', '/'))
              .sorted()
              .toList();
      CorpusNotes notes = CorpusNotes.beside(root);
      List<Entry> entries = names.stream().map(notes::entry).toList();
      return new CorpusFolder(root, entries, fingerprint(root, names));
    } catch (IOException e) {
      throw FacetException.badInput(
          "The folder " + root + " cannot be listed: " + e.getMessage(), e);
    }
  }

  static @Nullable Path beside(Path root, String name) {
    Path inside = root.resolve(name);
    if (Files.isRegularFile(inside)) {
      return inside;
    }
    Path outside = root.resolveSibling(name);
    return Files.isRegularFile(outside) ? outside : null;
  }

  private static String fingerprint(Path root, List<String> names) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String name : names) {
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        digest.update(
            ByteBuffer.allocate(Long.BYTES + 1)
                .put((byte) 0)
                .putLong(Files.size(root.resolve(name)))
                .array());
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public Path root() {
    return root;
  }

  /** The images by number. */
  public List<Entry> entries() {
    return entries;
  }

  public Path file(int image) {
    return root.resolve(entries.get(image).name());
  }

  /** The same folder with a few of its images, spread evenly. */
  CorpusFolder sample(int size) {
    int all = entries.size();
    int kept = Math.min(size, all);
    List<Entry> some =
        IntStream.range(0, kept).mapToObj(i -> entries.get((int) ((long) i * all / kept))).toList();
    return new CorpusFolder(root, some, fingerprint);
  }

  /** Short hash of all names and sizes. */
  public String fingerprint() {
    return fingerprint;
  }

  /** The words that lie beside the images, or an empty list. */
  public List<String> vocabulary() {
    Path file = beside(root, VOCABULARY);
    return file == null ? List.of() : WordList.read(file);
  }
}
