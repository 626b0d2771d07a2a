package dev.facet.text.template;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.fn.MacroFunction;
import com.hubspot.jinjava.lib.tag.CallTag;
import com.hubspot.jinjava.lib.tag.ElseIfTag;
import com.hubspot.jinjava.lib.tag.ElseTag;
import com.hubspot.jinjava.lib.tag.ForTag;
import com.hubspot.jinjava.lib.tag.IfTag;
import com.hubspot.jinjava.lib.tag.MacroTag;
import com.hubspot.jinjava.lib.tag.SetTag;
import com.hubspot.jinjava.lib.tag.Tag;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;
import com.hubspot.jinjava.tree.parse.TagToken;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tags that jinjava lacks, or reads otherwise than Jinja. */
@SuppressWarnings("serial") // jinjava's tags are serializable, and nothing here is serialized
public final class TemplateTags {

  private TemplateTags() {}

  /** All of them, to be registered over jinjava's own. */
  public static List<Tag> all() {
    return List.of(
        new If(), new LoopTag(), new Set(), new Macro(), new Call(), new Filter(), new With());
  }

  static PythonInterpreter python(JinjavaInterpreter interpreter) {
    return (PythonInterpreter) interpreter;
  }

  /** What stands inside a tag, up to a {@code break} or {@code continue}. */
  static String body(List<Node> nodes, JinjavaInterpreter interpreter) {
    StringBuilder out = new StringBuilder();
    for (Node node : nodes) {
      out.append(node.render(interpreter).getValue());
      Python.checked(out.length());
      if (python(interpreter).get(ForTag.LOOP) instanceof Loop loop && loop.isContinued()) {
        break;
      }
    }
    return out.toString();
  }

  /** The text between a tag and its end, whose variables stay inside. */
  private static String block(TagNode tagNode, JinjavaInterpreter interpreter) {
    try (var _ = interpreter.enterScope()) {
      return body(tagNode.getChildren(), interpreter);
    }
  }

  /** Gives a target's names their values, one or as many as there are names. */
  static void assign(List<String> names, @Nullable Object value, PythonInterpreter interpreter) {
    List<@Nullable Object> values =
        names.size() == 1 ? Collections.singletonList(value) : Python.items(value);
    if (values.size() != names.size()) {
      throw new TemplateFailure(
          names.size() + " names for " + values.size() + " values: " + String.join(", ", names));
    }
    for (int i = 0; i < names.size(); i++) {
      String[] name = names.get(i).split("\\.", 2);
      if (name.length == 1) {
        interpreter.put(name[0], values.get(i));
      } else if (interpreter.get(name[0]) instanceof Namespace space) {
        space.attributes().put(name[1], values.get(i));
      } else {
        throw new TemplateFailure("cannot assign attribute on non-namespace object");
      }
    }
  }

  /** {@code if}: jinjava takes the text "false" for false, and goes on after {@code continue}. */
  private static final class If extends IfTag {
    @Override
    public String interpret(TagNode tagNode, JinjavaInterpreter interpreter) {
      List<Node> children = tagNode.getChildren();
      TagNode test = tagNode;
      int from = 0;
      while (true) {
        int to = from;
        while (to < children.size() && !divides(children.get(to))) {
          to++;
        }
        if (test.getTag() instanceof ElseTag || isPositiveIfElseNode(test, interpreter)) {
          return body(children.subList(from, to), interpreter);
        }
        if (to == children.size()) {
          return "";
        }
        test = (TagNode) children.get(to);
        from = to + 1;
      }
    }

    @Override
    public boolean isPositiveIfElseNode(TagNode tagNode, JinjavaInterpreter interpreter) {
      return Python.truth(
          interpreter.resolveELExpression(tagNode.getHelpers(), tagNode.getLineNumber()));
    }

    private static boolean divides(Node node) {
      return node instanceof TagNode tag
          && (tag.getTag() instanceof ElseTag || tag.getTag() instanceof ElseIfTag);
    }
  }

