package dev.facet.text.template;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.ElseTag;
import com.hubspot.jinjava.lib.tag.ForTag;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code for}, with {@code if} and {@code else}. */
final class LoopTag extends ForTag {
  private static final long serialVersionUID = 1;

  @Override
  public String interpret(TagNode tagNode, JinjavaInterpreter interpreter) {
    TokenReader in = new TokenReader(tagNode.getHelpers());
    ExpressionParser parser = new ExpressionParser(in);
    List<String> names = in.targets();
    if (!in.skipName("in")) {
      throw new TemplateFailure("'for' without 'in'").in(tagNode.getHelpers());
    }
    Expression all = parser.tuple(false);
    Expression condition = in.skipName("if") ? parser.expression() : null;
    in.end();
    PythonInterpreter python = TemplateTags.python(interpreter);
    Loop loop = new Loop(kept(Python.items(python.value(all)), names, condition, python));
    List<Node> children = tagNode.getChildren();
    int otherwise = otherwise(children);
    StringBuilder out = new StringBuilder();
    if (!loop.hasNext() && otherwise < children.size()) {
      try (var _ = interpreter.enterScope()) {
        out.append(
            TemplateTags.body(children.subList(otherwise + 1, children.size()), interpreter));
      }
    }
    while (loop.hasNext()) {
      python.work();
      try (var _ = interpreter.enterScope()) {
        interpreter.getContext().put(LOOP, loop);
        TemplateTags.assign(names, loop.next(), python);
        out.append(TemplateTags.body(children.subList(0, otherwise), interpreter));
      }
      Python.checked(out.length());
    }
    return out.toString();
  }

  private static List<@Nullable Object> kept(
      List<@Nullable Object> items,
      List<String> names,
      @Nullable Expression condition,
      PythonInterpreter interpreter) {
    if (condition == null) {
      return items;
    }
    List<@Nullable Object> out = new ArrayList<>();
    try (var _ = interpreter.enterScope()) {
      for (Object item : items) {
        interpreter.work();
        TemplateTags.assign(names, item, interpreter);
        if (Python.truth(interpreter.value(condition))) {
          out.add(item);
        }
      }
    }
    return out;
  }

  /** The place of {@code else}, or of the end. */
  private static int otherwise(List<Node> children) {
    for (int i = 0; i < children.size(); i++) {
      if (children.get(i) instanceof TagNode tag && tag.getTag() instanceof ElseTag) {
        return i;
      }
    }
    return children.size();
  }
}
