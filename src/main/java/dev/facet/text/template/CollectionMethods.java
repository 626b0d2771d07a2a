package dev.facet.text.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The methods of dicts and lists that change nothing; transformers' sandbox allows no others. */
final class CollectionMethods {

  private CollectionMethods() {}

  /** A dict's method, or null. */
  static @Nullable Callable of(Map<?, ?> map, String name) {
    return switch (name) {
      case "items" -> _ -> Python.entries(map);
      case "keys" -> _ -> new ArrayList<@Nullable Object>(map.keySet());
      case "values" -> _ -> new ArrayList<@Nullable Object>(map.values());
      case "copy" -> _ -> new LinkedHashMap<Object, @Nullable Object>(map);
      case "get" ->
          given -> {
            Object key = given.get(0, "key", Python.NONE);
            return map.containsKey(key) ? map.get(key) : given.get(1, "default", Python.NONE);
          };
      default -> null;
    };
  }

  /** A list's method, or null. */
  static @Nullable Callable of(List<?> list, String name) {
    return switch (name) {
      case "copy" -> _ -> new ArrayList<@Nullable Object>(list);
      case "count" ->
          given -> {
            Object one = given.get(0, "value", Python.NONE);
            return list.stream().filter(each -> Python.equal(each, one)).count();
          };
      case "index" ->
          given -> {
            Object one = given.get(0, "value", Python.NONE);
            for (int i = 0; i < list.size(); i++) {
              if (Python.equal(list.get(i), one)) {
                return (long) i;
              }
            }
            throw new TemplateFailure(PythonText.repr(one) + " is not in list");
          };
      default -> null;
    };
  }
}
