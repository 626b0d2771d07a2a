package dev.facet.text;

import java.util.regex.Pattern;

/**
 * A chat template's text with whitespace, comments and tags settled as Jinja's lexer settles them
 * under {@code trim_blocks} and {@code lstrip_blocks}; jinjava's own options strip other places.
 *
 * <p>{@code {% generation %}}, which marks an answer's tokens for training and prints nothing, is
 * left out. A list read backwards, {@code [::-1]}, becomes jinjava's filter.
 */
final class JinjaSource {

  private static final Pattern GENERATION = Pattern.compile("(end)?generation");

  private static final Pattern BACKWARDS = Pattern.compile("(\\w+)\\[\\s*::\\s*-1\\s*]");

  private final String in;
  private final StringBuilder out = new StringBuilder();
  private int at;

  /** Whether the text at hand begins a line of the template. */
  private boolean lineStart = true;

  private JinjaSource(String template) {
    String unix = template.replace("\r\n", "\n");
    in = unix.endsWith("\n") ? unix.substring(0, unix.length() - 1) : unix;
  }

  static String settle(String template) {
    return new JinjaSource(template).settle();
  }

  private String settle() {
    while (at < in.length()) {
      int tag = nextTag(at);
      if (tag < 0) {
        out.append(in, at, in.length());
        break;
      }
      before(in.substring(at, tag), tag);
      at = tag;
      tag();
    }
    return out.toString();
  }

  private int nextTag(int from) {
    for (int i = in.indexOf('{', from); i >= 0; i = in.indexOf('{', i + 1)) {
      if (i + 1 < in.length() && "{%#".indexOf(in.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** The text before a tag, less what the tag strips of it. */
  private void before(String text, int tag) {
    char sign = charAt(tag + 2);
    if (sign == '-') {
      out.append(text.stripTrailing());
    } else if (sign == '+' || charAt(tag + 1) == '{') {
      out.append(text);
    } else {
      int line = text.lastIndexOf('\n') + 1;
      boolean indent = (line > 0 || lineStart) && text.substring(line).isBlank();
      out.append(text, 0, indent ? line : text.length());
    }
  }

  private void tag() {
    char kind = charAt(at + 1);
    String end = kind == '{' ? "}}" : kind + "}";
    int close = kind == '#' ? in.indexOf(end, at + 2) : close(at + 2, end);
    if (close < 0) {
      out.append(in, at, in.length()); // jinjava says what is missing
      at = in.length();
      return;
    }
    boolean strips = in.charAt(close - 1) == '-' && close - 1 > at + 1;
    boolean keeps = in.charAt(close - 1) == '+' && close - 1 > at + 1 && kind != '{';
    int from = at + 2 + (charAt(at + 2) == '-' || charAt(at + 2) == '+' ? 1 : 0);
    int to = Math.max(from, close - (strips || keeps ? 1 : 0));
    String inside = in.substring(from, to);
    if (kind != '#' && !(kind == '%' && GENERATION.matcher(inside.strip()).matches())) {
      out.append('{').append(kind).append(' ');
      out.append(BACKWARDS.matcher(inside).replaceAll("($1|reverse|list)").strip());
      out.append(' ').append(end);
    }
    at = close + 2;
    after(strips, !keeps && kind != '{');
    if (kind == '%' && inside.strip().equals("raw")) {
      raw();
    }
  }

  /** The end of a tag, looked for outside its quoted strings. */
  private int close(int from, String end) {
    char quote = 0;
    for (int i = from; i < in.length(); i++) {
      char c = in.charAt(i);
      if (quote != 0) {
        if (c == '\\') {
          i++;
        } else if (c == quote) {
          quote = 0;
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (in.startsWith(end, i) && !(end.equals("}}") && in.startsWith("}}}", i))) {
        return i;
      }
    }
    return -1;
  }

  private void after(boolean strips, boolean trims) {
    int start = at;
    if (strips) {
      while (at < in.length() && Character.isWhitespace(in.charAt(at))) {
        at++;
      }
    } else if (trims && charAt(at) == '\n') {
      at++;
    }
    lineStart = at > start && in.charAt(at - 1) == '\n';
  }

  /** What stands between raw and endraw is text. */
  private void raw() {
    int end = in.indexOf("endraw", at);
    int tag = end < 0 ? -1 : in.lastIndexOf("{%", end);
    if (tag >= at) {
      before(in.substring(at, tag), tag);
      at = tag;
    }
  }

  private char charAt(int i) {
    return i < in.length() ? in.charAt(i) : 0;
  }
}
