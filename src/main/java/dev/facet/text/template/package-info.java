/**
 * Expressions of chat templates with Python's meaning, and the tags that jinjava reads otherwise
 * than Jinja: transformers renders templates in Python, and published ones rely on it.
 */
@NullMarked
package dev.facet.text.template;

import org.jspecify.annotations.NullMarked;
