package dev.facet.checkpoint;

import java.util.Arrays;

/**
 * What a checkpoint says of a tensor.
 *
 * @param name its key
 * @param dtype the stored number format
 * @param shape sizes; empty for a single number
 */
public record TensorInfo(String name, DType dtype, long[] shape) {

  /** The number of elements. Checked against overflow when the file was opened. */
  public long elements() {
    long n = 1;
    for (long s : shape) {
      n *= s;
    }
    return n;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorInfo t
        && name.equals(t.name)
        && dtype == t.dtype
        && Arrays.equals(shape, t.shape);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + Arrays.hashCode(shape);
  }

  @Override
  public String toString() {
    return name + " " + dtype + " " + Arrays.toString(shape);
  }
}
