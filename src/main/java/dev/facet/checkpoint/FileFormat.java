package dev.facet.checkpoint;

import dev.facet.checkpoint.ZipDirectory.Member;
import dev.facet.core.FacetException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** Tells the format of a file of tensors from its first bytes, and reads it. */
final class FileFormat {

  /** saev's first line; a configuration has some hundred characters. */
  private static final int MAX_HEADER_LINE = 1 << 16;

  private FileFormat() {}

  /**
   * @param file the name, for messages
   * @param bytes the mapped file
   */
  static Contents read(String file, MemorySegment bytes) {
    String start = start(bytes);
    String lower = start.stripLeading().toLowerCase(Locale.ROOT);
    if (start.startsWith("version https://git-lfs")) {
      throw FacetException.badInput(
          file + " is a Git LFS pointer, not the weights themselves; fetch it with git lfs pull");
    }
    if (lower.startsWith("<!doctype") || lower.startsWith("<html")) {
      throw FacetException.badInput(
          file + " is a web page (HTML), not weights; the download has failed");
    }
    if (start.isEmpty()) {
      throw FacetException.badInput(file + " is too short to hold tensors: it is empty");
    }
    if (start.startsWith("PK")) {
      return zip(file, bytes);
    }
    if (start.startsWith("\u001f\u008b")) {
      return new TorchReader(file).gzip(bytes);
    }
    if (looksLikeSafetensors(file, bytes)) {
      return SafetensorsReader.read(file, bytes);
    }
    long line = headerLine(bytes);
    if (line > 0) {
      return behindHeaderLine(file, bytes, line);
    }
    if (start.startsWith("{")) {
      throw FacetException.badInput(
          file
              + (file.toLowerCase(Locale.ROOT).endsWith(".json")
                  ? " is a configuration, not weights; name the folder that it lies in"
                  : " starts like saev's header line, but no archive follows within "
                      + MAX_HEADER_LINE
                      + " bytes"));
    }
    String name = file.toLowerCase(Locale.ROOT);
    if (start.charAt(0) == 0x80 || name.endsWith(".pkl") || name.endsWith(".pickle")) {
      return new TorchReader(file).pickles(bytes);
    }
    throw FacetException.badInput(
        file
            + " has an unknown format: it is neither safetensors, nor a torch file, npz or pickle (it starts"
            + " with '"
            + start.substring(0, Math.min(12, start.length())).replaceAll("[^\\x20-\\x7E]", ".")
            + "')");
  }

  private static Contents zip(String file, MemorySegment bytes) {
    Map<String, Member> members = ZipDirectory.read(file, bytes);
    boolean npz = !members.isEmpty() && members.keySet().stream().allMatch(n -> n.endsWith(".npy"));
    return npz ? new NpzReader(file).read(members) : new TorchReader(file).zip(members);
  }

  /** The length of a first line that an archive follows, or -1. */
  private static long headerLine(MemorySegment bytes) {
    long limit = Math.min(MAX_HEADER_LINE, bytes.byteSize() - 2);
    for (long i = 0; i < limit; i++) {
      if (bytes.get(ValueLayout.JAVA_BYTE, i) == '\n') {
        boolean archive =
            bytes.get(ValueLayout.JAVA_BYTE, i + 1) == 'P'
                && bytes.get(ValueLayout.JAVA_BYTE, i + 2) == 'K';
        return archive ? i : -1;
      }
    }
    return -1;
  }

  /** saev: a line of JSON, then a torch archive whose offsets count from there. */
  private static Contents behindHeaderLine(String file, MemorySegment bytes, long length) {
    String line =
        new String(bytes.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    return zip(file, bytes.asSlice(length + 1)).withHeaderLine(line);
  }

  private static boolean looksLikeSafetensors(String file, MemorySegment bytes) {
    if (file.toLowerCase(Locale.ROOT).endsWith(".safetensors")) {
      return true;
    }
    return bytes.byteSize() > 9
        && bytes.get(ValueLayout.JAVA_BYTE, 8) == '{'
        && bytes.get(ValueLayout.JAVA_BYTE, 7) == 0
        && bytes.get(ValueLayout.JAVA_BYTE, 6) == 0;
  }

  private static String start(MemorySegment bytes) {
    byte[] head = bytes.asSlice(0, Math.min(64, bytes.byteSize())).toArray(ValueLayout.JAVA_BYTE);
    return new String(head, StandardCharsets.ISO_8859_1);
  }
}
