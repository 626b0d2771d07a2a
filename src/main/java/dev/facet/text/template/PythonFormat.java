package dev.facet.text.template;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's {@code %} and {@code str.format}. */
final class PythonFormat {

  private static final Pattern PERCENT =
      Pattern.compile(
          "%(?:\\((?<key>[^)]*)\\))?(?<flags>[-+ 0#]*)(?<width>\\d*)"
              + "(?:\\.(?<precision>\\d+))?(?<type>.)");

  private static final Pattern FIELD =
      Pattern.compile(
          "\\{\\{|}}|\\{(?<name>[^{}!:]*)(?:!(?<conversion>[rsa]))?(?::(?<spec>[^{}]*))?}|[{}]");

  private static final Pattern SPEC =
      Pattern.compile(
          "(?:(?<fill>.)?(?<align>[<>^]))?(?<sign>[-+ ])?(?<zero>0)?(?<width>\\d*)(?<comma>,)?"
              + "(?:\\.(?<precision>\\d+))?(?<type>[a-zA-Z%])?");

  private PythonFormat() {}

  /** {@code text % values}: a tuple's values one after the other, a dict's by their names. */
  static String percent(String text, @Nullable Object values) {
    List<@Nullable Object> given =
        values instanceof Tuple several ? several : Collections.singletonList(values);
    Matcher found = PERCENT.matcher(text);
    StringBuilder out = new StringBuilder();
    int used = 0;
    while (found.find()) {
      String result = "%";
      if (found.group("key") != null) {
        result = converted(Python.item(values, found.group("key")), found);
      } else if (!found.group("type").equals("%")) {
        if (used == given.size()) {
          throw new TemplateFailure("not enough arguments for format string");
        }
        result = converted(given.get(used++), found);
      }
      found.appendReplacement(out, Matcher.quoteReplacement(result));
      Python.checked(out.length());
    }
    if (used < given.size() && !(values instanceof Map<?, ?>)) {
      throw new TemplateFailure("not all arguments converted during string formatting");
    }
    return found.appendTail(out).toString();
  }

  private static String converted(@Nullable Object value, MatchResult found) {
    String flags = found.group("flags");
    char type = found.group("type").charAt(0);
    boolean number = "srac".indexOf(type) < 0;
    String body =
        switch (type) {
          case 's' -> cut(Python.str(value), found.group("precision"));
          case 'r', 'a' -> PythonText.repr(value);
          case 'c' ->
              value instanceof Long n ? Character.toString(n.intValue()) : Python.str(value);
          case 'd', 'i', 'u' -> Long.toString((long) Python.real(value));
          default -> number(value, type, found.group("precision"));
        };
    char align = flags.contains("-") ? '<' : number && flags.contains("0") ? '=' : '>';
    String sign = flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
    return new Layout(
            number ? sign : "", align, align == '=' ? "0" : " ", width(found.group("width")))
        .of(body);
  }

  /** {@code text.format(…)}. */
  static String format(String text, Arguments given) {
    Matcher found = FIELD.matcher(text);
    StringBuilder out = new StringBuilder();
    int next = 0;
    while (found.find()) {
      String result;
      if (found.group().equals("{{") || found.group().equals("}}")) {
        result = found.group().substring(1);
      } else if (found.group("name") == null) {
        throw new TemplateFailure("Single '" + found.group() + "' encountered in format string");
      } else {
        String name = found.group("name");
        boolean counted = name.isEmpty() || name.startsWith(".") || name.startsWith("[");
        Object value = field(counted ? next++ + name : name, given);
        String conversion = found.group("conversion");
        value =
            conversion == null
                ? value
                : conversion.equals("s") ? Python.str(value) : PythonText.repr(value);
        String spec = found.group("spec");
        result = spec == null || spec.isEmpty() ? Python.str(value) : specified(value, spec);
      }
      found.appendReplacement(out, Matcher.quoteReplacement(result));
      Python.checked(out.length());
    }
    return found.appendTail(out).toString();
  }

