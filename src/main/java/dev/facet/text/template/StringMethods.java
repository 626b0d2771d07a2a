package dev.facet.text.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Python's methods of strings. Places and lengths count code points. */
final class StringMethods {

  private static final Set<String> NAMES =
      Set.of(
          ("strip lstrip rstrip upper lower title capitalize swapcase casefold startswith endswith"
                  + " find rfind index rindex count replace split rsplit splitlines join partition"
                  + " rpartition removeprefix removesuffix format zfill ljust rjust center"
                  + " expandtabs isdigit isnumeric isdecimal isalpha isalnum isspace isupper islower"
                  + " istitle")
              .split(" ", -1));

  private static final Pattern LINE_END =
      Pattern.compile("\r\n|[\n\r\u000b\f\u001c-\u001e\u0085\u2028\u2029]");

  private StringMethods() {}

  /** A string's method, or null where it has none of that name. */
  static @Nullable Callable bound(String text, String name) {
    return NAMES.contains(name) ? given -> call(text, name, given) : null;
  }

  static @Nullable Object call(String text, String name) {
    return call(text, name, Arguments.NONE);
  }

  private static @Nullable Object call(String text, String name, Arguments given) {
    return switch (name) {
      case "strip" -> stripped(text, given.get(0, "chars", null), true, true);
      case "lstrip" -> stripped(text, given.get(0, "chars", null), true, false);
      case "rstrip" -> stripped(text, given.get(0, "chars", null), false, true);
      case "upper" -> text.toUpperCase(Locale.ROOT);
      case "lower", "casefold" -> text.toLowerCase(Locale.ROOT);
      case "title" -> title(text);
      case "capitalize" -> capitalized(text);
      case "swapcase" -> swapped(text);
      case "startswith" -> options(given).anyMatch(text::startsWith);
      case "endswith" -> options(given).anyMatch(text::endsWith);
      case "find" -> place(text, text.indexOf(string(given, 0, "sub")));
      case "rfind" -> place(text, text.lastIndexOf(string(given, 0, "sub")));
      case "index" -> found(place(text, text.indexOf(string(given, 0, "sub"))));
      case "rindex" -> found(place(text, text.lastIndexOf(string(given, 0, "sub"))));
      case "count" -> occurrences(text, string(given, 0, "sub"));
      case "replace" ->
          replaced(
              text, string(given, 0, "old"), string(given, 1, "new"), given.number(2, "count", -1));
      case "split", "rsplit" ->
          parts(
              text,
              given.get(0, "sep", null),
              given.number(1, "maxsplit", -1),
              name.equals("rsplit"));
      case "splitlines" -> lines(text);
      case "join" -> joined(text, Python.items(given.get(0, "iterable", null)));
      case "partition", "rpartition" ->
          partition(text, string(given, 0, "sep"), name.equals("partition"));
      case "removeprefix" -> {
        String start = string(given, 0, "prefix");
        yield text.startsWith(start) ? text.substring(start.length()) : text;
      }
      case "removesuffix" -> {
        String end = string(given, 0, "suffix");
        yield text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
      }
      case "format" -> PythonFormat.format(text, given);
      case "zfill" -> {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String digits = signed ? text.substring(1) : text;
        int width = given.number(0, "width", 0) - (signed ? 1 : 0);
        yield (signed ? text.substring(0, 1) : "") + PythonFormat.padded(digits, width, '>', "0");
      }
      case "ljust" -> padded(text, '<', given);
      case "rjust" -> padded(text, '>', given);
      case "center" -> padded(text, '^', given);
      case "expandtabs" -> text.replace("\t", "        ");
      case "isdigit", "isnumeric", "isdecimal" -> all(text, Character::isDigit);
      case "isalpha" -> all(text, Character::isLetter);
      case "isalnum" -> all(text, Character::isLetterOrDigit);
      case "isspace" -> all(text, StringMethods::isSpace);
      case "isupper" ->
          text.codePoints().anyMatch(Character::isUpperCase)
              && text.codePoints().noneMatch(Character::isLowerCase);
      case "islower" ->
          text.codePoints().anyMatch(Character::isLowerCase)
              && text.codePoints().noneMatch(Character::isUpperCase);
      case "istitle" ->
          text.codePoints().anyMatch(Character::isUpperCase) && text.equals(title(text));
      default -> null;
    };
  }