  /** {@code set}: of values, of a namespace's attribute, or of the text up to its end. */
  private static final class Set extends SetTag {
    @Override
    public String interpret(TagNode tagNode, JinjavaInterpreter interpreter) {
      PythonInterpreter python = python(interpreter);
      TokenReader in = new TokenReader(tagNode.getHelpers());
      ExpressionParser parser = new ExpressionParser(in);
      List<String> names = in.targets();
      if (in.skip("=")) {
        Expression value = parser.tuple(true);
        in.end();
        assign(names, python.value(value), python);
        return "";
      }
      String text = block(tagNode, interpreter);
      Expression value = parser.after().filters(_ -> text);
      in.end();
      assign(names, python.value(value), python);
      return "";
    }

    @Override
    public boolean hasEndTag(TagToken tagToken) {
      TokenReader in = new TokenReader(tagToken.getHelpers());
      in.targets();
      return !in.skip("=");
    }
  }

  /** {@code macro}. */
  private static final class Macro extends MacroTag {
    @Override
    public String interpret(TagNode tagNode, JinjavaInterpreter interpreter) {
      TokenReader in = new TokenReader(tagNode.getHelpers());
      ExpressionParser parser = new ExpressionParser(in);
      String name = in.name();
      Map<String, @Nullable Expression> parameters = parser.parameters();
      interpreter.getContext().addGlobalMacro(macro(name, false, parameters, tagNode, interpreter));
      in.end();
      return "";
    }
  }

  private static MacroFunction macro(
      String name,
      boolean caller,
      Map<String, @Nullable Expression> parameters,
      TagNode tagNode,
      JinjavaInterpreter interpreter) {
    return new MacroFunction(
        tagNode.getChildren(),
        name,
        new LinkedHashMap<>(python(interpreter).defaults(parameters)),
        caller,
        interpreter.getContext(),
        tagNode.getLineNumber(),
        tagNode.getStartPosition());
  }

  /** {@code call}: a macro that is given the text up to the tag's end as {@code caller()}. */
  private static final class Call extends CallTag {
    @Override
    public String interpret(TagNode tagNode, JinjavaInterpreter interpreter) {
      TokenReader in = new TokenReader(tagNode.getHelpers());
      ExpressionParser parser = new ExpressionParser(in);
      try (var _ = interpreter.enterNonStackingScope()) {
        boolean given = in.now().is(Token.Kind.OPERATOR, "(");
        Map<String, @Nullable Expression> parameters = given ? parser.parameters() : Map.of();
        interpreter
            .getContext()
            .addGlobalMacro(macro("caller", true, parameters, tagNode, interpreter));
        Expression call = parser.expression();
        in.end();
        return Python.str(python(interpreter).value(call));
      }
    }
  }

  /** {@code filter}: what stands up to its end, filtered. */
  private static final class Filter implements Tag {
    @Override
    public String interpret(TagNode tagNode, JinjavaInterpreter interpreter) {
      String text = block(tagNode, interpreter);
      TokenReader in = new TokenReader(tagNode.getHelpers());
      ExpressionParser parser = new ExpressionParser(in);
      Expression value = parser.after().filters(parser.after().filter(_ -> text));
      in.end();
      return Python.str(python(interpreter).value(value));
    }

    @Override
    public String getName() {
      return "filter";
    }
  }

  /** {@code with}: variables of their own up to its end. */
  private static final class With implements Tag {
    @Override
    public String interpret(TagNode tagNode, JinjavaInterpreter interpreter) {
      PythonInterpreter python = python(interpreter);
      TokenReader in = new TokenReader(tagNode.getHelpers());
      ExpressionParser parser = new ExpressionParser(in);
      Map<String, @Nullable Object> own = new LinkedHashMap<>();
      while (in.now().kind() != Token.Kind.END) {
        String name = in.name();
        in.expect("=");
        own.put(name, python.value(parser.expression()));
        if (!in.skip(",")) {
          in.end();
        }
      }
      try (var _ = interpreter.enterScope()) {
        own.forEach(python::put);
        return body(tagNode.getChildren(), interpreter);
      }
    }

    @Override
    public String getName() {
      return "with";
    }
  }
}
