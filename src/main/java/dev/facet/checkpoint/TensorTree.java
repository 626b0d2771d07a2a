package dev.facet.checkpoint;

import dev.facet.checkpoint.Pickled.Opaque;
import dev.facet.checkpoint.Pickled.Storage;
import dev.facet.checkpoint.Pickled.Tensor;
import dev.facet.core.FacetException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tensors in what a pickle holds, checks each against its storage, and keeps the plain
 * values beside them. Survives cycles, shared nodes and any depth.
 */
final class TensorTree {

  /** A tensor may repeat elements of a small storage up to this many, not more. */
  private static final long MAX_EXPANDED = 1 << 20;

  private static final int MAX_DEPTH = 64;

  /** Plain values that are kept; configurations have some hundred. */
  private static final int MAX_ATTRIBUTES = 20_000;

  /** Finds the bytes of a storage. */
  @FunctionalInterface
  interface Storages {
    MemorySegment bytes(Storage storage);
  }

  private final String file;
  private final String format;
  private final Storages storages;
  private final ByteOrder order;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
  private final Set<Object> visited = Collections.newSetFromMap(new IdentityHashMap<>());
  private int attributes;

  TensorTree(String file, String format, Storages storages, ByteOrder order) {
    this.file = file;
    this.format = format;
    this.storages = storages;
    this.order = order;
  }

  /**
   * @param root what the pickle holds
   * @param unknown classes and functions that were not understood
   * @param warnings what the reader of the archive has to say
   */
  Contents read(@Nullable Object root, Set<String> unknown, List<String> warnings) {
    if (root instanceof Opaque o) {
      throw FacetException.badInput(
          file
              + " holds a whole object of class "
              + o.className()
              + ", which cannot be read without running its code; export its state_dict with torch.save");
    }
    if (root instanceof Tensor t) {
      tensors.put("", stored("", t));
    }
    search("", root, 0);
    if (tensors.isEmpty()) {
      throw FacetException.badInput(
          file
              + " holds no tensors"
              + (unknown.isEmpty() ? "" : ", only objects of " + String.join(", ", unknown)));
    }
    List<String> all = new ArrayList<>(warnings);
    for (String name : unknown) {
      all.add("It mentions " + name + ", which was kept as plain fields and not run.");
    }
    return new Contents(format, tensors, Map.of(), plainRoot(root), null, all);
  }

  private void search(String prefix, @Nullable Object node, int depth) {
    if (!(node instanceof Map || node instanceof List || node instanceof Object[])
        || !visited.add(node)) {
      return;
    }
    if (depth > MAX_DEPTH) {
      throw FacetException.badInput(
          file + " has a pickle that is nested more than " + MAX_DEPTH + " levels deep");
    }
    if (node instanceof Map<?, ?> map) {
      map.forEach((k, v) -> found(prefix, k, v, depth));
    } else {
      List<?> list = node instanceof List<?> l ? l : Arrays.asList((Object[]) node);
      for (int i = 0; i < list.size(); i++) {
        found(prefix, i, list.get(i), depth);
      }
    }
  }

  private void found(String prefix, Object key, @Nullable Object value, int depth) {
    String name = prefix.isEmpty() ? String.valueOf(key) : prefix + "." + key;
    if (value instanceof Tensor t) {
      tensors.put(name, stored(name, t));
    } else {
      search(name, value, depth + 1);
    }
  }

  private StoredTensor stored(String name, Tensor t) {
    String where = "Tensor '" + name + "' of " + file;
    Storage storage = t.storage();
    long[] size = t.size();
    long[] stride = t.stride();
    if (size.length != stride.length) {
      throw bad(where, "has " + size.length + " sizes but " + stride.length + " strides");
    }
    long elements = 1;
    long last = t.offset();
    boolean empty = false;
    try {
      for (int d = 0; d < size.length; d++) {
        if (size[d] < 0) {
          throw bad(where, "has a negative size " + size[d]);
        }
        if (stride[d] < 0) {
          throw bad(where, "has a negative stride " + stride[d]);
        }
        empty |= size[d] == 0;
        elements = Math.multiplyExact(elements, Math.max(1, size[d]));
        last = Math.addExact(last, Math.multiplyExact(Math.max(1, size[d]) - 1, stride[d]));
      }
    } catch (ArithmeticException e) {
      throw bad(where, "is too large: its sizes " + Arrays.toString(size) + " overflow");
    }
    MemorySegment bytes = storages.bytes(storage);
    long available = bytes.byteSize() / storage.dtype().bytes();
    if (storage.elements() < 0 || storage.elements() > available) {
      throw bad(
          where,
          "has a storage that claims "
              + storage.elements()
              + " elements where the file has "
              + available);
    }
    if (elements > Math.max(storage.elements(), MAX_EXPANDED)) {
      throw bad(
          where,
          "is too large: sizes "
              + Arrays.toString(size)
              + " over a storage of "
              + storage.elements());
    }
    if (t.offset() < 0
        || t.offset() > storage.elements()
        || (!empty && last >= storage.elements())) {
      throw bad(
          where,
          "reaches out of the range of its storage: element " + last + " of " + storage.elements());
    }
    return new StoredTensor(
        new TensorInfo(name, storage.dtype(), size), bytes, t.offset(), stride, order);
  }

  private static FacetException bad(String where, String what) {
    return FacetException.badInput(where + " " + what);
  }

  private Map<String, Object> plainRoot(@Nullable Object root) {
    return root instanceof Map<?, ?> map && plain(map, 0) instanceof Map<?, ?> out
        ? stringKeys(out)
        : Map.of();
  }

  private static Map<String, Object> stringKeys(Map<?, ?> map) {
    Map<String, Object> out = new LinkedHashMap<>();
    map.forEach((k, v) -> out.put((String) k, v));
    return out;
  }

  /** A value without tensors, or null where nothing plain is left of it. */
  private @Nullable Object plain(@Nullable Object node, int depth) {
    if (++attributes > MAX_ATTRIBUTES || depth > MAX_DEPTH) {
      return null;
    }
    return switch (node) {
      case String s -> s;
      case Number n -> n;
      case Boolean b -> b;
      case Opaque o -> plain(o.fields(), depth);
      case Pickled.Global g -> g.toString();
      case Map<?, ?> map -> {
        Map<String, Object> out = new LinkedHashMap<>();
        map.forEach(
            (k, v) -> {
              Object value = plain(v, depth + 1);
              if (value != null && (k instanceof String || k instanceof Number)) {
                out.put(k.toString(), value);
              }
            });
        yield out;
      }
      case List<?> list -> plainList(list, depth);
      case Object[] tuple -> plainList(Arrays.asList(tuple), depth);
      case null, default -> null;
    };
  }

  private List<Object> plainList(List<?> list, int depth) {
    List<Object> out = new ArrayList<>();
    for (Object o : list) {
      Object value = plain(o, depth + 1);
      if (value != null) {
        out.add(value);
      }
    }
    return out;
  }
}
