package dev.facet.metrics;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The definition that an index run is compared with: which images represent a latent (Ferrando et
 * al., {@code get_max_activating_vision.py}).
 */
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
}
