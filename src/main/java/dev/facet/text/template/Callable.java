package dev.facet.text.template;

import org.jspecify.annotations.Nullable;

/** A function, or a method bound to its value, that a template calls. */
@FunctionalInterface
public interface Callable {

  /** What the call gives; null is undefined. */
  @Nullable Object call(Arguments arguments);
}
