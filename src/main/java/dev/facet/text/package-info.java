/**
 * Text as language models see it: tokenizers, chat templates and the decoding of streamed tokens.
 */
@NullMarked
package dev.facet.text;

import org.jspecify.annotations.NullMarked;
