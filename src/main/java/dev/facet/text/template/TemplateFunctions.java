package dev.facet.text.template;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions that Jinja and transformers give to chat templates. */
public final class TemplateFunctions {

  private TemplateFunctions() {}

  /** Every function by its name. */
  public static Map<String, Callable> all() {
    return Map.of(
        "range", TemplateFunctions::range,
        "dict", given -> new LinkedHashMap<>(attributes(given)),
        "namespace", given -> new Namespace(attributes(given)),
        "strftime_now",
            given -> format(LocalDateTime.now(ZoneId.systemDefault()), given.text(0, "format", "")),
        "raise_exception",
            given -> {
              String reason = given.text(0, "message", "");
              throw TemplateFailure.refusal(
                  reason.isBlank() ? "the template refuses the conversation" : reason);
            });
  }

  private static Map<String, @Nullable Object> attributes(Arguments given) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    if (given.get(0, "", null) instanceof Map<?, ?> first) {
      first.forEach((name, value) -> all.put(Python.str(name), value));
    }
    all.putAll(given.named());
    return all;
  }

  private static List<@Nullable Object> range(Arguments given) {
    boolean one = given.positional().size() < 2;
    long from = one ? 0 : Python.integer(given.positional().getFirst());
    long to = Python.integer(given.get(one ? 0 : 1, "stop", null));
    long step = Python.integer(given.get(2, "step", 1L));
    if (step == 0) {
      throw new TemplateFailure("range() arg 3 must not be zero");
    }
    Python.checked(Math.abs(Math.subtractExact(to, from) / step));
    List<@Nullable Object> out = new ArrayList<>();
    for (long i = from; step > 0 ? i < to : i > to; i += step) {
      out.add(i);
    }
    return out;
  }

  static String format(LocalDateTime time, String format) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
        continue;
      }
      char code = format.charAt(++i);
      String pattern = pattern(code);
      out.append(
          code == '%'
              ? "%"
              : pattern.isEmpty()
                  ? "%" + code
                  : time.format(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)));
    }
    return out.toString();
  }

  private static String pattern(char code) {
    return switch (code) {
      case 'Y' -> "yyyy";
      case 'y' -> "yy";
      case 'm' -> "MM";
      case 'd' -> "dd";
      case 'e' -> "ppd";
      case 'B' -> "MMMM";
      case 'b', 'h' -> "MMM";
      case 'A' -> "EEEE";
      case 'a' -> "EEE";
      case 'H' -> "HH";
      case 'I' -> "hh";
      case 'M' -> "mm";
      case 'S' -> "ss";
      case 'p' -> "a";
      case 'j' -> "DDD";
      case 'F' -> "yyyy-MM-dd";
      case 'T' -> "HH:mm:ss";
      default -> "";
    };
  }
}
