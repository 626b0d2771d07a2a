package dev.facet.text.template;

import dev.facet.text.template.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What follows a value: attributes, subscripts, calls, filters and tests. */
final class PostfixParser {

  private final TokenReader in;
  private final ExpressionParser expressions;

  PostfixParser(TokenReader in, ExpressionParser expressions) {
    this.in = in;
    this.expressions = expressions;
  }

  Expression postfix(Expression start) {
    Expression value = start;
    while (true) {
      Expression base = value;
      if (in.skip(".")) {
        Token name = in.take();
        value =
            switch (name.kind()) {
              case NAME -> scope -> Python.attribute(base.value(scope), name.text());
              case INTEGER -> scope -> Python.item(base.value(scope), Long.valueOf(name.text()));
              default ->
                  throw new TemplateFailure("unexpected '" + name.text() + "'").in(in.source());
            };
      } else if (in.skip("[")) {
        value = subscript(base);
      } else if (in.now().is(Kind.OPERATOR, "(")) {
        value = call(base);
      } else {
        return value;
      }
    }
  }

  private Expression subscript(Expression base) {
    List<@Nullable Expression> bounds = new ArrayList<>();
    bounds.add(in.now().is(Kind.OPERATOR, ":") ? null : expressions.expression());
    while (bounds.size() < 3 && in.skip(":")) {
      boolean open = in.now().is(Kind.OPERATOR, ":") || in.now().is(Kind.OPERATOR, "]");
      bounds.add(open ? null : expressions.expression());
    }
    in.expect("]");
    if (bounds.size() == 1) {
      return scope -> Python.item(base.value(scope), worth(bounds.getFirst(), scope));
    }
    return scope ->
        Python.slice(
            base.value(scope),
            worth(bounds.get(0), scope),
            worth(bounds.get(1), scope),
            bounds.size() < 3 ? null : worth(bounds.get(2), scope));
  }

  private static @Nullable Object worth(@Nullable Expression bound, Expression.Scope scope) {
    return bound == null ? null : bound.value(scope);
  }

  private Expression call(Expression function) {
    Given given = arguments();
    return scope -> PythonInterpreter.call(function.value(scope), given.arguments(scope));
  }

  /** {@code | filter}, {@code is test}, and calls of what they give. */
  Expression filtered(Expression start) {
    Expression value = start;
    while (true) {
      if (in.now().is(Kind.OPERATOR, "|")) {
        value = filters(value);
      } else if (in.skipName("is")) {
        value = test(value);
      } else if (in.now().is(Kind.OPERATOR, "(")) {
        value = call(value);
      } else {
        return value;
      }
    }
  }

  /** All filters that follow. */
  Expression filters(Expression start) {
    Expression value = start;
    while (in.skip("|")) {
      value = filter(value);
    }
    return value;
  }

  /** The filter whose name is next. */
  Expression filter(Expression base) {
    String name = in.dotted();
    Given given = in.now().is(Kind.OPERATOR, "(") ? arguments() : new Given(List.of(), Map.of());
    if (!TemplateFilters.isKnown(name)) {
      throw new TemplateFailure("no filter named '" + name + "'").in(in.source());
    }
    return scope -> TemplateFilters.apply(name, base.value(scope), given.arguments(scope));
  }

  private Expression test(Expression base) {
    boolean negated = in.skipName("not");
    String name = in.dotted();
    Given given = new Given(List.of(), Map.of());
    if (in.now().is(Kind.OPERATOR, "(")) {
      given = arguments();
    } else if (in.now().kind() != Kind.END
        && (in.now().kind() != Kind.OPERATOR || "[{".contains(in.now().text()))
        && !(in.now().kind() == Kind.NAME
            && List.of("else", "or", "and").contains(in.now().text()))) {
      given = new Given(List.of(postfix(expressions.primary())), Map.of());
    }
    if (!TemplateTests.isKnown(name)) {
      throw new TemplateFailure("no test named '" + name + "'").in(in.source());
    }
    Given all = given;
    return scope -> TemplateTests.holds(name, base.value(scope), all.arguments(scope)) != negated;
  }

  /** What stands in the brackets of a call. */
  private record Given(List<Expression> positional, Map<String, Expression> named) {

    Arguments arguments(Expression.Scope scope) {
      if (positional.isEmpty() && named.isEmpty()) {
        return Arguments.NONE;
      }
      Map<String, @Nullable Object> byName = new LinkedHashMap<>();
      named.forEach((name, value) -> byName.put(name, value.value(scope)));
      return new Arguments(ExpressionParser.values(positional, scope), byName);
    }
  }

  private Given arguments() {
    in.expect("(");
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    while (!in.skip(")")) {
      if (!positional.isEmpty() || !named.isEmpty()) {
        in.expect(",");
        if (in.skip(")")) {
          break;
        }
      }
      if (in.now().kind() == Kind.NAME && in.after().is(Kind.OPERATOR, "=")) {
        String name = in.name();
        in.expect("=");
        named.put(name, expressions.expression());
      } else {
        positional.add(expressions.expression());
      }
    }
    return new Given(positional, named);
  }
}
