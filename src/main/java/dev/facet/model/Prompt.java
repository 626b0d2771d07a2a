package dev.facet.model;

/**
 * A question about images as the language model gets it.
 *
 * @param text what the chat template made of it, one placeholder an image
 * @param ids token ids, placeholders expanded to one an image feature [T]
 * @param imagePositions where the image features go, ascending [number of image features]
 * @param positions of the tokens for the rotary embedding
 */
public record Prompt(String text, int[] ids, int[] imagePositions, TokenPositions positions) {

  /** Number of tokens T. */
  public int length() {
    return ids.length;
  }

  /** Tokens before the first image feature: they are the same whatever the image. */
  public int prefix() {
    return imagePositions.length == 0 ? 0 : imagePositions[0];
  }
}