  private static @Nullable Object field(String name, Arguments given) {
    String[] steps = name.split("\\.|\\[", -1);
    boolean index = !steps[0].isEmpty() && steps[0].chars().allMatch(Character::isDigit);
    int place = index ? Integer.parseInt(steps[0]) : -1;
    if (index ? place >= given.positional().size() : !given.named().containsKey(steps[0])) {
      throw new TemplateFailure("format string has no value for '" + steps[0] + "'");
    }
    Object value = index ? given.positional().get(place) : given.named().get(steps[0]);
    for (int i = 1; i < steps.length; i++) {
      String step =
          steps[i].endsWith("]") ? steps[i].substring(0, steps[i].length() - 1) : steps[i];
      boolean digits = !step.isEmpty() && step.chars().allMatch(Character::isDigit);
      value = Python.item(value, digits ? (Object) Long.valueOf(step) : step);
    }
    return value;
  }

  private static String specified(@Nullable Object value, String spec) {
    Matcher m = SPEC.matcher(spec);
    if (!m.matches()) {
      throw new TemplateFailure("Invalid format specifier '" + spec + "'");
    }
    String type = m.group("type");
    String precision = m.group("precision");
    boolean number = Python.isNumber(value);
    String body;
    if (!number || "s".equals(type)) {
      body = cut(Python.str(value), precision);
    } else if (type == null && precision == null) {
      body = value instanceof Double ? Python.str(value) : number(value, 'd', null);
    } else if ("%".equals(type)) {
      body = number(Python.real(value) * 100, 'f', precision) + "%";
    } else {
      body = number(value, type == null ? 'g' : type.charAt(0), precision);
    }
    if (m.group("comma") != null) {
      int point = body.indexOf('.') < 0 ? body.length() : body.indexOf('.');
      body =
          body.substring(0, point).replaceAll("(?<=\\d)(?=(\\d{3})+$)", ",")
              + body.substring(point);
    }
    boolean zero = m.group("zero") != null;
    char align = number && zero ? '=' : number ? '>' : '<';
    return new Layout(
            number && m.group("sign") != null ? m.group("sign").replace("-", "") : "",
            m.group("align") == null ? align : m.group("align").charAt(0),
            m.group("fill") != null ? m.group("fill") : zero ? "0" : " ",
            width(m.group("width")))
        .of(body);
  }

  private static String number(@Nullable Object value, char type, @Nullable String precision) {
    int digits = precision == null ? 6 : width(precision);
    return switch (type) {
      case 'd' -> Long.toString(Python.integer(value));
      case 'f', 'F' ->
          new BigDecimal(Python.real(value))
              .setScale(digits, RoundingMode.HALF_EVEN)
              .toPlainString();
      case 'e' -> String.format(Locale.ROOT, "%." + digits + "e", Python.real(value));
      case 'g' -> general(Python.real(value), Math.max(1, digits));
      case 'x' -> Long.toHexString(Python.integer(value));
      case 'X' -> Long.toHexString(Python.integer(value)).toUpperCase(Locale.ROOT);
      case 'o' -> Long.toOctalString(Python.integer(value));
      case 'b' -> Long.toBinaryString(Python.integer(value));
      default -> throw new TemplateFailure("unsupported format character '" + type + "'");
    };
  }

  private static String general(double value, int digits) {
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    int exponent = rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    if (exponent < -4 || exponent >= digits) {
      return PythonText.real(rounded.doubleValue());
    }
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  private static String cut(String text, @Nullable String precision) {
    int most = precision == null ? Integer.MAX_VALUE : width(precision);
    return Python.length(text) <= most ? text : text.substring(0, text.offsetByCodePoints(0, most));
  }

  private static int width(String digits) {
    if (digits.length() > 4) {
      throw new TemplateFailure("a width of " + digits);
    }
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  /**
   * How a value is laid out.
   *
   * @param sign before what is not negative
   * @param align {@code <}, {@code >}, {@code ^}, or {@code =} for filling behind the sign
   * @param width at least so many characters
   */
  private record Layout(String sign, char align, String fill, int width) {

    String of(String body) {
      String signed = body.startsWith("-") ? body : sign + body;
      if (align != '=') {
        return padded(signed, width, align, fill);
      }
      int digits = body.startsWith("-") ? 1 : sign.length();
      return signed.substring(0, digits)
          + padded(signed.substring(digits), width - digits, '>', fill);
    }
  }

  /** A text made as wide as said, {@code <} left, {@code >} right, {@code ^} in the middle. */
  static String padded(String text, int width, char align, String fill) {
    int missing = Math.max(0, Python.checked(width) - (int) Python.length(text));
    int left = align == '<' ? 0 : align == '>' ? missing : missing / 2;
    return fill.repeat(left) + text + fill.repeat(missing - left);
  }
}
