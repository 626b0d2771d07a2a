package dev.facet.text.template;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Jinja's {@code namespace()}: attributes that a loop may set.
 *
 * @param attributes by name
 */
record Namespace(Map<String, @Nullable Object> attributes) {

  Namespace {
    attributes = new LinkedHashMap<>(attributes);
  }
}
