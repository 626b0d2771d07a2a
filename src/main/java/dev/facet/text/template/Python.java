package dev.facet.text.template;

import com.hubspot.jinjava.util.HasObjectTruthValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Python's meaning of a template's values. Undefined is Java's null, {@code None} is {@link #NONE},
 * numbers are longs and doubles, and characters are code points.
 */
public final class Python {

  /** Python's {@code None}, which is defined. */
  public static final Object NONE = Nothing.NONE;

  /** No text or list that a template makes is longer. */
  static final int LIMIT = 1 << 20;

  private enum Nothing implements HasObjectTruthValue {
    NONE;

    @Override
    public boolean getObjectTruthValue() {
      return false;
    }
  }

  private Python() {}

  /**
   * A length that is not too long.
   *
   * @throws TemplateFailure when it is
   */
  static int checked(long length) {
    if (length > LIMIT) {
      throw new TemplateFailure("it makes a text or list of " + length + " parts");
    }
    return (int) length;
  }

  static boolean truth(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Nothing _ -> false;
      case Boolean b -> b;
      case Number n -> n.doubleValue() != 0;
      case String s -> !s.isEmpty();
      case Collection<?> c -> !c.isEmpty();
      case Map<?, ?> m -> !m.isEmpty();
      default -> true;
    };
  }

  static String str(@Nullable Object value) {
    return value instanceof String text ? text : value == null ? "" : PythonText.repr(value);
  }

  /** The name of a value's type, as Python's messages say it. */
  static String type(@Nullable Object value) {
    return switch (value) {
      case null -> "Undefined";
      case Nothing _ -> "NoneType";
      case Boolean _ -> "bool";
      case Long _ -> "int";
      case Double _ -> "float";
      case String _ -> "str";
      case Tuple _ -> "tuple";
      case List<?> _ -> "list";
      case Map<?, ?> _ -> "dict";
      default -> "object";
    };
  }

  static boolean isNumber(@Nullable Object value) {
    return value instanceof Number || value instanceof Boolean;
  }

  static long integer(@Nullable Object value) {
    return switch (value) {
      case Long n -> n;
      case Boolean b -> b ? 1 : 0;
      case null, default -> throw new TemplateFailure("'" + type(value) + "' object is no integer");
    };
  }

  static double real(@Nullable Object value) {
    return value instanceof Double d ? d : integer(value);
  }

  static boolean equal(@Nullable Object a, @Nullable Object b) {
    if (isNumber(a) && isNumber(b)) {
      return a instanceof Double || b instanceof Double
          ? real(a) == real(b)
          : integer(a) == integer(b);
    }
    if (a instanceof List<?> left && b instanceof List<?> right) {
      if (left.size() != right.size() || left instanceof Tuple != right instanceof Tuple) {
        return false;
      }
      for (int i = 0; i < left.size(); i++) {
        if (!equal(left.get(i), right.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (a instanceof Map<?, ?> left && b instanceof Map<?, ?> right) {
      return left.keySet().equals(right.keySet())
          && left.keySet().stream().allMatch(key -> equal(left.get(key), right.get(key)));
    }
    return a == null ? b == null : a.equals(b);
  }

  static int compare(@Nullable Object a, @Nullable Object b) {
    if (isNumber(a) && isNumber(b)) {
      return a instanceof Double || b instanceof Double
          ? Double.compare(real(a), real(b))
          : Long.compare(integer(a), integer(b));
    }
    if (a instanceof String left && b instanceof String right) {
      return left.compareTo(right);
    }
    if (a instanceof List<?> left && b instanceof List<?> right) {
      for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
        if (!equal(left.get(i), right.get(i))) {
          return compare(left.get(i), right.get(i));
        }
      }
      return Integer.compare(left.size(), right.size());
    }
    throw new TemplateFailure("'" + type(a) + "' and '" + type(b) + "' have no order");
  }

  /** {@code in}. */
  static boolean contains(@Nullable Object all, @Nullable Object one) {
    if (all instanceof String text) {
      if (one instanceof String part) {
        return text.contains(part);
      }
      throw new TemplateFailure("'in <string>' requires string, not " + type(one));
    }
    if (all instanceof Map<?, ?> map) {
      return map.containsKey(one);
    }
    for (Object each : items(all)) {
      if (equal(each, one)) {
        return true;
      }
    }
    return false;
  }

  /** What a loop over a value visits: a text's characters, a dict's keys, nothing of undefined. */
  @SuppressWarnings("unchecked")
  static List<@Nullable Object> items(@Nullable Object value) {
    return switch (value) {
      case null -> List.of();
      case String s -> new ArrayList<>(s.codePoints().mapToObj(Character::toString).toList());
      case List<?> l -> (List<@Nullable Object>) l;
      case Map<?, ?> m -> new ArrayList<>(m.keySet());
      default -> throw new TemplateFailure("'" + type(value) + "' object is not iterable");
    };
  }

  static long length(@Nullable Object value) {
    return switch (value) {
      case null -> 0;
      case String s -> s.codePointCount(0, s.length());
      case Collection<?> c -> c.size();
      case Map<?, ?> m -> m.size();
      default -> throw new TemplateFailure("object of type '" + type(value) + "' has no len()");
    };
  }

  /** A dict's entries as tuples. */
  static List<@Nullable Object> entries(Map<?, ?> map) {
    List<@Nullable Object> all = new ArrayList<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      List<@Nullable Object> pair = new ArrayList<>();
      pair.add(entry.getKey());
      pair.add(entry.getValue());
      all.add(new Tuple(pair));
    }
    return all;
  }

  /** {@code value.name}: an attribute first, then an entry. */
  static @Nullable Object attribute(@Nullable Object value, String name) {
    defined(value, name);
    if (name.startsWith("_")) {
      return null;
    }
    Object own =
        switch (value) {
          case Namespace space -> space.attributes().get(name);
          case Loop loop -> loop.attribute(name);
          case String text -> StringMethods.bound(text, name);
          case Map<?, ?> map -> CollectionMethods.of(map, name);
          case List<?> list -> CollectionMethods.of(list, name);
          case null, default -> null;
        };
    return own == null && value instanceof Map<?, ?> map ? map.get(name) : own;
  }

  /** {@code value[key]}: an entry first, then an attribute. */
  static @Nullable Object item(@Nullable Object value, @Nullable Object key) {
    defined(value, key);
    if (value instanceof Map<?, ?> map && map.containsKey(key)) {
      return map.get(key);
    }
    if (key instanceof String name) {
      return attribute(value, name);
    }
    if ((key instanceof Long || key instanceof Boolean)
        && (value instanceof List<?> || value instanceof String)) {
      List<@Nullable Object> list = items(value);
      long index = integer(key);
      index += index < 0 ? list.size() : 0;
      return index >= 0 && index < list.size() ? list.get((int) index) : null;
    }
    return null;
  }

  private static void defined(@Nullable Object value, @Nullable Object key) {
    if (value == null) {
      throw new TemplateFailure("what is undefined has no '" + str(key) + "'");
    }
  }

  /** {@code value[from:to:step]}; null where a bound is left out. */
  static @Nullable Object slice(
      @Nullable Object value, @Nullable Object from, @Nullable Object to, @Nullable Object by) {
    defined(value, "slice");
    if (!(value instanceof List<?>) && !(value instanceof String)) {
      return null;
    }
    List<@Nullable Object> list = items(value);
    long step = by == null || by == NONE ? 1 : integer(by);
    if (step == 0) {
      throw new TemplateFailure("slice step cannot be zero");
    }
    int size = list.size();
    long start = bound(from, step > 0 ? 0 : size - 1, size, step);
    long end = bound(to, step > 0 ? size : -1, size, step);
    List<@Nullable Object> out = new ArrayList<>();
    for (long i = start; step > 0 ? i < end : i > end; i += step) {
      out.add(list.get((int) i));
    }
    if (value instanceof String) {
      return join("", out);
    }
    return value instanceof Tuple ? new Tuple(out) : out;
  }

  private static long bound(@Nullable Object given, long otherwise, int size, long step) {
    if (given == null || given == NONE) {
      return otherwise;
    }
    long index = integer(given);
    index += index < 0 ? size : 0;
    return step > 0 ? Math.clamp(index, 0, size) : Math.clamp(index, -1, size - 1);
  }

  static String join(String between, List<@Nullable Object> parts) {
    StringBuilder out = new StringBuilder();
    for (Iterator<@Nullable Object> i = parts.iterator(); i.hasNext(); ) {
      out.append(str(i.next())).append(i.hasNext() ? between : "");
      checked(out.length());
    }
    return out.toString();
  }
}
