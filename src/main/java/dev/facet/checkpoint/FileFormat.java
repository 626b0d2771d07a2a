package dev.facet.checkpoint;

import dev.facet.core.FacetException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Tells the format of a file of tensors from its first bytes, and reads it. */
final class FileFormat {

  private FileFormat() {}

  /**
   * @param file the name, for messages
   * @param bytes the mapped file
   * @param arena for tensors that must be inflated
   */
  static Contents read(String file, MemorySegment bytes, Arena arena) {
    String start = start(bytes);
    if (start.startsWith("version https://git-lfs")) {
      throw FacetException.badInput(
          file + " is a Git LFS pointer, not the weights themselves; fetch it with git lfs pull");
    }
    String lower = start.stripLeading().toLowerCase(Locale.ROOT);
    if (lower.startsWith("<!doctype") || lower.startsWith("<html")) {
      throw FacetException.badInput(
          file + " is a web page (HTML), not weights; the download has failed");
    }
    return SafetensorsReader.read(file, bytes);
  }

  private static String start(MemorySegment bytes) {
    byte[] head = bytes.asSlice(0, Math.min(64, bytes.byteSize())).toArray(ValueLayout.JAVA_BYTE);
    return new String(head, StandardCharsets.ISO_8859_1);
  }
}
