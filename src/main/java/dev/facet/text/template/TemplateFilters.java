package dev.facet.text.template;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Jinja's filters, {@code value | name}, with {@code tojson} as transformers has it. */
final class TemplateFilters {

  /** What a filter makes of a value. */
  @FunctionalInterface
  private interface Filter {
    @Nullable Object apply(@Nullable Object value, Arguments given);
  }

  private static final Pattern WORD_START = Pattern.compile("([-\\s({\\[<]+)");

  private static final Map<String, Filter> ALL =
      Map.ofEntries(
          Map.entry("abs", (v, _) -> Python.compare(v, 0L) < 0 ? Arithmetic.negative(v) : v),
          Map.entry("attr", (v, a) -> Python.attribute(v, a.text(0, "name", ""))),
          Map.entry("batch", SequenceFilters::batch),
          Map.entry("capitalize", (v, _) -> StringMethods.capitalized(Python.str(v))),
          Map.entry(
              "center",
              (v, a) -> PythonFormat.padded(Python.str(v), a.number(0, "width", 80), '^', " ")),
          Map.entry("count", (v, _) -> Python.length(v)),
          Map.entry("d", TemplateFilters::otherwise),
          Map.entry("default", TemplateFilters::otherwise),
          Map.entry("dictsort", SequenceFilters::dictSort),
          Map.entry("e", (v, _) -> escape(v)),
          Map.entry("escape", (v, _) -> escape(v)),
          Map.entry(
              "first", (v, _) -> Python.items(v).isEmpty() ? null : Python.items(v).getFirst()),
          Map.entry("float", (v, a) -> real(v, a.get(0, "default", 0.0))),
          Map.entry("forceescape", (v, _) -> escape(v)),
          Map.entry("format", TemplateFilters::format),
          Map.entry("groupby", SequenceFilters::grouped),
          Map.entry("indent", TemplateFilters::indent),
          Map.entry("int", TemplateFilters::whole),
          Map.entry(
              "items", (v, _) -> v == null ? List.of() : Python.entries(SequenceFilters.dict(v))),
          Map.entry(
              "join",
              (v, a) ->
                  Python.join(
                      a.text(0, "d", ""),
                      SequenceFilters.each(
                          v, SequenceFilters.getter(a.get(1, "attribute", null))))),
          Map.entry("last", (v, _) -> Python.items(v).isEmpty() ? null : Python.items(v).getLast()),
          Map.entry("length", (v, _) -> Python.length(v)),
          Map.entry("list", (v, _) -> new ArrayList<>(Python.items(v))),
          Map.entry("lower", (v, _) -> Python.str(v).toLowerCase(Locale.ROOT)),
          Map.entry("map", SequenceFilters::map),
          Map.entry("max", (v, a) -> SequenceFilters.largest(v, SequenceFilters.order(a, 0))),
          Map.entry(
              "min", (v, a) -> SequenceFilters.largest(v, SequenceFilters.order(a, 0).reversed())),
          Map.entry("reject", (v, a) -> SequenceFilters.selected(v, a, false, false)),
          Map.entry("rejectattr", (v, a) -> SequenceFilters.selected(v, a, true, false)),
          Map.entry(
              "replace",
              (v, a) ->
                  StringMethods.replaced(
                      Python.str(v),
                      a.text(0, "old", ""),
                      a.text(1, "new", ""),
                      a.get(2, "count", null) instanceof Long n ? Math.toIntExact(n) : -1)),
          Map.entry("reverse", (v, _) -> SequenceFilters.reverse(v)),
          Map.entry("round", TemplateFilters::round),
          Map.entry("safe", (v, _) -> Python.str(v)),
          Map.entry("select", (v, a) -> SequenceFilters.selected(v, a, false, true)),
          Map.entry("selectattr", (v, a) -> SequenceFilters.selected(v, a, true, true)),
          Map.entry("sort", SequenceFilters::sort),
          Map.entry("string", (v, _) -> Python.str(v)),
          Map.entry("sum", SequenceFilters::sum),
          Map.entry("title", (v, _) -> title(Python.str(v))),
          Map.entry("tojson", TemplateFilters::toJson),
          Map.entry(
              "trim",
              (v, a) -> StringMethods.stripped(Python.str(v), a.get(0, "chars", null), true, true)),
          Map.entry("truncate", TemplateFilters::truncate),
          Map.entry("unique", SequenceFilters::unique),
          Map.entry("upper", (v, _) -> Python.str(v).toUpperCase(Locale.ROOT)),
          Map.entry(
              "wordcount",
              (v, _) ->
                  Pattern.compile("[\\p{L}\\p{N}_]+").matcher(Python.str(v)).results().count()));

  private TemplateFilters() {}

