package dev.facet.text;

import java.beans.FeatureDescriptor;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;
import org.jspecify.annotations.Nullable;

/**
 * Python's methods of strings that chat templates call and Java's strings lack, or mean another.
 */
final class PythonStrings extends ELResolver {

  @Override
  public @Nullable Object invoke(
      ELContext context,
      @Nullable Object base,
      Object method,
      Class<?>[] types,
      Object @Nullable [] arguments) {
    if (!(base instanceof CharSequence text)) {
      return null;
    }
    List<String> given =
        arguments == null ? List.of() : Arrays.stream(arguments).map(String::valueOf).toList();
    Object result = call(text.toString(), String.valueOf(method), given);
    if (result != null) {
      context.setPropertyResolved(true);
    }
    return result;
  }

  private static @Nullable Object call(String text, String method, List<String> given) {
    String first = given.isEmpty() ? null : given.getFirst();
    return switch (method) {
      case "strip" -> stripped(text, first, true, true);
      case "lstrip" -> stripped(text, first, true, false);
      case "rstrip" -> stripped(text, first, false, true);
      case "upper" -> text.toUpperCase(Locale.ROOT);
      case "lower" -> text.toLowerCase(Locale.ROOT);
      case "startswith" -> first == null ? null : text.startsWith(first);
      case "endswith" -> first == null ? null : text.endsWith(first);
      case "find" -> first == null ? null : (long) text.indexOf(first);
      case "removeprefix" ->
          first != null && text.startsWith(first) ? text.substring(first.length()) : text;
      case "removesuffix" ->
          first != null && text.endsWith(first)
              ? text.substring(0, text.length() - first.length())
              : text;
      case "split" -> parts(text, given);
      case "splitlines" -> text.lines().toList();
      default -> null;
    };
  }

  /** At whitespace, or at a separator at most so many times. */
  private static List<String> parts(String text, List<String> given) {
    if (given.isEmpty()) {
      String words = text.strip();
      return words.isEmpty() ? List.of() : List.of(words.split("\\s+", -1));
    }
    int limit = given.size() < 2 ? 0 : Math.max(0, Integer.parseInt(given.get(1)) + 1);
    return List.of(text.split(Pattern.quote(given.getFirst()), limit == 0 ? -1 : limit));
  }

  /**
   * @param characters to strip, null for whitespace
   */
  private static String stripped(
      String text, @Nullable String characters, boolean left, boolean right) {
    IntPredicate strips =
        characters == null ? Character::isWhitespace : c -> characters.indexOf(c) >= 0;
    int from = 0;
    int to = text.length();
    while (left && from < to && strips.test(text.charAt(from))) {
      from++;
    }
    while (right && to > from && strips.test(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  @Override
  public @Nullable Object getValue(ELContext context, @Nullable Object base, Object property) {
    return null;
  }

  @Override
  public @Nullable Class<?> getType(ELContext context, @Nullable Object base, Object property) {
    return null;
  }

  @Override
  public void setValue(
      ELContext context, @Nullable Object base, Object property, @Nullable Object value) {}

  @Override
  public boolean isReadOnly(ELContext context, @Nullable Object base, Object property) {
    return true;
  }

  @Override
  public @Nullable Class<?> getCommonPropertyType(ELContext context, @Nullable Object base) {
    return null;
  }

  @Override
  public @Nullable Iterator<FeatureDescriptor> getFeatureDescriptors(
      ELContext context, @Nullable Object base) {
    return null;
  }
}
