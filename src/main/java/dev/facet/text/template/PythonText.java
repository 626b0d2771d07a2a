package dev.facet.text.template;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Values written as Python's {@code repr} and {@code json.dumps} write them. */
final class PythonText {

  private PythonText() {}

  static String repr(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    repr(value, out);
    return out.toString();
  }

  private static void repr(@Nullable Object value, StringBuilder out) {
    Python.checked(out.length());
    switch (value) {
      case null -> out.append("Undefined");
      case Boolean b -> out.append(b ? "True" : "False");
      case Double d -> out.append(real(d));
      case String s -> out.append(quoted(s));
      case Tuple t -> several("(", t, t.size() == 1 ? ",)" : ")", out);
      case List<?> l -> several("[", l, "]", out);
      case Map<?, ?> m -> several("{", m.entrySet(), "}", out);
      case Callable _ -> out.append("<function>");
      case Namespace n -> several("<Namespace {", n.attributes().entrySet(), "}>", out);
      default -> out.append(value == Python.NONE ? "None" : value);
    }
  }

  private static void several(String open, Collection<?> parts, String close, StringBuilder out) {
    String before = open;
    for (Object part : parts) {
      out.append(before);
      before = ", ";
      if (part instanceof Map.Entry<?, ?> entry) {
        repr(entry.getKey(), out);
        out.append(": ");
        repr(entry.getValue(), out);
      } else {
        repr(part, out);
      }
    }
    out.append(parts.isEmpty() ? open : "").append(close);
  }

  /** The shortest digits, an exponent below 1e-4 and from 1e16. */
  static String real(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
    BigDecimal exact = new BigDecimal(Double.toString(value));
    int exponent = exact.precision() - exact.scale() - 1;
    if (value == 0) {
      return Double.toString(value);
    }
    BigDecimal shortest = exact.stripTrailingZeros();
    if (exponent >= -4 && exponent < 16) {
      return shortest.toPlainString() + (shortest.scale() > 0 ? "" : ".0");
    }
    String digits = shortest.unscaledValue().abs().toString();
    return (value < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + String.format(Locale.ROOT, "e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private static String quoted(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder out = new StringBuilder().append(quote);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                default -> {
                  if (c == quote) {
                    out.append('\\').append(quote);
                  } else if (!isPrintable(c)) {
                    String escape = c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x";
                    out.append(String.format(Locale.ROOT, escape, c));
                  } else {
                    out.appendCodePoint(c);
                  }
                }
              }
            });
    return out.append(quote).toString();
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> c == ' ' || Character.getType(c) != Character.SPACE_SEPARATOR;
    };
  }

  /**
   * How JSON is written.
   *
   * @param indent what a level adds, null for one line
   */
  record Json(
      boolean ascii, @Nullable String indent, String comma, String colon, boolean sortKeys) {

    String write(@Nullable Object value) {
      StringBuilder out = new StringBuilder();
      write(value, "\n", out);
      return out.toString();
    }

    private void write(@Nullable Object value, String line, StringBuilder out) {
      Python.checked(out.length());
      switch (value) {
        case Boolean b -> out.append(b);
        case Long n -> out.append(n);
        case Double d ->
            out.append(
                Double.isFinite(d)
                    ? real(d)
                    : Double.isNaN(d) ? "NaN" : d > 0 ? "Infinity" : "-Infinity");
        case String s -> string(s, out);
        case Map<?, ?> map -> {
          Map<?, ?> entries = sortKeys ? new TreeMap<>(map) : map;
          bracketed('{', '}', entries.entrySet(), line, out);
        }
        case List<?> list -> bracketed('[', ']', list, line, out);
        case null, default -> {
          if (value != Python.NONE) {
            throw new TemplateFailure(
                "Object of type " + Python.type(value) + " is not JSON serializable");
          }
          out.append("null");
        }
      }
    }

    private void bracketed(
        char open, char close, Collection<?> parts, String line, StringBuilder out) {
      out.append(open);
      String inner = indent == null ? "" : line + indent;
      boolean first = true;
      for (Object part : parts) {
        out.append(first ? "" : comma).append(inner);
        first = false;
        if (part instanceof Map.Entry<?, ?> entry) {
          Object key = entry.getKey();
          StringBuilder name = new StringBuilder();
          write(key, line, name);
          string(key instanceof String text ? text : name.toString(), out);
          out.append(colon);
          write(entry.getValue(), inner, out);
        } else {
          write(part, inner, out);
        }
      }
      out.append(first || indent == null ? "" : line).append(close);
    }

    private void string(String text, StringBuilder out) {
      out.append('"');
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        switch (c) {
          case '"' -> out.append("\\\"");
          case '\\' -> out.append("\\\\");
          case '\n' -> out.append("\\n");
          case '\r' -> out.append("\\r");
          case '\t' -> out.append("\\t");
          case '\b' -> out.append("\\b");
          case '\f' -> out.append("\\f");
          default -> {
            if (c < ' ' || ascii && c > '~') {
              out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
              out.append(c);
            }
          }
        }
      }
      out.append('"');
    }
  }
}
