package dev.facet.text.template;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's operators of numbers, texts and lists. */
final class Arithmetic {

  private Arithmetic() {}

  static Object apply(String operator, @Nullable Object a, @Nullable Object b) {
    if (operator.equals("~")) {
      String left = Python.str(a);
      String right = Python.str(b);
      Python.checked((long) left.length() + right.length());
      return left + right;
    }
    if (operator.equals("%") && a instanceof String text) {
      return PythonFormat.percent(text, b);
    }
    if (Python.isNumber(a) && Python.isNumber(b)) {
      return operator.equals("/")
              || operator.equals("**") && Python.real(b) < 0
              || a instanceof Double
              || b instanceof Double
          ? real(operator, Python.real(a), Python.real(b))
          : whole(operator, Python.integer(a), Python.integer(b));
    }
    if (operator.equals("+") && a instanceof String left && b instanceof String right) {
      Python.checked((long) left.length() + right.length());
      return left + right;
    }
    if (operator.equals("+") && a instanceof List<?> left && b instanceof List<?> right) {
      Python.checked((long) left.size() + right.size());
      List<@Nullable Object> both = new ArrayList<>(left);
      both.addAll(right);
      return a instanceof Tuple ? new Tuple(both) : both;
    }
    if (operator.equals("*") && (a instanceof Long || b instanceof Long)) {
      Object repeated = a instanceof Long ? b : a;
      long times = Math.max(0, a instanceof Long n ? n : Python.integer(b));
      if (repeated instanceof String text) {
        return text.repeat(times(text.length(), times));
      }
      if (repeated instanceof List<?> list) {
        List<@Nullable Object> out = new ArrayList<>();
        for (int i = times(list.size(), times); i > 0; i--) {
          out.addAll(list);
        }
        return out;
      }
    }
    throw new TemplateFailure(
        "unsupported operand types for "
            + operator
            + ": '"
            + Python.type(a)
            + "' and '"
            + Python.type(b)
            + "'");
  }

  static Object negative(@Nullable Object value) {
    return value instanceof Double d ? (Object) (-d) : (Object) (-Python.integer(value));
  }

  private static int times(int size, long times) {
    Python.checked(Math.multiplyExact((long) size, times));
    return size == 0 ? 0 : (int) times;
  }

  private static Object whole(String operator, long a, long b) {
    return switch (operator) {
      case "+" -> Math.addExact(a, b);
      case "-" -> Math.subtractExact(a, b);
      case "*" -> Math.multiplyExact(a, b);
      case "//" -> Math.floorDiv(a, b);
      case "%" -> Math.floorMod(a, b);
      default -> Math.powExact(a, Math.toIntExact(b));
    };
  }

  private static Object real(String operator, double a, double b) {
    if (b == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
      throw new TemplateFailure("division by zero");
    }
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> a / b;
      case "//" -> Math.floor(a / b);
      case "%" -> a - b * Math.floor(a / b);
      default -> Math.pow(a, b);
    };
  }
}
