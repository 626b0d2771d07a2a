package dev.facet.text.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Jinja's filters of lists and dicts. */
final class SequenceFilters {

  private SequenceFilters() {}

  static Map<?, ?> dict(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new TemplateFailure("Can only get item pairs from a mapping");
  }

  static Object reverse(@Nullable Object value) {
    List<@Nullable Object> items = new ArrayList<>(Python.items(value));
    Collections.reverse(items);
    return value instanceof String ? Python.join("", items) : items;
  }

  static List<@Nullable Object> batch(@Nullable Object value, Arguments given) {
    List<@Nullable Object> items = Python.items(value);
    int size = Math.max(1, given.number(0, "linecount", 1));
    Object fill = given.get(1, "fill_with", Python.NONE);
    List<@Nullable Object> out = new ArrayList<>();
    for (int i = 0; i < items.size(); i += size) {
      List<@Nullable Object> row =
          new ArrayList<>(items.subList(i, Math.min(items.size(), i + size)));
      while (fill != Python.NONE && row.size() < Python.checked(size)) {
        row.add(fill);
      }
      out.add(row);
    }
    return out;
  }

  /** What {@code attribute='a.b'} or an index takes of an item; the item itself without one. */
  static UnaryOperator<@Nullable Object> getter(@Nullable Object attribute) {
    if (attribute == null || attribute == Python.NONE) {
      return item -> item;
    }
    if (attribute instanceof Long index) {
      return item -> Python.item(item, index);
    }
    List<Object> steps = new ArrayList<>();
    for (String step : Python.str(attribute).split("\\.", -1)) {
      steps.add(step.matches("\\d{1,9}") ? (Object) Long.valueOf(step) : step);
    }
    return item -> {
      Object value = item;
      for (Object step : steps) {
        value = Python.item(value, step);
      }
      return value;
    };
  }

  static List<@Nullable Object> each(
      @Nullable Object value, UnaryOperator<@Nullable Object> change) {
    List<@Nullable Object> out = new ArrayList<>();
    for (Object item : Python.items(value)) {
      out.add(change.apply(item));
    }
    return out;
  }

  static List<@Nullable Object> map(@Nullable Object value, Arguments given) {
    if (given.positional().isEmpty()) {
      UnaryOperator<@Nullable Object> getter = getter(given.named().get("attribute"));
      Object otherwise = given.named().get("default");
      return each(
          value,
          item -> {
            Object found = getter.apply(item);
            return found == null ? otherwise : found;
          });
    }
    String filter = given.text(0, "filter", "");
    Arguments rest = given.from(1);
    return each(value, item -> TemplateFilters.apply(filter, item, rest));
  }

  static List<@Nullable Object> selected(
      @Nullable Object value, Arguments given, boolean byAttribute, boolean wanted) {
    UnaryOperator<@Nullable Object> getter =
        byAttribute ? getter(given.get(0, "", "")) : item -> item;
    Arguments rest = given.from(byAttribute ? 1 : 0);
    List<@Nullable Object> out = new ArrayList<>();
    for (Object item : Python.items(value)) {
      Object tested = getter.apply(item);
      boolean holds =
          rest.positional().isEmpty()
              ? Python.truth(tested)
              : TemplateTests.holds(rest.text(0, "", ""), tested, rest.from(1));
      if (holds == wanted) {
        out.add(item);
      }
    }
    return out;
  }

  /** By an attribute where there is one; capitals count only where that is asked for. */
  static Comparator<@Nullable Object> order(Arguments given, int caseSensitive) {
    UnaryOperator<@Nullable Object> getter =
        getter(given.get(caseSensitive + 1, "attribute", null));
    boolean exact = given.truth(caseSensitive, "case_sensitive");
    return (a, b) -> Python.compare(folded(getter.apply(a), exact), folded(getter.apply(b), exact));
  }

  static @Nullable Object folded(@Nullable Object value, boolean exact) {
    return value instanceof String text && !exact ? text.toLowerCase(Locale.ROOT) : value;
  }

  static List<@Nullable Object> sort(@Nullable Object value, Arguments given) {
    List<@Nullable Object> items = new ArrayList<>(Python.items(value));
    Comparator<@Nullable Object> order = order(given, 1);
    items.sort(given.truth(0, "reverse") ? order.reversed() : order);
    return items;
  }

  static List<@Nullable Object> dictSort(@Nullable Object value, Arguments given) {
    List<@Nullable Object> entries = Python.entries(dict(value == null ? Map.of() : value));
    long by = given.text(1, "by", "key").equals("value") ? 1 : 0;
    boolean exact = given.truth(0, "case_sensitive");
    Comparator<@Nullable Object> order =
        (a, b) ->
            Python.compare(folded(Python.item(a, by), exact), folded(Python.item(b, by), exact));
    entries.sort(given.truth(2, "reverse") ? order.reversed() : order);
    return entries;
  }

  /** The largest in an order, the first of several; undefined of nothing. */
  static @Nullable Object largest(@Nullable Object value, Comparator<@Nullable Object> order) {
    List<@Nullable Object> items = Python.items(value);
    Object best = items.isEmpty() ? null : items.getFirst();
    for (Object item : items) {
      best = order.compare(item, best) > 0 ? item : best;
    }
    return best;
  }

  static @Nullable Object sum(@Nullable Object value, Arguments given) {
    Object total = given.get(1, "start", 0L);
    for (Object item : each(value, getter(given.get(0, "attribute", null)))) {
      total = Arithmetic.apply("+", total, item);
    }
    return total;
  }

  /** Pairs of a key and its items, in the order of the keys. */
  static List<@Nullable Object> grouped(@Nullable Object value, Arguments given) {
    UnaryOperator<@Nullable Object> getter = getter(given.get(0, "attribute", null));
    Map<@Nullable Object, List<@Nullable Object>> groups = new LinkedHashMap<>();
    for (Object item : Python.items(value)) {
      groups.computeIfAbsent(getter.apply(item), _ -> new ArrayList<>()).add(item);
    }
    List<@Nullable Object> out = Python.entries(groups);
    out.sort(
        (a, b) ->
            Python.compare(folded(Python.item(a, 0L), false), folded(Python.item(b, 0L), false)));
    return out;
  }

  static List<@Nullable Object> unique(@Nullable Object value, Arguments given) {
    UnaryOperator<@Nullable Object> getter = getter(given.get(1, "attribute", null));
    boolean exact = given.truth(0, "case_sensitive");
    Set<@Nullable Object> seen = new HashSet<>();
    List<@Nullable Object> out = new ArrayList<>();
    for (Object item : Python.items(value)) {
      Object key = folded(getter.apply(item), exact);
      if (seen.add(Python.isNumber(key) ? (Object) Python.real(key) : key)) {
        out.add(item);
      }
    }
    return out;
  }
}
