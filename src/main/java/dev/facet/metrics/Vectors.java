package dev.facet.metrics;

import java.util.Arrays;

/** The few operations on vectors that the figures share. */
public final class Vectors {

  private Vectors() {}

  /** Of two vectors of the same length. */
  public static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  static double norm(double[] v) {
    return Math.sqrt(dot(v, v));
  }

  /** The vector at unit norm; a zero vector stays zero, so that its cosine with anything is 0. */
  public static double[] unit(float[] v) {
    double[] wide = new double[v.length];
    for (int i = 0; i < v.length; i++) {
      wide[i] = v[i];
    }
    return unit(wide);
  }

  /** Every row at unit norm [rows, d]; a zero row stays zero. */
  public static double[][] unitRows(float[][] rows) {
    return Arrays.stream(rows).map(Vectors::unit).toArray(double[][]::new);
  }

  /** As {@link #unit(float[])}; the argument itself is scaled and returned. */
  static double[] unit(double[] v) {
    double norm = norm(v);
    if (norm > 0) {
      for (int i = 0; i < v.length; i++) {
        v[i] /= norm;
      }
    }
    return v;
  }
}
