package dev.facet.text;

import java.util.ArrayList;
import java.util.List;

/**
 * One message of a conversation.
 *
 * @param role {@code user}, {@code assistant} or {@code system}
 * @param parts its content in order
 */
public record Turn(String role, List<Part> parts) {

  /** A piece of a message. */
  public sealed interface Part {}

  /** The place of an image; the chat template writes its token there. */
  public record ImagePart() implements Part {}

  /**
   * Words.
   *
   * @param text as the person wrote them
   */
  public record TextPart(String text) implements Part {}

  public Turn {
    parts = List.copyOf(parts);
  }

  /** A question about images: the images first, then the text. */
  public static Turn user(int images, String text) {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      parts.add(new ImagePart());
    }
    parts.add(new TextPart(text));
    return new Turn("user", parts);
  }
}
