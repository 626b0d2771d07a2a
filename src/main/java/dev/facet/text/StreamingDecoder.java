package dev.facet.text;

import java.util.Arrays;
import java.util.function.Function;
import java.util.function.IntPredicate;

/**
 * Decodes tokens as they arrive. What was handed out never changes: a character whose bytes have
 * not all arrived is held back, and all parts together equal the text that is decoded at once.
 */
public final class StreamingDecoder {

  private static final char REPLACEMENT = '\uFFFD';

  private final Function<int[], String> decode;
  private final IntPredicate open;
  private int[] tokens = new int[32];
  private int count;
  private int emitted;
  private boolean inBytes;
  private String last = "";

  /**
   * @param decode the text of all tokens so far
   * @param open true for tokens whose text may still change by the next token: single bytes, of
   *     which one that is invalid spoils the whole run
   */
  public StreamingDecoder(Function<int[], String> decode, IntPredicate open) {
    this.decode = decode;
    this.open = open;
  }

  /** Takes the next token; returns the text that became certain by it, often empty. */
  public String add(int token) {
    if (count == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * count);
    }
    tokens[count++] = token;
    String text = text();
    // Tokens that decode to nothing, such as special ones, do not end a run of bytes.
    inBytes = open.test(token) || (inBytes && text.equals(last));
    last = text;
    if (inBytes) {
      return "";
    }
    int end = text.length();
    // An unfinished UTF-8 sequence decodes to replacement characters at the end; so may a finished
    // one that is invalid, which then comes with the next character or at the end.
    while (end > 0 && text.charAt(end - 1) == REPLACEMENT) {
      end--;
    }
    return upTo(text, end);
  }

  /** The rest: what was held back and is not going to be completed. */
  public String finish() {
    String text = text();
    return upTo(text, text.length());
  }

  /** All text so far, decoded at once. */
  public String text() {
    return decode.apply(Arrays.copyOf(tokens, count));
  }

  private String upTo(String text, int end) {
    if (end <= emitted) {
      return "";
    }
    String part = text.substring(emitted, end);
    emitted = end;
    return part;
  }
}
