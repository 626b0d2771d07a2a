package dev.facet.model;

import dev.facet.core.FacetException;
import dev.facet.text.ChatTemplate;
import dev.facet.text.Tokenizer;
import dev.facet.text.Turn;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Writes prompts as the Hugging Face processors do: chat template, every placeholder expanded to
 * what stands for that image, then the tokenizer.
 */
final class PromptWriter {

  private final Tokenizer tokenizer;
  private final Optional<ChatTemplate> template;
  private final String plain;
  private final String placeholder;
  private final int imageToken;

  private PromptWriter(
      Tokenizer tokenizer,
      Optional<ChatTemplate> template,
      String plain,
      String placeholder,
      int imageToken) {
    this.tokenizer = tokenizer;
    this.template = template;
    this.plain = plain;
    this.placeholder = placeholder;
    this.imageToken = imageToken;
  }

  /**
   * @param placeholder what the template writes for an image
   * @param imageToken id of the token that image features replace
   * @param plain the prompt of folders without a template: {@code %s} is the question, one
   *     placeholder stands for all images
   */
  static PromptWriter of(
      Path folder, Tokenizer tokenizer, String placeholder, int imageToken, String plain) {
    return new PromptWriter(tokenizer, ChatTemplate.find(folder), plain, placeholder, imageToken);
  }

  /** The image token's text as the tokenizer's configuration names it. */
  static String placeholder(Tokenizer tokenizer, String otherwise) {
    String named = tokenizer.namedToken("image_token");
    return named == null ? otherwise : named;
  }

  /** One run of the placeholder an image. */
  Prompt write(String question, List<Integer> features) {
    return write(question, features.size(), i -> placeholder.repeat(features.get(i)));
  }

  /**
   * @param expansion what stands in the prompt for image i
   */
  Prompt write(String question, int images, IntFunction<String> expansion) {
    String text = text(question, images);
    StringBuilder expanded = new StringBuilder();
    int at = 0;
    for (int i = 0; i < images; i++) {
      int next = text.indexOf(placeholder, at);
      if (next < 0) {
        throw FacetException.badInput(
            "The chat template wrote "
                + i
                + " of "
                + images
                + " image placeholders "
                + placeholder);
      }
      expanded.append(text, at, next).append(expansion.apply(i));
      at = next + placeholder.length();
    }
    expanded.append(text, at, text.length());
    String begin = tokenizer.namedToken("bos_token");
    boolean special = begin == null || begin.isEmpty() || !text.startsWith(begin);
    return of(text, tokenizer.encode(expanded.toString(), special), imageToken);
  }

  /** A prompt from its tokens. */
  static Prompt of(String text, int[] ids, int imageToken) {
    int[] positions = IntStream.range(0, ids.length).filter(p -> ids[p] == imageToken).toArray();
    return new Prompt(text, ids, positions, TokenPositions.COUNTED);
  }

  private String text(String question, int images) {
    return template
        .map(t -> t.render(List.of(Turn.user(images, question)), true))
        .orElseGet(
            () ->
                plain
                    .replace("<image>\n", (placeholder + "\n").repeat(images))
                    .formatted(question));
  }
}