  /** Python's whitespace, which has the spaces that do not break. */
  static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
  }

  private static boolean all(String text, IntPredicate test) {
    return !text.isEmpty() && text.codePoints().allMatch(test);
  }

  private static String string(Arguments given, int index, String name) {
    if (given.get(index, name, null) instanceof String text) {
      return text;
    }
    throw new TemplateFailure("must be str, not " + Python.type(given.get(index, name, null)));
  }

  private static String padded(String text, char side, Arguments given) {
    return PythonFormat.padded(
        text, given.number(0, "width", 0), side, given.text(1, "fillchar", " "));
  }

  private static Stream<String> options(Arguments given) {
    Object first = given.get(0, "prefix", null);
    return first instanceof Tuple several
        ? several.stream().map(Python::str)
        : Stream.of(string(given, 0, "prefix"));
  }

  private static long place(String text, int index) {
    return index < 0 ? -1 : text.codePointCount(0, index);
  }

  private static long found(long place) {
    if (place < 0) {
      throw new TemplateFailure("substring not found");
    }
    return place;
  }

  private static long occurrences(String text, String part) {
    if (part.isEmpty()) {
      return Python.length(text) + 1;
    }
    long count = 0;
    for (int i = text.indexOf(part); i >= 0; i = text.indexOf(part, i + part.length())) {
      count++;
    }
    return count;
  }

  static String replaced(String text, String old, String fresh, int most) {
    long times = occurrences(text, old);
    times = most < 0 ? times : Math.min(times, most);
    Python.checked(text.length() + times * (fresh.length() - old.length()));
    if (most < 0) {
      return text.replace(old, fresh);
    }
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (long i = 0; i < times; i++) {
      int next = text.indexOf(old, at + (old.isEmpty() && i > 0 ? 1 : 0));
      out.append(text, at, next).append(fresh);
      at = next + old.length();
    }
    return out.append(text, at, text.length()).toString();
  }

  /**
   * @param characters to strip, null for whitespace
   */
  static String stripped(String text, @Nullable Object characters, boolean left, boolean right) {
    IntPredicate strips =
        characters instanceof String set ? c -> set.indexOf(c) >= 0 : StringMethods::isSpace;
    int from = 0;
    int to = text.length();
    while (left && from < to && strips.test(text.codePointAt(from))) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (right && to > from && strips.test(text.codePointBefore(to))) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  static String capitalized(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.codePointAt(0);
    return Character.toString(Character.toTitleCase(first))
        + text.substring(Character.charCount(first)).toLowerCase(Locale.ROOT);
  }

  /** A capital after whatever is no letter. */
  private static String title(String text) {
    StringBuilder out = new StringBuilder();
    boolean inside = false;
    for (int c : text.codePoints().toArray()) {
      out.appendCodePoint(inside ? Character.toLowerCase(c) : Character.toTitleCase(c));
      inside = Character.isLetter(c);
    }
    return out.toString();
  }

  private static String swapped(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c ->
                out.appendCodePoint(
                    Character.isUpperCase(c)
                        ? Character.toLowerCase(c)
                        : Character.toUpperCase(c)));
    return out.toString();
  }

  static List<@Nullable Object> lines(String text) {
    List<@Nullable Object> out = new ArrayList<>(List.of(LINE_END.split(text, -1)));
    if (out.getLast() instanceof String last && last.isEmpty()) {
      out.removeLast();
    }
    return out;
  }

  private static String joined(String between, List<@Nullable Object> parts) {
    for (Object part : parts) {
      if (!(part instanceof String)) {
        throw new TemplateFailure("sequence item: expected str, " + Python.type(part) + " found");
      }
    }
    return Python.join(between, parts);
  }

  /** At whitespace, or at a separator; at most so many times, from the end where backwards. */
  private static List<@Nullable Object> parts(
      String text, @Nullable Object separator, int most, boolean backwards) {
    boolean atSpace = !(separator instanceof String);
    String rest =
        atSpace ? stripped(text, null, most < 0 || !backwards, most < 0 || backwards) : text;
    if (atSpace && stripped(rest, null, true, true).isEmpty()) {
      return new ArrayList<>();
    }
    if (!atSpace && Python.str(separator).isEmpty()) {
      throw new TemplateFailure("empty separator");
    }
    Pattern at =
        atSpace
            ? Pattern.compile("[\\s\\p{Z}\u0085]+")
            : Pattern.compile(Pattern.quote(Python.str(separator)));
    if (most < 0 || !backwards) {
      List<@Nullable Object> out =
          new ArrayList<>(List.of(at.split(rest, most < 0 ? -1 : most + 1)));
      if (atSpace && out.getLast() instanceof String last) {
        out.set(out.size() - 1, stripped(last, null, true, false));
      }
      return out;
    }
    List<String> every = List.of(at.split(rest, -1));
    int joined = Math.max(1, every.size() - most);
    String between = Python.str(separator);
    List<@Nullable Object> out = new ArrayList<>();
    out.add(
        atSpace && joined > 1
            ? firstWords(rest, at, joined)
            : String.join(between, every.subList(0, joined)));
    out.addAll(every.subList(joined, every.size()));
    return out;
  }

  /** The beginning of a text with so many words, its own spaces between them. */
  private static String firstWords(String text, Pattern space, int words) {
    var spaces = space.matcher(text);
    for (int i = 0; i < words && spaces.find(); i++) {
      if (i == words - 1) {
        return text.substring(0, spaces.start());
      }
    }
    return text;
  }

  private static Tuple partition(String text, String separator, boolean first) {
    int at = first ? text.indexOf(separator) : text.lastIndexOf(separator);
    if (at < 0) {
      return new Tuple(first ? List.of(text, "", "") : List.of("", "", text));
    }
    return new Tuple(
        List.of(text.substring(0, at), separator, text.substring(at + separator.length())));
  }
}
