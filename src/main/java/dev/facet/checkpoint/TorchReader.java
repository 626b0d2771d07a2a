package dev.facet.checkpoint;

import dev.facet.checkpoint.Pickled.Storage;
import dev.facet.checkpoint.ZipDirectory.Member;
import dev.facet.core.FacetException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * What {@code torch.save} has written over the years: the zip archive of today, the sequence of
 * pickles of before version 1.6, and plain pickles whose storages are nested files.
 */
final class TorchReader {

  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);

  /** How far a compressed pickle may inflate: real weights do not shrink tenfold. */
  private static final long MAX_GZIP_RATIO = 64;

  private static final long MAX_GZIP = 1L << 30;

  private final String file;

  TorchReader(String file) {
    this.file = file;
  }

  /** A torch zip archive, from its members. */
  Contents zip(Map<String, Member> members) {
    List<String> found = members.keySet().stream().filter(TorchReader::isPickle).toList();
    if (found.size() != 1) {
      throw FacetException.badInput(
          file
              + (found.isEmpty()
                  ? " is a zip without data.pkl, so it is no torch file"
                  : " holds more than one data.pkl (" + String.join(", ", found) + "): ambiguous"));
    }
    String folder = found.getFirst().substring(0, found.getFirst().length() - "data.pkl".length());
    if (members.containsKey(folder + "constants.pkl")) {
      throw FacetException.badInput(
          file
              + " is a TorchScript archive, a program; export the weights with torch.save(state_dict)");
    }
    List<String> warnings = new ArrayList<>();
    if (folder.startsWith("/") || folder.contains("..")) {
      warnings.add("Its archive has a suspicious path '" + folder + "'; nothing was extracted.");
    }
    ByteOrder order = byteOrder(members.get(folder + "byteorder"), warnings);
    PickleReader pickle = new PickleReader(file, this::nestedStorage);
    Object root = pickle.read(new SegmentInputStream(stored(members.get(found.getFirst()))));
    return new TensorTree(file, "torch zip archive", s -> storage(members, folder, s), order)
        .read(root, pickle.unknown(), warnings);
  }

  private static boolean isPickle(String member) {
    return member.equals("data.pkl") || member.endsWith("/data.pkl");
  }

  private ByteOrder byteOrder(@Nullable Member m, List<String> warnings) {
    if (m == null) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    String text =
        new String(
            stored(m).asSlice(0, Math.min(16, m.raw().byteSize())).toArray(ValueLayout.JAVA_BYTE),
            StandardCharsets.US_ASCII);
    if (text.strip().equals("little")) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    if (text.strip().equals("big")) {
      warnings.add("Its byteorder is big endian; the numbers were swapped while reading.");
      return ByteOrder.BIG_ENDIAN;
    }
    throw FacetException.badInput(file + " has an unknown byteorder '" + text + "'");
  }

  private MemorySegment storage(Map<String, Member> members, String folder, Storage s) {
    if (s.bytes() != null) {
      return s.bytes();
    }
    if (!s.key().matches("[0-9A-Za-z_]{1,64}")) {
      throw FacetException.badInput(
          file + " has a storage with the impossible key '" + s.key() + "'");
    }
    Member m = members.get(folder + "data/" + s.key());
    if (m == null) {
      throw FacetException.badInput(
          file + " lacks storage '" + folder + "data/" + s.key() + "', which its pickle names");
    }
    return stored(m);
  }

  private MemorySegment stored(Member m) {
    if (!m.stored()) {
      throw FacetException.badInput(
          file + ": member '" + m.name() + "' is compressed, which torch never does");
    }
    return m.raw();
  }

  /** A file that starts with a pickle: torch's older format, or a plain pickle. */
  Contents pickles(MemorySegment bytes) {
    SegmentInputStream in = new SegmentInputStream(bytes);
    PickleReader first = new PickleReader(file, this::nestedStorage);
    Object start = first.read(in);
    if (start instanceof Number magic) {
      return legacy(in, magic);
    }
    return new TensorTree(file, "pickle", this::withinPickle, ByteOrder.LITTLE_ENDIAN)
        .read(start, first.unknown(), List.of());
  }

  private Contents legacy(SegmentInputStream in, Number magic) {
    PickleReader pickle = new PickleReader(file, this::nestedStorage);
    Map<String, MemorySegment> storages = new HashMap<>();
    Object root = legacyRoot(in, magic, pickle, storages);
    return new TensorTree(
            file,
            "torch file (before version 1.6)",
            s -> {
              MemorySegment found = s.bytes() != null ? s.bytes() : storages.get(s.key());
              if (found == null) {
                throw FacetException.badInput(file + " lacks the data of storage " + s.key());
              }
              return found;
            },
            ByteOrder.LITTLE_ENDIAN)
        .read(root, pickle.unknown(), List.of());
  }

  /**
   * Reads protocol, system facts, the data pickle and the storages that follow it.
   *
   * @param storages receives the raw bytes by key
   */
  private @Nullable Object legacyRoot(
      SegmentInputStream in,
      Number magic,
      PickleReader pickle,
      Map<String, MemorySegment> storages) {
    if (!new BigInteger(magic.toString()).equals(MAGIC)) {
      throw FacetException.badInput(
          file + " starts with a wrong magic number, so it is no torch file: " + magic);
    }
    PickleReader plain = new PickleReader(file, this::nestedStorage);
    Object protocol = plain.read(in);
    if (!(protocol instanceof Number n && n.intValue() == 1001)) {
      throw FacetException.badInput(file + " has an unknown torch protocol: " + protocol);
    }
    if (plain.read(in) instanceof Map<?, ?> system
        && Boolean.FALSE.equals(system.get("little_endian"))) {
      throw FacetException.badInput(
          file + " was written on a big-endian machine in torch's older format, which is not read");
    }
    Object root = pickle.read(in);
    Map<String, DType> types = new HashMap<>();
    collectStorages(root, types, 0);
    if (!(plain.read(in) instanceof List<?> keys)) {
      throw FacetException.badInput(file + " has no list of storage keys");
    }
    for (Object key : keys) {
      if (in.remaining() < 8) {
        throw FacetException.badInput(file + " is truncated before storage " + key);
      }
      long count = in.nextLong();
      DType dtype = types.getOrDefault(String.valueOf(key), DType.F32);
      if (count < 0 || count > Long.MAX_VALUE / dtype.bytes()) {
        throw FacetException.badInput(
            file + " has a storage " + key + " of an impossible size: " + count + " elements");
      }
      long size = count * dtype.bytes();
      if (size > in.remaining()) {
        throw FacetException.badInput(
            file
                + " is truncated: storage "
                + key
                + " needs "
                + size
                + " bytes, "
                + in.remaining()
                + " are left");
      }
      storages.put(String.valueOf(key), in.slice(size));
    }
    return root;
  }

  private void collectStorages(@Nullable Object node, Map<String, DType> types, int depth) {
    if (depth > 64) {
      return;
    }
    switch (node) {
      case Pickled.Tensor t -> types.put(t.storage().key(), t.storage().dtype());
      case Storage s -> types.put(s.key(), s.dtype());
      case Map<?, ?> map -> map.values().forEach(v -> collectStorages(v, types, depth + 1));
      case List<?> list -> list.forEach(v -> collectStorages(v, types, depth + 1));
      case null, default -> {}
    }
  }

  /** A storage that lies within a pickle as a complete file of the older format. */
  private @Nullable Object nestedStorage(byte[] nested) {
    SegmentInputStream in = new SegmentInputStream(MemorySegment.ofArray(nested));
    PickleReader pickle =
        new PickleReader(
            file,
            deeper -> {
              throw FacetException.badInput(file + " has a pickle within a pickle within a pickle");
            });
    if (!(pickle.read(in) instanceof Number magic)) {
      throw FacetException.badInput(
          file + " has a nested storage without the magic number of torch");
    }
    Map<String, MemorySegment> storages = new HashMap<>();
    if (!(legacyRoot(in, magic, pickle, storages) instanceof Storage s)) {
      throw FacetException.badInput(file + " has a nested pickle that is no storage");
    }
    MemorySegment bytes = storages.get(s.key());
    if (bytes == null) {
      throw FacetException.badInput(file + " has a nested storage without data");
    }
    return new Storage(s.dtype(), s.key(), s.elements(), bytes);
  }

  private MemorySegment withinPickle(Storage s) {
    if (s.bytes() == null) {
      throw FacetException.badInput(
          file + " has a pickle whose storage " + s.key() + " is missing");
    }
    return s.bytes();
  }

  /** A gzip-compressed pickle. */
  Contents gzip(MemorySegment bytes) {
    long limit = Math.min(MAX_GZIP, MAX_GZIP_RATIO * bytes.byteSize() + (1 << 20));
    byte[] inflated;
    try (GZIPInputStream in = new GZIPInputStream(new SegmentInputStream(bytes), 1 << 16)) {
      ByteArrayOutputStream out =
          new ByteArrayOutputStream((int) Math.min(limit, 4 * bytes.byteSize() + 64));
      byte[] chunk = new byte[1 << 16];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        out.write(chunk, 0, n);
        if (out.size() > limit) {
          throw FacetException.badInput(
              file
                  + " is a gzip file that inflates to more than "
                  + limit
                  + " bytes; no pickle of weights shrinks like that");
        }
      }
      inflated = out.toByteArray();
    } catch (EOFException e) {
      throw FacetException.badInput(file + " is a gzip file that is truncated", e);
    } catch (ZipException e) {
      throw FacetException.badInput(file + " is a damaged gzip file: " + e.getMessage(), e);
    } catch (IOException e) {
      throw FacetException.badInput(file + " is a gzip file that cannot be read", e);
    }
    return new TorchReader(file).pickles(MemorySegment.ofArray(inflated));
  }
}