  static boolean isKnown(String name) {
    return ALL.containsKey(name);
  }

  static @Nullable Object apply(String name, @Nullable Object value, Arguments given) {
    Filter filter = ALL.get(name);
    if (filter == null) {
      throw new TemplateFailure("no filter named '" + name + "'");
    }
    return filter.apply(value, given);
  }

  private static @Nullable Object otherwise(@Nullable Object value, Arguments given) {
    boolean empty = value == null || given.truth(1, "boolean") && !Python.truth(value);
    return empty ? given.get(0, "default_value", "") : value;
  }

  private static String escape(@Nullable Object value) {
    return Python.str(value)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&#39;")
        .replace("\"", "&#34;");
  }

  private static String format(@Nullable Object value, Arguments given) {
    return PythonFormat.percent(
        Python.str(value), given.named().isEmpty() ? new Tuple(given.positional()) : given.named());
  }

  private static String indent(@Nullable Object value, Arguments given) {
    Object width = given.get(0, "width", 4L);
    String indent =
        width instanceof String own
            ? own
            : PythonFormat.padded("", given.number(0, "width", 4), '<', " ");
    boolean blank = given.truth(2, "blank");
    List<@Nullable Object> lines = StringMethods.lines(Python.str(value) + "\n");
    for (int i = 0; i < lines.size(); i++) {
      boolean indents =
          i == 0 ? given.truth(1, "first") : blank || !Python.str(lines.get(i)).isEmpty();
      lines.set(i, indents ? indent + Python.str(lines.get(i)) : lines.get(i));
    }
    return Python.join("\n", lines);
  }

  private static @Nullable Object whole(@Nullable Object value, Arguments given) {
    Object otherwise = given.get(0, "default", 0L);
    if (value instanceof String text && text.strip().matches("[-+]?\\d{1,18}")) {
      return Long.valueOf(text.strip());
    }
    return real(value, Python.NONE) instanceof Double d && Double.isFinite(d)
        ? (Object) (long) (double) d
        : otherwise;
  }

  private static @Nullable Object real(@Nullable Object value, @Nullable Object otherwise) {
    if (value instanceof String text) {
      boolean number = text.strip().matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
      return number ? Double.valueOf(text.strip()) : otherwise;
    }
    return Python.isNumber(value) ? (Object) Python.real(value) : otherwise;
  }

  /** Halves go to the even digit, and a whole number stays one. */
  private static Object round(@Nullable Object value, Arguments given) {
    int digits = given.number(0, "precision", 0);
    String method = given.text(1, "method", "common");
    if (value instanceof Long && method.equals("common")) {
      return value;
    }
    RoundingMode mode =
        switch (method) {
          case "common" -> RoundingMode.HALF_EVEN;
          case "ceil" -> RoundingMode.CEILING;
          case "floor" -> RoundingMode.FLOOR;
          default -> throw new TemplateFailure("method must be common, ceil or floor");
        };
    return new BigDecimal(Python.real(value))
        .setScale(Math.clamp(digits, -400, 400), mode)
        .doubleValue();
  }

  private static String title(String text) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    var gaps = WORD_START.matcher(text);
    while (gaps.find()) {
      out.append(StringMethods.capitalized(text.substring(at, gaps.start()))).append(gaps.group());
      at = gaps.end();
    }
    return out.append(StringMethods.capitalized(text.substring(at))).toString();
  }

  private static String truncate(@Nullable Object value, Arguments given) {
    String text = Python.str(value);
    String end = given.text(2, "end", "...");
    int most = given.number(0, "length", 255);
    if (Python.length(text) <= (long) most + given.number(3, "leeway", 5)) {
      return text;
    }
    int kept = Math.max(0, most - (int) Python.length(end));
    String start = text.substring(0, text.offsetByCodePoints(0, kept));
    int space = given.truth(1, "killwords") ? -1 : start.lastIndexOf(' ');
    return (space < 0 ? start : start.substring(0, space)) + end;
  }

  private static String toJson(@Nullable Object value, Arguments given) {
    Object indent = given.get(1, "indent", Python.NONE);
    String step =
        indent == Python.NONE
            ? null
            : indent instanceof String own
                ? own
                : PythonFormat.padded("", given.number(1, "indent", 0), '<', " ");
    Object separators = given.get(2, "separators", Python.NONE);
    boolean own = separators instanceof List<?>;
    return new PythonText.Json(
            given.truth(0, "ensure_ascii"),
            step,
            own ? Python.str(Python.item(separators, 0L)) : step == null ? ", " : ",",
            own ? Python.str(Python.item(separators, 1L)) : ": ",
            given.truth(3, "sort_keys"))
        .write(value);
  }
}
