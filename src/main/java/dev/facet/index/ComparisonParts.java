package dev.facet.index;

import dev.facet.core.FacetException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a comparison has found so far, in pieces that are always made in the same order: a run that
 * was cut off goes on after the last whole piece. A file of another question is begun anew.
 *
 * <p>The file is the question's record and then a record a piece, each its length, its CRC-32 and
 * its bytes; what does not add up is dropped from there on.
 */
public final class ComparisonParts {

  /** Keeps nothing. */
  public static final ComparisonParts NONE = new ComparisonParts(null);

  private static final Logger LOG = LoggerFactory.getLogger(ComparisonParts.class);
  private static final String PREFIX = "comparison-";
  private static final String SUFFIX = ".part";
  private static final Duration KEPT = Duration.ofDays(30);
  private static final int HEAD = 2 * Integer.BYTES;

  private final @Nullable Path file;
  private final List<byte[]> known = new ArrayList<>();
  private byte[] question = {};
  private boolean begun;
  private int asked;

  private ComparisonParts(@Nullable Path file) {
    this.file = file;
  }

  /**
   * @param file made when the first piece is there, deleted when all is done
   */
  public static ComparisonParts in(Path file) {
    return new ComparisonParts(file);
  }

  /**
   * One file for a pair of studies. What nobody has gone on with for a month is deleted: whoever
   * cancels a comparison may come back to it, and a study that was deleted leaves nothing for good.
   *
   * @param folder where the files of all pairs are
   */
  public static ComparisonParts between(Path first, Path second, Path folder) {
    deleteOld(folder, Instant.now().minus(KEPT));
    UUID name =
        UUID.nameUUIDFromBytes(
            (first.toAbsolutePath() + "\n" + second.toAbsolutePath())
                .getBytes(StandardCharsets.UTF_8));
    return in(folder.resolve(PREFIX + name + SUFFIX));
  }

  private static void deleteOld(Path folder, Instant before) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.warn("Old parts of comparisons in {} stay: {}", folder, e.getMessage());
    }
  }

  /**
   * Begins, or goes on with what the file holds.
   *
   * @param newQuestion what all pieces depend on
   */
  void begin(String newQuestion) {
    question = newQuestion.getBytes(StandardCharsets.UTF_8);
    known.clear();
    asked = 0;
    begun = file != null && Files.isRegularFile(file) && read(file);
  }

  /** How many pieces are there already. */
  int known() {
    return known.size();
  }

  /** The next piece: as it was kept, or made now and kept. */
  ByteBuffer next(Supplier<ByteBuffer> making) {
    if (asked < known.size()) {
      return ByteBuffer.wrap(known.get(asked++));
    }
    ByteBuffer made = making.get();
    asked++;
    if (file != null) {
      keep(file, made.duplicate());
    }
    return made;
  }

  /** Deletes the file: the whole result is there. */
  void done() {
    known.clear();
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private boolean read(Path from) {
    try (FileChannel channel =
        FileChannel.open(from, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      byte[] first = record(channel);
      if (first == null || !Arrays.equals(first, question)) {
        return false;
      }
      long whole = channel.position();
      for (byte[] piece = record(channel); piece != null; piece = record(channel)) {
        known.add(piece);
        whole = channel.position();
      }
      channel.truncate(whole);
      return true;
    } catch (IOException _) {
      known.clear();
      return false;
    }
  }

  /** The bytes of the next record, or null where it is not whole. */
  private static byte @Nullable [] record(FileChannel channel) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(HEAD);
    if (!fill(channel, head)) {
      return null;
    }
    int length = head.getInt();
    int sum = head.getInt();
    if (length < 0 || length > channel.size() - channel.position()) {
      return null;
    }
    ByteBuffer body = ByteBuffer.allocate(length);
    return fill(channel, body) && crc(body.duplicate()) == sum ? body.array() : null;
  }

  private static boolean fill(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        return false;
      }
    }
    buffer.flip();
    return true;
  }

  private void keep(Path to, ByteBuffer piece) {
    StandardOpenOption how =
        begun ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    try {
      Path folder = to.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      try (FileChannel channel =
          FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
        if (!begun) {
          write(channel, ByteBuffer.wrap(question));
        }
        write(channel, piece);
      }
      begun = true;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static void write(FileChannel channel, ByteBuffer body) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(HEAD + body.remaining());
    record.putInt(body.remaining()).putInt(crc(body.duplicate())).put(body).flip();
    while (record.hasRemaining()) {
      int _ = channel.write(record);
    }
  }

  private static int crc(ByteBuffer bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return (int) sum.getValue();
  }

  private FacetException failed(IOException e) {
    return FacetException.badInput(file + " cannot be written: " + e.getMessage(), e);
  }
}
