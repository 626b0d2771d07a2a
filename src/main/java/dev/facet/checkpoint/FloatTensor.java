package dev.facet.checkpoint;

import dev.facet.core.FacetException;
import java.util.Arrays;

/**
 * A tensor in memory.
 *
 * @param shape sizes; empty for a single number
 * @param data the elements in C order. Not copied
 */
public record FloatTensor(long[] shape, float[] data) {

  public FloatTensor {
    long n = 1;
    for (long s : shape) {
      n = Math.multiplyExact(n, s);
    }
    if (n != data.length) {
      throw FacetException.badInput(
          "A tensor of shape "
              + Arrays.toString(shape)
              + " cannot have "
              + data.length
              + " elements");
    }
  }

  /** A tensor of these elements in C order, not copied. */
  public static FloatTensor of(float[] data, long... shape) {
    return new FloatTensor(shape, data);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FloatTensor t
        && Arrays.equals(shape, t.shape)
        && Arrays.equals(data, t.data);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return "FloatTensor" + Arrays.toString(shape);
  }
}
