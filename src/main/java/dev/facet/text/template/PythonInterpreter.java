package dev.facet.text.template;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.el.ext.NamedParameter;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.InterpreterFactory;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.fn.MacroFunction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A jinjava interpreter whose expressions and printed values are Python's. */
public final class PythonInterpreter extends JinjavaInterpreter implements Expression.Scope {

  /** Makes one a rendering. */
  public static final class Factory implements InterpreterFactory {
    @Override
    public JinjavaInterpreter newInstance(JinjavaInterpreter orig) {
      return new PythonInterpreter(orig);
    }

    @Override
    public JinjavaInterpreter newInstance(
        Jinjava application, Context context, JinjavaConfig renderConfig) {
      return new PythonInterpreter(application, context, renderConfig);
    }
  }

  /** No template of the field does a thousandth of this for a question. */
  private static final int MAX_WORK = 200_000;

  /** jinjava looks outside for what is null. */
  private enum Hidden {
    UNDEFINED
  }

  private int work;
  private final Map<String, Expression> parsed = new HashMap<>();

  private PythonInterpreter(JinjavaInterpreter orig) {
    super(orig);
  }

  private PythonInterpreter(Jinjava application, Context context, JinjavaConfig config) {
    super(application, context, config);
  }

  @Override
  public @Nullable Object resolveELExpression(String expression, int lineNumber) {
    setLineNumber(lineNumber);
    try {
      return value(parsed.computeIfAbsent(expression, ExpressionParser::parse));
    } catch (TemplateFailure e) {
      throw e.in(expression);
    }
  }

  /**
   * Counts a node or a turn of a loop.
   *
   * @throws TemplateFailure when there were too many
   */
  public void work() {
    if (++work > MAX_WORK) {
      throw TemplateFailure.refusal("it loops without end");
    }
  }

  /**
   * What an expression is worth here.
   *
   * @throws TemplateFailure where Python raises an error
   */
  @Nullable Object value(Expression expression) {
    try {
      return expression.value(this);
    } catch (TemplateFailure e) {
      throw e;
    } catch (RuntimeException e) { // a stranger's template may do anything with any value
      throw new TemplateFailure(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public @Nullable Object get(String name) {
    Object value = getContext().get(name);
    if (value == Hidden.UNDEFINED) {
      return null;
    }
    return value != null ? value : getContext().getGlobalMacro(name);
  }

  /** Sets a variable; an undefined value hides one of the same name outside. */
  void put(String name, @Nullable Object value) {
    getContext().put(name, hiding(value));
  }

  private static Object hiding(@Nullable Object value) {
    return value == null ? Hidden.UNDEFINED : value;
  }

  /** A macro's parameters with what they are worth when a call leaves them out. */
  Map<String, Object> defaults(Map<String, @Nullable Expression> parameters) {
    Map<String, Object> all = new LinkedHashMap<>();
    parameters.forEach((name, value) -> all.put(name, hiding(value == null ? null : value(value))));
    return all;
  }

  @Override
  public String getAsString(@Nullable Object object) {
    return Python.str(object);
  }

  static @Nullable Object call(@Nullable Object function, Arguments given) {
    if (function instanceof Callable callable) {
      return callable.call(given);
    }
    if (function instanceof MacroFunction macro) {
      List<Object> all = new ArrayList<>();
      given.positional().forEach(value -> all.add(hiding(value)));
      given.named().forEach((name, value) -> all.add(new NamedParameter(name, hiding(value))));
      return macro.evaluate(all.toArray());
    }
    throw new TemplateFailure("'" + Python.type(function) + "' object is not callable");
  }
}
