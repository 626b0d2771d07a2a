package dev.facet.sae;

import java.util.Arrays;

/**
 * What an SAE makes of N activations: their codes other than 0, row by row with latents ascending,
 * and what the codes stand for. Plain arrays, not copied: they belong to whoever receives them.
 *
 * @param starts where each row's codes begin in {@code latents} and {@code codes}; one more at the
 *     end [N + 1]
 * @param latents of the codes
 * @param codes other than 0
 * @param reconstruction in the model's space [N, Dout]
 */
@SuppressWarnings("ArrayRecordComponent")
public record SparseEncoding(int[] starts, int[] latents, float[] codes, float[] reconstruction) {

  /** Number of activations, N. */
  public int rows() {
    return starts.length - 1;
  }

  /**
   * Picks the codes out of dense ones.
   *
   * @param dense {@code [N, F]}
   * @param latentCount F
   * @param reconstruction {@code [N, Dout]}
   */
  static SparseEncoding ofDense(float[] dense, int latentCount, float[] reconstruction) {
    int rows = dense.length / latentCount;
    int[] starts = new int[rows + 1];
    int[] latents = new int[dense.length];
    float[] codes = new float[dense.length];
    int size = 0;
    for (int i = 0; i < dense.length; i++) {
      if (dense[i] != 0) {
        latents[size] = i % latentCount;
        codes[size++] = dense[i];
      }
      starts[i / latentCount + 1] = size;
    }
    return new SparseEncoding(
        starts, Arrays.copyOf(latents, size), Arrays.copyOf(codes, size), reconstruction);
  }
}
