package dev.facet.steering;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Native values by key, least recently used first out. Nothing is freed while a request uses it:
 * the budget is enforced by {@link #trim}, between requests.
 */
final class ByteCache<K, V extends AutoCloseable> implements AutoCloseable {

  private final Map<K, V> values = new LinkedHashMap<>(16, 0.75f, true);
  private final ToLongFunction<V> weigher;
  private long bytes;

  ByteCache(ToLongFunction<V> weigher) {
    this.weigher = weigher;
  }

  V get(K key, Supplier<V> make) {
    V value = values.get(key);
    if (value == null) {
      value = make.get();
      values.put(key, value);
      bytes += weigher.applyAsLong(value);
    }
    return value;
  }

  long bytes() {
    return bytes;
  }

  /** Frees the oldest values until at most {@code budget} bytes are left. */
  void trim(long budget) {
    Iterator<V> oldest = values.values().iterator();
    while (bytes > budget && oldest.hasNext()) {
      V value = oldest.next();
      oldest.remove();
      bytes -= weigher.applyAsLong(value);
      free(value);
    }
  }

  private static void free(AutoCloseable value) {
    try {
      value.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    trim(-1);
  }
}
