package dev.facet.steering;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * An earlier answer to the same question, used as a guess of the next one: tokens that the model
 * would choose too are had for one pass instead of one pass each (speculative decoding, Leviathan
 * et al. 2023, with the old caption as the draft model). What is guessed wrong is thrown away, so
 * the answer is the same.
 */
final class Draft {

  /** No guess. */
  static final Draft NONE = new Draft(new int[0]);

  private static final int LONGEST = 16;

  private final int[] tokens;
  private int cursor;

  private Draft(int[] tokens) {
    this.tokens = tokens;
  }

  /** An earlier answer without its end token. */
  static Draft of(List<Integer> answer, Set<Integer> endTokens) {
    return new Draft(
        answer.stream().filter(t -> !endTokens.contains(t)).mapToInt(Integer::intValue).toArray());
  }

  /** The whole answer, at most so many tokens. */
  int[] beginning(int limit) {
    return Arrays.copyOf(tokens, Math.min(tokens.length, Math.max(0, limit)));
  }

  /** Says that the first tokens of the draft are used up. */
  void skip(int count) {
    cursor = Math.min(tokens.length, count);
  }

  /** Whether all of it is used up. */
  boolean isOver() {
    return cursor >= tokens.length;
  }

  /** What followed a token in the draft, from where the last guess ended; may be empty. */
  int[] after(int token, int limit) {
    for (int i = cursor; i < tokens.length; i++) {
      if (tokens[i] == token) {
        cursor = i + 1;
        int end = Math.min(tokens.length, cursor + Math.clamp(limit, 0, LONGEST));
        return Arrays.copyOfRange(tokens, cursor, end);
      }
    }
    return new int[0];
  }
}
