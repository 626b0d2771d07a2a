package dev.facet.text.template;

import com.hubspot.jinjava.lib.fn.MacroFunction;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Jinja's tests, {@code value is name}. */
final class TemplateTests {

  private static final Map<String, String> COMPARISONS =
      Map.ofEntries(
          Map.entry("eq", "=="),
          Map.entry("equalto", "=="),
          Map.entry("==", "=="),
          Map.entry("ne", "!="),
          Map.entry("!=", "!="),
          Map.entry("gt", ">"),
          Map.entry("greaterthan", ">"),
          Map.entry(">", ">"),
          Map.entry("ge", ">="),
          Map.entry(">=", ">="),
          Map.entry("lt", "<"),
          Map.entry("lessthan", "<"),
          Map.entry("<", "<"),
          Map.entry("le", "<="),
          Map.entry("<=", "<="),
          Map.entry("in", "in"));

  private static final Set<String> OTHERS =
      Set.of(
          "defined",
          "undefined",
          "none",
          "boolean",
          "true",
          "false",
          "integer",
          "float",
          "number",
          "string",
          "mapping",
          "sequence",
          "iterable",
          "callable",
          "sameas",
          "odd",
          "even",
          "divisibleby",
          "lower",
          "upper",
          "filter",
          "test");

  private TemplateTests() {}

  static boolean isKnown(String name) {
    return COMPARISONS.containsKey(name) || OTHERS.contains(name);
  }

  static boolean compares(String operator, @Nullable Object a, @Nullable Object b) {
    return switch (operator) {
      case "==" -> Python.equal(a, b);
      case "!=" -> !Python.equal(a, b);
      case "<" -> Python.compare(a, b) < 0;
      case ">" -> Python.compare(a, b) > 0;
      case "<=" -> Python.compare(a, b) <= 0;
      case ">=" -> Python.compare(a, b) >= 0;
      case "in" -> Python.contains(b, a);
      default -> !Python.contains(b, a);
    };
  }

  static boolean holds(String name, @Nullable Object value, Arguments given) {
    String comparison = COMPARISONS.get(name);
    if (comparison != null) {
      return compares(comparison, value, given.get(0, "other", null));
    }
    return switch (name) {
      case "defined" -> value != null;
      case "undefined" -> value == null;
      case "none" -> value == Python.NONE;
      case "boolean" -> value instanceof Boolean;
      case "true" -> value instanceof Boolean b && b;
      case "false" -> value instanceof Boolean b && !b;
      case "integer" -> value instanceof Long;
      case "float" -> value instanceof Double;
      case "number" -> Python.isNumber(value);
      case "string" -> value instanceof String;
      case "mapping" -> value instanceof Map<?, ?>;
      case "sequence" -> value == null || isIterable(value);
      case "iterable" -> value == null || value instanceof Loop || isIterable(value);
      case "callable" -> value instanceof Callable || value instanceof MacroFunction;
      case "sameas" -> same(value, given.get(0, "other", null));
      case "odd" -> Math.floorMod(Python.integer(value), 2) == 1;
      case "even" -> Math.floorMod(Python.integer(value), 2) == 0;
      case "divisibleby" ->
          Math.floorMod(Python.integer(value), Python.integer(given.get(0, "num", 1L))) == 0;
      case "lower" -> Boolean.TRUE.equals(StringMethods.call(Python.str(value), "islower"));
      case "upper" -> Boolean.TRUE.equals(StringMethods.call(Python.str(value), "isupper"));
      case "filter" -> TemplateFilters.isKnown(Python.str(value));
      case "test" -> isKnown(Python.str(value));
      default -> throw new TemplateFailure("no test named '" + name + "'");
    };
  }

  private static boolean isIterable(Object value) {
    return value instanceof String || value instanceof List<?> || value instanceof Map<?, ?>;
  }

  /** One object in Python: singletons and small constants are, and so is what is equal to them. */
  private static boolean same(@Nullable Object a, @Nullable Object b) {
    return a == null || b == null ? a == b : a.getClass() == b.getClass() && a.equals(b);
  }
}
