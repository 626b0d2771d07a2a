package dev.facet.text.template;

import dev.facet.text.template.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Jinja's grammar of expressions, the loosest binding first: {@code if else}, {@code or}, {@code
 * and}, {@code not}, comparisons, {@code + -}, {@code ~}, {@code * / // %}, {@code **}, signs, then
 * what follows a value: attributes, calls, filters and tests.
 */
final class ExpressionParser {

  private final TokenReader in;
  private final PostfixParser after;

  ExpressionParser(TokenReader in) {
    this.in = in;
    after = new PostfixParser(in, this);
  }

  /** The filters of this expression's place. */
  PostfixParser after() {
    return after;
  }

  /** An expression that is all of a text. */
  static Expression parse(String source) {
    TokenReader in = new TokenReader(source);
    Expression all = new ExpressionParser(in).tuple(true);
    in.end();
    return all;
  }

  /** One expression, or a tuple of several. */
  Expression tuple(boolean conditional) {
    Expression first = conditional ? expression() : or();
    if (!in.now().is(Kind.OPERATOR, ",")) {
      return first;
    }
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (in.skip(",") && startsValue()) {
      parts.add(conditional ? expression() : or());
    }
    return scope -> new Tuple(values(parts, scope));
  }

  private boolean startsValue() {
    Token token = in.now();
    return token.kind() != Kind.END
        && (token.kind() != Kind.OPERATOR || "-+([{".contains(token.text()));
  }

  Expression expression() {
    Expression value = or();
    while (in.skipName("if")) {
      Expression positive = value;
      Expression test = or();
      Expression negative = in.skipName("else") ? expression() : _ -> null;
      value =
          scope -> Python.truth(test.value(scope)) ? positive.value(scope) : negative.value(scope);
    }
    return value;
  }

  private Expression or() {
    Expression left = and();
    while (in.skipName("or")) {
      Expression first = left;
      Expression second = and();
      left =
          scope -> {
            Object value = first.value(scope);
            return Python.truth(value) ? value : second.value(scope);
          };
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (in.skipName("and")) {
      Expression first = left;
      Expression second = not();
      left =
          scope -> {
            Object value = first.value(scope);
            return Python.truth(value) ? second.value(scope) : value;
          };
    }
    return left;
  }

  private Expression not() {
    if (in.skipName("not")) {
      Expression value = not();
      return scope -> !Python.truth(value.value(scope));
    }
    return comparison();
  }

  private Expression comparison() {
    Expression first = sum();
    List<String> operators = new ArrayList<>();
    List<Expression> operands = new ArrayList<>();
    for (String operator = comparator(); operator != null; operator = comparator()) {
      operators.add(operator);
      operands.add(sum());
    }
    if (operators.isEmpty()) {
      return first;
    }
    return scope -> {
      Object left = first.value(scope);
      for (int i = 0; i < operators.size(); i++) {
        Object right = operands.get(i).value(scope);
        if (!TemplateTests.compares(operators.get(i), left, right)) {
          return false;
        }
        left = right;
      }
      return true;
    };
  }

  private @Nullable String comparator() {
    Token token = in.now();
    if (token.kind() == Kind.OPERATOR
        && List.of("==", "!=", "<", ">", "<=", ">=").contains(token.text())) {
      return in.take().text();
    }
    if (token.is(Kind.NAME, "not") && in.after().is(Kind.NAME, "in")) {
      in.take();
      in.take();
      return "not in";
    }
    return in.skipName("in") ? "in" : null;
  }

  private Expression sum() {
    return binary(() -> binary(() -> binary(this::power, "*", "/", "//", "%"), "~"), "+", "-");
  }

  private Expression power() {
    return binary(() -> signed(true), "**");
  }

  private Expression binary(Supplier<Expression> operand, String... operators) {
    Expression left = operand.get();
    while (in.now().kind() == Kind.OPERATOR && List.of(operators).contains(in.now().text())) {
      String operator = in.take().text();
      Expression first = left;
      Expression second = operand.get();
      left = scope -> Arithmetic.apply(operator, first.value(scope), second.value(scope));
    }
    return left;
  }

  private Expression signed(boolean filtered) {
    Expression value;
    if (in.skip("-")) {
      Expression positive = signed(false);
      value = scope -> Arithmetic.negative(positive.value(scope));
    } else if (in.skip("+")) {
      value = signed(false);
    } else {
      value = primary();
    }
    value = after.postfix(value);
    return filtered ? after.filtered(value) : value;
  }

  /** A literal, a name, or what stands in brackets. */
  Expression primary() {
    Token token = in.take();
    Object constant =
        switch (token.kind()) {
          case INTEGER -> Long.decode(token.text().replaceFirst("^0+(?=\\d)", ""));
          case FLOAT -> Double.valueOf(token.text());
          case STRING -> {
            StringBuilder all = new StringBuilder(token.text());
            while (in.now().kind() == Kind.STRING) {
              all.append(in.take().text());
            }
            yield all.toString();
          }
          case NAME ->
              switch (token.text()) {
                case "true", "True" -> true;
                case "false", "False" -> false;
                case "none", "None" -> Python.NONE;
                default -> null;
              };
          default -> null;
        };
    if (constant != null) {
      return _ -> constant;
    }
    if (token.kind() == Kind.NAME) {
      return scope -> scope.get(token.text());
    }
    return switch (token.text()) {
      case "(" -> {
        if (in.skip(")")) {
          yield _ -> new Tuple(List.of());
        }
        Expression inner = tuple(true);
        in.expect(")");
        yield inner;
      }
      case "[" -> {
        List<Expression> parts = list("]");
        yield scope -> values(parts, scope);
      }
      case "{" -> dict();
      default -> throw new TemplateFailure("unexpected '" + token.text() + "'").in(in.source());
    };
  }

  private List<Expression> list(String close) {
    List<Expression> parts = new ArrayList<>();
    while (!in.skip(close)) {
      if (!parts.isEmpty()) {
        in.expect(",");
        if (in.skip(close)) {
          break;
        }
      }
      parts.add(expression());
    }
    return parts;
  }

  private Expression dict() {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!in.skip("}")) {
      if (!keys.isEmpty()) {
        in.expect(",");
        if (in.skip("}")) {
          break;
        }
      }
      keys.add(expression());
      in.expect(":");
      values.add(expression());
    }
    return scope -> {
      Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
      for (int i = 0; i < keys.size(); i++) {
        map.put(keys.get(i).value(scope), values.get(i).value(scope));
      }
      return map;
    };
  }

  static List<@Nullable Object> values(List<Expression> parts, Expression.Scope scope) {
    List<@Nullable Object> out = new ArrayList<>(parts.size());
    for (Expression part : parts) {
      out.add(part.value(scope));
    }
    return out;
  }

  /** A macro's parameters with what they are worth when left out; null where nothing. */
  Map<String, @Nullable Expression> parameters() {
    Map<String, @Nullable Expression> all = new LinkedHashMap<>();
    in.expect("(");
    while (!in.skip(")")) {
      if (!all.isEmpty()) {
        in.expect(",");
      }
      all.put(in.name(), in.skip("=") ? expression() : null);
    }
    return all;
  }
}
