package dev.facet.text;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The functions that transformers gives to chat templates. */
public final class TemplateFunctions {

  static final List<String> NAMES = List.of("raise_exception", "strftime_now");

  private TemplateFunctions() {}

  /** A template's own refusal. */
  static final class Refusal extends InterpretException {
    private static final long serialVersionUID = 1;

    Refusal(String reason) {
      super(reason);
    }
  }

  static Jinjava withFunctions() {
    Jinjava jinja = new Jinjava();
    for (String name : NAMES) {
      String method = name.equals("strftime_now") ? "now" : "refuse";
      jinja
          .getGlobalContext()
          .registerFunction(
              new ELFunctionDefinition("", name, TemplateFunctions.class, method, String.class));
    }
    return jinja;
  }

  /** {@code raise_exception}: the template refuses the conversation. */
  @SuppressWarnings("DoNotCallSuggester") // templates call it
  public static Object refuse(String reason) {
    String words = reason.isBlank() ? "the template refuses the conversation" : reason;
    throw new Refusal(words);
  }

  /** {@code strftime_now}: the time in C's format. */
  public static String now(String format) {
    return format(LocalDateTime.now(ZoneId.systemDefault()), format);
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
