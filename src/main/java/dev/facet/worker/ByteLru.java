package dev.facet.worker;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Keeps values up to a number of bytes; the least recently used go first. Thread-safe. */
final class ByteLru<K, V> {
  private final long budget;
  private final ToIntFunction<V> size;
  private final LinkedHashMap<K, V> values = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;

  ByteLru(long budgetBytes, ToIntFunction<V> size) {
    this.budget = budgetBytes;
    this.size = size;
  }

  synchronized @Nullable V get(K key) {
    return values.get(key);
  }

  /** Keeps a value, unless it alone is larger than the budget. */
  synchronized void put(K key, V value) {
    if (size.applyAsInt(value) > budget) {
      return;
    }
    V old = values.put(key, value);
    bytes += size.applyAsInt(value) - (old == null ? 0 : size.applyAsInt(old));
    Iterator<Map.Entry<K, V>> oldest = values.entrySet().iterator();
    while (bytes > budget) {
      bytes -= size.applyAsInt(oldest.next().getValue());
      oldest.remove();
    }
  }

  synchronized long bytes() {
    return bytes;
  }
}
