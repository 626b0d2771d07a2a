package dev.facet.metrics;

/** The few operations on vectors that the figures share. */
final class Vectors {

  private Vectors() {}

  static double dot(double[] a, double[] b) {
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
  static double[] unit(float[] v) {
    double[] wide = new double[v.length];
    for (int i = 0; i < v.length; i++) {
      wide[i] = v[i];
    }
    return unit(wide);
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
