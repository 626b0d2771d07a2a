package dev.facet.text.template;

import org.jspecify.annotations.Nullable;

/** A parsed expression. */
@FunctionalInterface
interface Expression {

  /** The variables that an expression sees. */
  @FunctionalInterface
  interface Scope {

    /** A variable's value, null where it is undefined. */
    @Nullable Object get(String name);
  }

  /**
   * What it is worth; null is undefined.
   *
   * @throws TemplateFailure where Python raises an error
   */
  @Nullable Object value(Scope scope);
}
