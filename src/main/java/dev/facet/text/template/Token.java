package dev.facet.text.template;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A word of an expression.
 *
 * @param text as written; a string's content with its escapes resolved
 */
record Token(Kind kind, String text) {

  enum Kind {
    NAME,
    STRING,
    INTEGER,
    FLOAT,
    OPERATOR,
    END
  }

  private static final Pattern WORDS =
      Pattern.compile(
          "(?<space>\\s+)"
              + "|(?<float>\\d[\\d_]*(?:\\.\\d[\\d_]*(?:[eE][+-]?\\d+)?|[eE][+-]?\\d+))"
              + "|(?<integer>0[xX][\\da-fA-F_]+|\\d[\\d_]*)"
              + "|(?<name>[\\p{L}_][\\p{L}\\p{N}_]*)"
              + "|(?<string>'[^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+'"
              + "|\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\")"
              + "|(?<operator>//|\\*\\*|==|!=|>=|<=|[-+/*%~\\[\\](){}<>=.:|,])",
          Pattern.DOTALL);

  /**
   * All words of a text, then one that marks the end.
   *
   * @throws TemplateFailure where a character belongs to none
   */
  static List<Token> all(String text) {
    List<Token> out = new ArrayList<>();
    Matcher words = WORDS.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!words.find(at) || words.start() != at) {
        throw new TemplateFailure("unexpected '" + Character.toString(text.codePointAt(at)) + "'")
            .in(text);
      }
      at = words.end();
      String word = words.group();
      if (words.group("float") != null) {
        out.add(new Token(Kind.FLOAT, word.replace("_", "")));
      } else if (words.group("integer") != null) {
        out.add(new Token(Kind.INTEGER, word.replace("_", "")));
      } else if (words.group("name") != null) {
        out.add(new Token(Kind.NAME, word));
      } else if (words.group("string") != null) {
        out.add(new Token(Kind.STRING, unescaped(word.substring(1, word.length() - 1))));
      } else if (words.group("operator") != null) {
        out.add(new Token(Kind.OPERATOR, word));
      }
    }
    out.add(new Token(Kind.END, "end"));
    return out;
  }

  boolean is(Kind wanted, String word) {
    return kind == wanted && text.equals(word);
  }

  private static final Pattern ESCAPE =
      Pattern.compile(
          "\\\\(?:x([\\da-fA-F]{2})|u([\\da-fA-F]{4})|U([\\da-fA-F]{8})|([0-7]{1,3})|(.))",
          Pattern.DOTALL);

  /** Python's escapes; one that it does not know stays as it is. */
  private static String unescaped(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(
            found -> {
              for (int i = 1; i <= 4; i++) {
                if (found.group(i) != null) {
                  int point = Integer.parseInt(found.group(i), i == 4 ? 8 : 16);
                  return Matcher.quoteReplacement(Character.toString(point));
                }
              }
              String plain =
                  switch (found.group(5)) {
                    case "n" -> "\n";
                    case "t" -> "\t";
                    case "r" -> "\r";
                    case "b" -> "\b";
                    case "f" -> "\f";
                    case "a" -> "\u0007";
                    case "v" -> "\u000b";
                    case "\n" -> "";
                    case "\\", "'", "\"" -> found.group(5);
                    default -> found.group();
                  };
              return Matcher.quoteReplacement(plain);
            });
  }
}
