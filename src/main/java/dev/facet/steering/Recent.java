package dev.facet.steering;

import java.util.LinkedHashMap;
import java.util.Map;

/** Maps that forget what was asked for longest ago. */
final class Recent {

  private Recent() {}

  static <K, V> Map<K, V> map(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
      }
    };
  }
}
