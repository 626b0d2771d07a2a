package dev.facet.checkpoint;

import dev.facet.core.FacetException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The members of a zip archive that lies in memory, by its central directory (APPNOTE.TXT 4.3).
 * Only looks; nothing is ever extracted to a file, so member names cannot lead anywhere.
 */
final class ZipDirectory {

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int END_64_LOCATOR = 0x07064b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int LOCAL = 0x04034b50;
  private static final long FULL = 0xFFFFFFFFL;

  /** Deflate shrinks at most 1032-fold; a member that claims more lies. */
  private static final long MAX_RATIO = 1032;

  private static final long MAX_INFLATED = 4L << 30;

  /**
   * A member.
   *
   * @param name as the archive spells it
   * @param method 0 stored, 8 deflated
   * @param raw its bytes as they lie in the archive
   * @param size uncompressed
   */
  record Member(String name, int method, MemorySegment raw, long size) {
    boolean stored() {
      return method == 0;
    }
  }

  private final String file;
  private final MemorySegment bytes;

  private ZipDirectory(String file, MemorySegment bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  /**
   * @return members by name, in the directory's order
   * @throws FacetException when the directory is missing, damaged or names a member twice
   */
  static Map<String, Member> read(String file, MemorySegment bytes) {
    return new ZipDirectory(file, bytes).members();
  }

  private Map<String, Member> members() {
    long end = findEnd();
    long count = unsigned(SHORT, end + 10);
    long size = unsigned(INT, end + 12);
    long start = unsigned(INT, end + 16);
    if (end >= 20 && bytes.get(INT, end - 20) == END_64_LOCATOR) {
      long end64 = bytes.get(LONG, end - 12);
      if (end64 < 0 || end64 > end - 56 || bytes.get(INT, end64) != END_64) {
        throw bad("its zip64 end record is missing");
      }
      count = bytes.get(LONG, end64 + 32);
      size = bytes.get(LONG, end64 + 40);
      start = bytes.get(LONG, end64 + 48);
    }
    if (start < 0
        || size < 0
        || start > end
        || size > end - start
        || count < 0
        || count > size / 46) {
      throw bad("its directory lies outside the file");
    }
    Map<String, Member> members = new LinkedHashMap<>();
    long at = start;
    for (long i = 0; i < count; i++) {
      if (at + 46 > start + size || bytes.get(INT, at) != CENTRAL) {
        throw bad("its directory is damaged");
      }
      Member m = member(at, start + size);
      if (members.put(m.name, m) != null) {
        throw bad("it holds '" + m.name + "' twice, which is ambiguous");
      }
      at += 46 + unsigned(SHORT, at + 28) + unsigned(SHORT, at + 30) + unsigned(SHORT, at + 32);
    }
    return members;
  }

  private long findEnd() {
    long last = bytes.byteSize() - 22;
    for (long at = last; at >= Math.max(0, last - 65_535); at--) {
      if (bytes.get(INT, at) == END && at + 22 + unsigned(SHORT, at + 20) <= bytes.byteSize()) {
        return at;
      }
    }
    throw bad("its directory at the end is missing; the file is truncated");
  }

  private Member member(long at, long limit) {
    int nameLength = (int) unsigned(SHORT, at + 28);
    long extra = at + 46 + nameLength;
    long extraEnd = extra + unsigned(SHORT, at + 30);
    if (extraEnd > limit) {
      throw bad("its directory is damaged");
    }
    String name = text(at + 46, nameLength);
    if ((unsigned(SHORT, at + 8) & 1) != 0) {
      throw bad("its member '" + name + "' is encrypted");
    }
    long compressed = unsigned(INT, at + 20);
    long size = unsigned(INT, at + 24);
    long local = unsigned(INT, at + 42);
    for (long e = extra; e + 4 <= extraEnd; e += 4 + unsigned(SHORT, e + 2)) {
      if (unsigned(SHORT, e) == 1) {
        long next = e + 4;
        long fieldEnd = Math.min(extraEnd, next + unsigned(SHORT, e + 2));
        if (size == FULL && next + 8 <= fieldEnd) {
          size = bytes.get(LONG, next);
          next += 8;
        }
        if (compressed == FULL && next + 8 <= fieldEnd) {
          compressed = bytes.get(LONG, next);
          next += 8;
        }
        if (local == FULL && next + 8 <= fieldEnd) {
          local = bytes.get(LONG, next);
        }
      }
    }
    if (local < 0 || local > bytes.byteSize() - 30 || bytes.get(INT, local) != LOCAL) {
      throw bad("its member '" + name + "' lies outside the file");
    }
    long data = local + 30 + unsigned(SHORT, local + 26) + unsigned(SHORT, local + 28);
    if (compressed < 0
        || size < 0
        || data > bytes.byteSize()
        || compressed > bytes.byteSize() - data) {
      throw bad("its member '" + name + "' reaches beyond the end; the file is truncated");
    }
    int method = (int) unsigned(SHORT, at + 10);
    if (method == 0 && size != compressed) {
      throw bad("its member '" + name + "' is stored with two different sizes");
    }
    return new Member(name, method, bytes.asSlice(data, compressed), size);
  }

  /**
   * The bytes of a member; a deflated one is inflated, up to the size that the directory states.
   */
  static MemorySegment content(String file, Member m) {
    if (m.stored()) {
      return m.raw;
    }
    if (m.method != 8) {
      throw FacetException.badInput(
          file + ": member '" + m.name + "' uses zip method " + m.method + ", which is not read");
    }
    if (m.size > MAX_INFLATED || m.size > MAX_RATIO * (m.raw.byteSize() + 16)) {
      throw FacetException.badInput(
          file
              + ": member '"
              + m.name
              + "' claims "
              + m.size
              + " bytes compressed to "
              + m.raw.byteSize());
    }
    byte[] out = new byte[Math.toIntExact(Math.min(m.size, Integer.MAX_VALUE - 16))];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(m.raw.asByteBuffer());
      int n = 0;
      while (n < out.length) {
        int got = inflater.inflate(out, n, out.length - n);
        if (got == 0
            && (inflater.finished() || inflater.needsInput() || inflater.needsDictionary())) {
          break;
        }
        n += got;
      }
      if (n != m.size) {
        throw FacetException.badInput(
            file
                + ": member '"
                + m.name
                + "' is truncated: expected "
                + m.size
                + " bytes, found "
                + n);
      }
    } catch (DataFormatException e) {
      throw FacetException.badInput(
          file + ": member '" + m.name + "' has damaged compressed data", e);
    } finally {
      inflater.end();
    }
    return MemorySegment.ofArray(out);
  }

  private String text(long at, int length) {
    return new String(
        bytes.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  private long unsigned(ValueLayout.OfShort layout, long at) {
    return bytes.get(layout, at) & 0xFFFFL;
  }

  private long unsigned(ValueLayout.OfInt layout, long at) {
    return bytes.get(layout, at) & FULL;
  }

  private FacetException bad(String why) {
    return FacetException.badInput(file + " is a damaged zip archive: " + why);
  }
}
