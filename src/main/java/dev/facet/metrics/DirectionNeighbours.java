package dev.facet.metrics;

/**
 * The latents whose decoder directions are most alike, by cosine.
 *
 * @param latents indices, best first
 * @param cosines of each
 */
@SuppressWarnings("ArrayRecordComponent")
public record DirectionNeighbours(int[] latents, double[] cosines) {

  /** Cosines closer than this are the same: parallel rows differ by rounding only. */
  private static final double TIE = 1e-12;

  /**
   * The neighbours of one row; itself is left out, ties go to the lower index, a zero row has
   * cosine 0 with everything.
   *
   * @param cosines of the row with every row, its own included [F]
   * @param self index of the row, or -1 where the direction is none of the rows
   * @param limit at most this many
   */
  public static DirectionNeighbours of(double[] cosines, int self, int limit) {
    int others = self >= 0 && self < cosines.length ? cosines.length - 1 : cosines.length;
    int[] best = new int[Math.min(limit, others)];
    double[] values = new double[best.length];
    int size = 0;
    for (int i = 0; i < cosines.length; i++) {
      if (i == self || (size == best.length && !(cosines[i] > values[size - 1] + TIE))) {
        continue;
      }
      int at = size < best.length ? size++ : size - 1;
      while (at > 0 && cosines[i] > values[at - 1] + TIE) {
        best[at] = best[at - 1];
        values[at] = values[at - 1];
        at--;
      }
      best[at] = i;
      values[at] = cosines[i];
    }
    return new DirectionNeighbours(best, values);
  }

  /**
   * Cosines of one unit row with all.
   *
   * @param unitRows [F, D]
   */
  public static double[] cosines(double[][] unitRows, int row) {
    double[] cosines = new double[unitRows.length];
    for (int i = 0; i < cosines.length; i++) {
      cosines[i] = Vectors.dot(unitRows[row], unitRows[i]);
    }
    return cosines;
  }
}
