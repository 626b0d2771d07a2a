package dev.facet.checkpoint;

import dev.facet.core.FacetException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The open files of a checkpoint. Readers of formats look at them as mapped memory; the numbers of
 * tensors are read by their position in the file instead. That is faster for bytes that are needed
 * once, as no page tables are filled and emptied, it never counts as memory of the process, and a
 * file that somebody cuts off meanwhile is an error to report, where a mapping raises SIGBUS.
 */
final class OpenFiles implements AutoCloseable {

  private record OpenFile(Path path, FileChannel channel) {}

  private final Arena arena = Arena.ofShared();

  /** By the address at which they are mapped. */
  private final TreeMap<Long, OpenFile> files = new TreeMap<>();

  /**
   * Opens one more file.
   *
   * @return its bytes
   * @throws FacetException when it does not exist or cannot be read
   */
  MemorySegment map(Path file) {
    if (Files.isDirectory(file)) {
      throw FacetException.badInput(file + " is a folder, expected a file of tensors");
    }
    try {
      FileChannel channel = FileChannel.open(file);
      try {
        long size = channel.size();
        if (size == 0) {
          channel.close();
          return MemorySegment.ofArray(new byte[0]);
        }
        MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
        files.put(bytes.address(), new OpenFile(file, channel));
        return bytes;
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (NoSuchFileException e) {
      throw FacetException.notFound(file + " does not exist");
    } catch (IOException e) {
      throw cannotRead(file, e);
    }
  }

  /**
   * Fills a buffer with bytes of a file. Several threads may do so at once.
   *
   * @param from what {@link #map} gave, from the first byte to be read on
   * @throws FacetException when the file has become too short
   */
  void read(MemorySegment from, ByteBuffer target) {
    Map.Entry<Long, OpenFile> found = files.floorEntry(from.address());
    OpenFile file = found.getValue();
    long position = from.address() - found.getKey();
    try {
      while (target.hasRemaining()) {
        int n = file.channel.read(target, position);
        if (n < 0) {
          throw FacetException.badInput(
              file.path
                  + " was cut off while it was read: expected "
                  + target.remaining()
                  + " more bytes at "
                  + position
                  + ", it has "
                  + file.channel.size());
        }
        position += n;
      }
    } catch (IOException e) {
      throw cannotRead(file.path, e);
    }
  }

  private static FacetException cannotRead(Path file, IOException e) {
    return FacetException.badInput("Cannot read " + file + ": " + e.getMessage(), e);
  }

  @Override
  public void close() {
    if (!arena.scope().isAlive()) {
      return;
    }
    arena.close();
    for (OpenFile file : files.values()) {
      try {
        file.channel.close();
      } catch (IOException e) {
        throw cannotRead(file.path, e);
      }
    }
  }
}
