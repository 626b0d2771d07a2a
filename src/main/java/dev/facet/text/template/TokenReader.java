package dev.facet.text.template;

import dev.facet.text.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Reads the words of an expression or of a tag one after the other. */
final class TokenReader {

  private final String source;
  private final List<Token> tokens;
  private int at;

  /**
   * @throws TemplateFailure where a character belongs to no word
   */
  TokenReader(String source) {
    this.source = source;
    tokens = Token.all(source);
  }

  String source() {
    return source;
  }

  Token now() {
    return tokens.get(at);
  }

  Token after() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  /** The word at hand, which is then behind; the end stays at hand. */
  Token take() {
    Token token = now();
    at += token.kind() == Kind.END ? 0 : 1;
    return token;
  }

  boolean skip(String operator) {
    if (now().is(Kind.OPERATOR, operator)) {
      at++;
      return true;
    }
    return false;
  }

  boolean skipName(String word) {
    if (now().is(Kind.NAME, word)) {
      at++;
      return true;
    }
    return false;
  }

  void expect(String operator) {
    if (!skip(operator)) {
      throw unexpected();
    }
  }

  String name() {
    if (now().kind() != Kind.NAME) {
      throw unexpected();
    }
    return tokens.get(at++).text();
  }

  TemplateFailure unexpected() {
    return new TemplateFailure("unexpected '" + now().text() + "'").in(source);
  }

  /** A name with points. */
  String dotted() {
    StringBuilder name = new StringBuilder(name());
    while (skip(".")) {
      name.append('.').append(name());
    }
    return name.toString();
  }

  /**
   * @throws TemplateFailure when a word is left
   */
  void end() {
    if (now().kind() != Kind.END) {
      throw unexpected();
    }
  }

  /** The names of a tag's target, {@code a} or {@code a, b}; one may be {@code space.name}. */
  List<String> targets() {
    boolean bracketed = skip("(");
    List<String> names = new ArrayList<>();
    do {
      if (now().kind() != Kind.NAME || now().text().equals("in")) {
        break;
      }
      names.add(dotted());
    } while (skip(","));
    if (bracketed) {
      expect(")");
    }
    if (names.isEmpty()) {
      throw unexpected();
    }
    return names;
  }
}
