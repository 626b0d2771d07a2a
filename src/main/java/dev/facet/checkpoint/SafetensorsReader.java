package dev.facet.checkpoint;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.facet.core.FacetException;
import java.io.IOException;
import java.io.StringReader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The safetensors format: 8 bytes of header length, a JSON header, the data. Checked as strictly as
 * the reference library and one step more: duplicate names, which the format forbids, are refused.
 */
final class SafetensorsReader {

  /** The reference library's limit. */
  private static final long MAX_HEADER = 100_000_000;

  private final String file;
  private final MemorySegment bytes;

  private SafetensorsReader(String file, MemorySegment bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  static Contents read(String file, MemorySegment bytes) {
    return new SafetensorsReader(file, bytes).read();
  }

  private record Entry(String name, @Nullable String dtype, long[] shape, long begin, long end) {}

  private Contents read() {
    if (bytes.byteSize() < 8) {
      throw bad("is too short for a safetensors file: it has " + bytes.byteSize() + " bytes");
    }
    long length = bytes.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
    if (length < 2 || length > MAX_HEADER || length > bytes.byteSize() - 8) {
      throw bad(
          "has an impossible header length: the file has "
              + bytes.byteSize()
              + " bytes and claims a header of "
              + Long.toUnsignedString(length)
              + "; it is cut off or no safetensors file");
    }
    byte[] header = bytes.asSlice(8, length).toArray(ValueLayout.JAVA_BYTE);
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Entry> entries;
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header)).toString();
      entries = parse(text, metadata);
    } catch (CharacterCodingException e) {
      throw bad("has a header that is not valid UTF-8", e);
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw bad("has a header that is not the JSON of the safetensors format: " + firstLine(e), e);
    }
    return new Contents(
        "safetensors",
        place(entries, bytes.asSlice(8 + length)),
        metadata,
        Map.of(),
        null,
        List.of());
  }

  private List<Entry> parse(String text, Map<String, String> metadata) throws IOException {
    List<Entry> entries = new ArrayList<>();
    Map<String, Boolean> seen = new LinkedHashMap<>();
    try (JsonReader json = new JsonReader(new StringReader(text))) {
      json.setStrictness(Strictness.STRICT);
      json.beginObject();
      while (json.hasNext()) {
        String name = json.nextName();
        if (seen.put(name, true) != null) {
          throw bad("has a duplicate entry '" + name + "', which the format forbids");
        }
        if (name.equals("__metadata__")) {
          parseMetadata(json, metadata);
        } else {
          entries.add(parseEntry(json, name));
        }
      }
      json.endObject();
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw bad("has text after its JSON header");
      }
    }
    return entries;
  }

  private void parseMetadata(JsonReader json, Map<String, String> metadata) throws IOException {
    json.beginObject();
    while (json.hasNext()) {
      String key = json.nextName();
      if (json.peek() != JsonToken.STRING) {
        throw bad("has metadata '" + key + "' that is not a string");
      }
      metadata.put(key, json.nextString());
    }
    json.endObject();
  }

  private Entry parseEntry(JsonReader json, String name) throws IOException {
    String dtype = null;
    long[] shape = null;
    long[] offsets = null;
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "dtype" -> dtype = json.nextString();
        case "shape" -> shape = integers(json, name, "shape");
        case "data_offsets" -> offsets = integers(json, name, "data offsets");
        default -> json.skipValue();
      }
    }
    json.endObject();
    if (dtype == null) {
      throw bad("has tensor '" + name + "' without a dtype");
    }
    if (shape == null || offsets == null || offsets.length != 2) {
      throw bad("has tensor '" + name + "' without a shape and two data offsets");
    }
    return new Entry(name, dtype, shape, offsets[0], offsets[1]);
  }

  private long[] integers(JsonReader json, String name, String what) throws IOException {
    long[] out = new long[4];
    int n = 0;
    json.beginArray();
    while (json.hasNext()) {
      String text = json.peek() == JsonToken.NUMBER ? json.nextString() : "?";
      long value;
      try {
        value = Long.parseLong(text);
      } catch (NumberFormatException e) {
        throw bad("has tensor '" + name + "' whose " + what + " are not whole numbers", e);
      }
      if (value < 0) {
        throw bad("has tensor '" + name + "' with a negative number in its " + what);
      }
      if (n == out.length) {
        if (n >= 64) {
          throw bad("has tensor '" + name + "' with more than 64 dimensions in its " + what);
        }
        out = Arrays.copyOf(out, 2 * n);
      }
      out[n++] = value;
    }
    json.endArray();
    return Arrays.copyOf(out, n);
  }

  private Map<String, StoredTensor> place(List<Entry> entries, MemorySegment data) {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (Entry e : entries) {
      String where = "Tensor '" + e.name + "' of " + file;
      DType dtype = DType.named(Objects.requireNonNull(e.dtype), where);
      long size = size(where, e.shape, dtype);
      if (e.end < e.begin || e.begin > data.byteSize() || e.end > data.byteSize()) {
        throw FacetException.badInput(
            where
                + " has data offsets "
                + e.begin
                + " to "
                + e.end
                + " outside the "
                + data.byteSize()
                + " bytes of data; the file is truncated or damaged");
      }
      if (e.end - e.begin != size) {
        throw FacetException.badInput(
            where
                + " has the wrong size: shape "
                + Arrays.toString(e.shape)
                + " of "
                + dtype
                + " needs "
                + size
                + " bytes, its data offsets span "
                + (e.end - e.begin));
      }
      tensors.put(
          e.name,
          StoredTensor.contiguous(
              new TensorInfo(e.name, dtype, e.shape),
              data.asSlice(e.begin, size),
              ByteOrder.LITTLE_ENDIAN));
    }
    checkCover(entries, data.byteSize());
    return tensors;
  }

  private static long size(String where, long[] shape, DType dtype) {
    try {
      long n = dtype.bytes();
      for (long s : shape) {
        n = Math.multiplyExact(n, s);
      }
      return n;
    } catch (ArithmeticException e) {
      throw FacetException.badInput(
          where + " has a shape that overflows: " + Arrays.toString(shape), e);
    }
  }

  /** Tensors must cover the data without holes or overlaps, as the reference library demands. */
  private void checkCover(List<Entry> entries, long size) {
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long at = 0;
    for (Entry e : sorted) {
      if (e.begin != at) {
        throw bad(
            "has a data offset that "
                + (e.begin < at ? "overlaps another tensor" : "leaves a hole")
                + ": '"
                + e.name
                + "' starts at "
                + e.begin
                + ", expected "
                + at);
      }
      at = e.end;
    }
    if (at != size) {
      throw bad("has " + (size - at) + " trailing bytes after its last tensor");
    }
  }

  private FacetException bad(String what) {
    return FacetException.badInput(file + " " + what);
  }

  private FacetException bad(String what, Throwable cause) {
    return FacetException.badInput(file + " " + what, cause);
  }

  private static String firstLine(Exception e) {
    String m = e.getMessage();
    return m == null ? e.getClass().getSimpleName() : m.lines().findFirst().orElse("");
  }
}
