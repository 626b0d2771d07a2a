package dev.facet.text.template;

import com.hubspot.jinjava.interpret.InterpretException;

/** Why a template cannot be rendered, or its own refusal. */
public final class TemplateFailure extends InterpretException {
  private static final long serialVersionUID = 1;

  private final boolean saysWhere;

  TemplateFailure(String reason) {
    this(reason, false);
  }

  private TemplateFailure(String reason, boolean saysWhere) {
    super(reason);
    this.saysWhere = saysWhere;
  }

  /** What the template itself says. */
  static TemplateFailure refusal(String reason) {
    return new TemplateFailure(reason, true);
  }

  /** With the expression that it happened in, the innermost where several hold it. */
  TemplateFailure in(String expression) {
    return saysWhere
        ? this
        : new TemplateFailure(getMessage() + " in '" + expression.strip() + "'", true);
  }
}
