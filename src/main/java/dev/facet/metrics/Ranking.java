package dev.facet.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Which images represent a latent (Ferrando et al., {@code get_max_activating_vision.py}). */
public final class Ranking {

  private Ranking() {}

  /**
   * Indices of the scores above 0, best first, the lower index first on a tie.
   *
   * @param limit at most this many
   */
  public static int[] top(double[] scores, int limit) {
    return IntStream.range(0, scores.length)
        .filter(i -> scores[i] > 0)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(i -> -scores[i]).thenComparing(i -> i))
        .limit(limit)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /**
   * The images above 0, best first, cut into parts of floor(n / parts); the last part takes the
   * rest.
   */
  public static List<int[]> parts(double[] scores, int parts) {
    int[] order = top(scores, scores.length);
    int size = order.length / parts;
    List<int[]> members = new ArrayList<>();
    for (int p = 0; p < parts; p++) {
      int end = p == parts - 1 ? order.length : (p + 1) * size;
      members.add(Arrays.copyOfRange(order, p * size, end));
    }
    return members;
  }

  /**
   * The rows above 0 in ascending order of score (ties: lower row first), cut into bins of
   * near-equal size: bin b holds positions floor(b·m/bins) to floor((b+1)·m/bins) - 1 (Delphi).
   */
  public static List<int[]> quantiles(double[] scores, int bins) {
    int[] order =
        IntStream.range(0, scores.length)
            .filter(i -> scores[i] > 0)
            .boxed()
            .sorted(Comparator.<Integer>comparingDouble(i -> scores[i]).thenComparing(i -> i))
            .mapToInt(Integer::intValue)
            .toArray();
    List<int[]> members = new ArrayList<>();
    for (int b = 0; b < bins; b++) {
      members.add(
          Arrays.copyOfRange(
              order,
              (int) ((long) b * order.length / bins),
              (int) ((long) (b + 1) * order.length / bins)));
    }
    return members;
  }
}
