package dev.facet.steering;

import dev.facet.model.KvCache;
import dev.facet.model.VisionLanguageModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The KV caches that answers are written with, one for each number of rows. */
final class WorkingCaches implements AutoCloseable {

  /** Capacities are rounded up, so that prompts of similar length share one cache. */
  private static final int CAPACITY_STEP = 64;

  private final VisionLanguageModel model;
  private final Map<Integer, KvCache> caches = new HashMap<>();

  WorkingCaches(VisionLanguageModel model) {
    this.model = model;
  }

  /**
   * The cache of so many rows; what it held before is the caller's to restart.
   *
   * @param needed tokens
   * @throws dev.facet.core.FacetException when they are more than the language model was made for
   */
  KvCache of(int rows, int needed) {
    KvCache cache = caches.get(rows);
    if (cache == null || cache.capacity() < needed) {
      if (cache != null) {
        caches.remove(rows).close();
      }
      int rounded = Math.ceilDiv(needed, CAPACITY_STEP) * CAPACITY_STEP;
      int capacity = Math.max(needed, Math.min(model.language().context(), rounded));
      cache = model.language().newCache(model.manager(), rows, capacity);
      caches.put(rows, cache);
    }
    return cache;
  }

  long bytes() {
    return caches.values().stream().mapToLong(KvCache::bytes).sum();
  }

  /** Frees caches of several rows until at most {@code budget} bytes are left. */
  void trim(long budget) {
    for (int rows : List.copyOf(caches.keySet())) {
      if (rows > 1 && bytes() > budget) {
        caches.remove(rows).close();
      }
    }
  }

  @Override
  public void close() {
    caches.values().forEach(KvCache::close);
    caches.clear();
  }
}
