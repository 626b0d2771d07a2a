package dev.facet.core;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file so that a reader sees the old content or the whole new one, never a part: into a
 * temporary file beside it, then moved over it. Devices and pipes are written into, not replaced.
 */
public final class AtomicFile {

  private AtomicFile() {}

  /** What is to be written. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes the file; missing parent folders are made.
   *
   * @throws FacetException naming the file when it cannot be written
   */
  public static void write(Path file, Content content) {
    Path target = file.toAbsolutePath();
    @Nullable Path temporary = null;
    try {
      if (isDevice(target)) {
        writeInto(target, content);
        return;
      }
      Path folder = target.getParent();
      if (folder == null) {
        throw FacetException.badInput("Cannot write " + file + ": it names no file");
      }
      Files.createDirectories(folder);
      // Not createTempFile: that hides the file from everybody else, and so the finished one.
      temporary =
          folder.resolve(
              "."
                  + target.getFileName()
                  + "."
                  + Long.toHexString(ThreadLocalRandom.current().nextLong())
                  + ".tmp");
      OutputStream raw = Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW);
      try (OutputStream out = new BufferedOutputStream(raw, 1 << 16)) {
        content.writeTo(out);
      }
      move(temporary, target);
      temporary = null;
    } catch (IOException e) {
      throw failure(file, e);
    } finally {
      discard(temporary);
    }
  }

  public static void write(Path file, byte[] content) {
    write(file, out -> out.write(content));
  }

  private static boolean isDevice(Path file) throws IOException {
    return Files.exists(file) && Files.readAttributes(file, BasicFileAttributes.class).isOther();
  }

  private static void writeInto(Path device, Content content) throws IOException {
    OutputStream raw = Files.newOutputStream(device, StandardOpenOption.WRITE);
    try (OutputStream out = new BufferedOutputStream(raw, 1 << 16)) {
      content.writeTo(out);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static FacetException failure(Path file, IOException e) {
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    boolean full = reason != null && reason.contains("No space");
    return new FacetException(
        full ? FacetException.Kind.NO_SPACE : FacetException.Kind.BAD_INPUT,
        "Cannot write "
            + file
            + ": "
            + (reason != null ? reason : e.getClass().getSimpleName().replace("Exception", "")),
        e);
  }

  private static void discard(@Nullable Path temporary) {
    if (temporary != null) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException ignored) {
        // The write itself has failed and is being reported; a left-over temporary file is no news.
      }
    }
  }
}
