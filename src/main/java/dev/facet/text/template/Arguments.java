package dev.facet.text.template;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a call, filter or test is given.
 *
 * @param positional values in order; null is undefined
 * @param named values by name
 */
public record Arguments(List<@Nullable Object> positional, Map<String, @Nullable Object> named) {

  static final Arguments NONE = new Arguments(List.of(), Map.of());

  /** The argument at a place or of a name, else another value. */
  @Nullable Object get(int index, String name, @Nullable Object otherwise) {
    if (index < positional.size()) {
      return positional.get(index);
    }
    return named.containsKey(name) ? named.get(name) : otherwise;
  }

  boolean has(int index, String name) {
    return index < positional.size() || named.containsKey(name);
  }

  String text(int index, String name, String otherwise) {
    return Python.str(get(index, name, otherwise));
  }

  int number(int index, String name, int otherwise) {
    return Math.toIntExact(Python.integer(get(index, name, (long) otherwise)));
  }

  boolean truth(int index, String name) {
    return Python.truth(get(index, name, false));
  }

  /** Without the first so many places. */
  Arguments from(int index) {
    return new Arguments(
        positional.subList(Math.min(index, positional.size()), positional.size()), named);
  }
}
