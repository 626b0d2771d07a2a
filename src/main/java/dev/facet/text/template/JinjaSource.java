package dev.facet.text.template;

import java.util.regex.Pattern;

/**
 * A chat template's text with whitespace, comments and tags settled as Jinja's lexer settles them
 * under {@code trim_blocks} and {@code lstrip_blocks}; jinjava's own options strip other places.
 *
 * <p>{@code {% generation %}}, which marks an answer's tokens for training and prints nothing, is
 * left out. Braces that close dicts stand apart, as jinjava would end the tag at them.
 */
public final class JinjaSource {

  private static final Pattern GENERATION = Pattern.compile("(end)?generation");

  private final String in;
  private final StringBuilder out = new StringBuilder();
  private int at;

  /** Whether the text at hand begins a line of the template. */
  private boolean lineStart = true;

  private JinjaSource(String template) {
    String unix = template.replace("\r\n", "\n");
    in = unix.endsWith("\n") ? unix.substring(0, unix.length() - 1) : unix;
  }

  /**
   * A template's text for jinjava.
   *
   * @throws TemplateFailure where a tag has no end
   */
  public static String settle(String template) {
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
      String start =
          in.substring(at, Math.min(in.length(), at + 40)).lines().findFirst().orElse("");
      throw TemplateFailure.refusal("'" + start + "' has no end");
    }
    boolean strips = in.charAt(close - 1) == '-' && close - 1 > at + 1;
    boolean keeps = in.charAt(close - 1) == '+' && close - 1 > at + 1 && kind != '{';
    int from = at + 2 + (charAt(at + 2) == '-' || charAt(at + 2) == '+' ? 1 : 0);
    int to = Math.max(from, close - (strips || keeps ? 1 : 0));
    String inside = in.substring(from, to);
    if (kind != '#' && !(kind == '%' && GENERATION.matcher(inside.strip()).matches())) {
      out.append('{').append(kind).append(' ');
      out.append(bracesApart(inside.strip()));
      out.append(' ').append(end);
    }
    at = close + 2;
    after(strips, !keeps && kind != '{');
    if (kind == '%' && inside.strip().equals("raw")) {
      raw();
    }
  }

  /** The end of a tag, looked for outside its quoted strings and dicts. */
  private int close(int from, String end) {
    int depth = 0;
    for (int i = from; i < in.length(); i = afterWord(in, i)) {
      if (depth == 0 && in.startsWith(end, i)) {
        return i;
      }
      depth += in.charAt(i) == '{' ? 1 : in.charAt(i) == '}' ? -1 : 0;
    }
    return -1;
  }

  private static String bracesApart(String expression) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < expression.length(); ) {
      int next = afterWord(expression, i);
      out.append(expression, i, next);
      boolean brace = expression.charAt(i) == '}' || expression.charAt(i) == '{';
      i = next;
      if (brace && i < expression.length()) {
        out.append(' ');
      }
    }
    return out.toString();
  }

  /** After the quoted string that begins at a place, else after its one character. */
  private static int afterWord(String text, int from) {
    char quote = text.charAt(from);
    if (quote != '"' && quote != '\'') {
      return from + 1;
    }
    for (int i = from + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == quote) {
        return i + 1;
      }
    }
    return text.length();
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
