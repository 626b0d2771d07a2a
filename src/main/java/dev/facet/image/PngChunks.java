package dev.facet.image;

import dev.facet.core.FacetException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** The chunks of a PNG beside its pixels (PNG, third edition, section 5.3), the first of a kind. */
final class PngChunks {

  private static final long SIGNATURE = 0x89504E470D0A1A0AL;

  private final Map<String, ByteBuffer> data = new HashMap<>();

  /**
   * @param name the file's name, for error messages
   * @throws FacetException when a checksum before the pixels is wrong, which Pillow refuses too
   */
  PngChunks(byte[] file, String name) {
    if (isPng(file)) {
      walk(file, name);
    }
  }

  static boolean isPng(byte[] file) {
    return file.length >= 8 && ByteBuffer.wrap(file).getLong() == SIGNATURE;
  }

  private void walk(byte[] file, String name) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    boolean pixels = false;
    int at = 8;
    while (at + 12 <= file.length) {
      int length = bytes.getInt(at);
      if (length < 0 || length > file.length - at - 12) {
        return;
      }
      String kind = new String(file, at + 4, 4, StandardCharsets.ISO_8859_1);
      pixels |= kind.equals("IDAT");
      if (!pixels) {
        CRC32 checksum = new CRC32();
        checksum.update(file, at + 4, 4 + length);
        if ((int) checksum.getValue() != bytes.getInt(at + 8 + length)) {
          throw FacetException.badInput(
              name + " is damaged: the checksum of its " + kind + " chunk is wrong");
        }
      }
      if (!kind.equals("IDAT")) {
        data.putIfAbsent(kind, ByteBuffer.wrap(file, at + 8, length).slice());
      }
      at += 12 + length;
    }
  }

  /** What a chunk holds, null where there is none of its kind. */
  @Nullable ByteBuffer get(String kind) {
    return data.get(kind);
  }
}
