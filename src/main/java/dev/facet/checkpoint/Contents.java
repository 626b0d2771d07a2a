package dev.facet.checkpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one file holds.
 *
 * @param format its name for people ("safetensors", "torch zip archive", ...)
 * @param tensors by name, in the file's order
 * @param metadata string pairs of a safetensors header
 * @param attributes plain values that a pickle holds beside the tensors: strings, numbers,
 *     booleans, lists and maps of these
 * @param headerLine the JSON line that stands before a saev archive, or null
 * @param warnings sentences for the person who opens it
 */
record Contents(
    String format,
    Map<String, StoredTensor> tensors,
    Map<String, String> metadata,
    Map<String, Object> attributes,
    @Nullable String headerLine,
    List<String> warnings) {

  static Contents ofTensors(String format, Map<String, StoredTensor> tensors) {
    return new Contents(format, tensors, Map.of(), Map.of(), null, List.of());
  }

  Contents withHeaderLine(String line) {
    return new Contents(format, tensors, metadata, attributes, line, warnings);
  }

  /** Only the named tensors, of a shard. */
  Map<String, StoredTensor> only(Iterable<String> names) {
    Map<String, StoredTensor> out = new LinkedHashMap<>();
    for (String name : names) {
      StoredTensor t = tensors.get(name);
      if (t != null) {
        out.put(name, t);
      }
    }
    return out;
  }
}
