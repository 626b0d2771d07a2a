package dev.facet.metrics;

import java.util.Comparator;
import java.util.stream.IntStream;

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
   * @param self index of the row
   * @param limit at most this many
   */
  public static DirectionNeighbours of(double[] cosines, int self, int limit) {
    // Rounding to multiples of the tie width first keeps the order a total one.
    int[] best =
        IntStream.range(0, cosines.length)
            .filter(i -> i != self)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingLong(i -> -Math.round(cosines[i] / TIE))
                    .thenComparing(i -> i))
            .limit(limit)
            .mapToInt(Integer::intValue)
            .toArray();
    return new DirectionNeighbours(best, IntStream.of(best).mapToDouble(i -> cosines[i]).toArray());
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
