package dev.facet.model;

import java.util.Arrays;

/**
 * Where the tokens of a prompt and its answer stand for the rotary positions. Most models count 0,
 * 1, 2, …; Qwen2-VL gives image tokens a time, a row and a column (M-RoPE), and goes on with text
 * after the largest of them.
 */
public final class TokenPositions {

  /** 0, 1, 2, … */
  public static final TokenPositions COUNTED = new TokenPositions(new int[3][0]);

  private final int[][] prompt;
  private final int after;

  /**
   * @param prompt time, row and column of every token of the prompt [3][T]
   */
  public TokenPositions(int[][] prompt) {
    this.prompt = prompt;
    int next = 0;
    for (int[] axis : prompt) {
      for (int p : axis) {
        next = Math.max(next, p + 1);
      }
    }
    this.after = next - prompt[0].length;
  }

  /** The position of a token of prompt or answer on an axis: 0 time, 1 row, 2 column. */
  int at(int axis, int token) {
    return token < prompt[axis].length ? prompt[axis][token] : token + after;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenPositions p && Arrays.deepEquals(prompt, p.prompt);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(prompt);
  }
}
