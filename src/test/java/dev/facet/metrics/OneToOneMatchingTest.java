package dev.facet.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.core.Cancellation;
import dev.facet.metrics.OneToOneMatching.Edge;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** Pairs with the largest sum. */
class OneToOneMatchingTest {

  @Test
  void the_best_pair_is_given_up_where_the_sum_gains() {
    List<Edge> edges = List.of(new Edge(0, 0, 0.9), new Edge(0, 1, 0.8), new Edge(1, 0, 0.85));
    // Greedy would pair 0 with 0 and leave 1 alone.
    assertArrayEquals(new int[] {1, 0}, OneToOneMatching.of(2, 2, edges, Cancellation.NONE));
  }

  @Test
  void who_was_placed_goes_alone_where_that_costs_least() {
    List<Edge> edges = List.of(new Edge(0, 0, 0.2), new Edge(1, 0, 0.7));
    assertArrayEquals(
        new int[] {OneToOneMatching.ALONE, 0}, OneToOneMatching.of(2, 1, edges, Cancellation.NONE));
  }

  @Test
  void the_sum_is_that_of_the_best_of_all_matchings() {
    Random random = new Random(4);
    for (int round = 0; round < 400; round++) {
      int lefts = 1 + random.nextInt(6);
      int rights = 1 + random.nextInt(6);
      double[][] weights = new double[lefts][rights];
      List<Edge> edges = new ArrayList<>();
      for (int l = 0; l < lefts; l++) {
        for (int r = 0; r < rights; r++) {
          if (random.nextDouble() < 0.6) {
            // Few different weights, so that there are ties.
            weights[l][r] = (1 + random.nextInt(round % 2 == 0 ? 5 : 1000)) / 1000.0;
            edges.add(new Edge(l, r, weights[l][r]));
          }
        }
      }
      int[] found = OneToOneMatching.of(lefts, rights, edges, Cancellation.NONE);
      BitSet taken = new BitSet();
      double sum = 0;
      for (int l = 0; l < lefts; l++) {
        if (found[l] != OneToOneMatching.ALONE) {
          assertTrue(!taken.get(found[l]) && weights[l][found[l]] > 0, "one to one, along edges");
          taken.set(found[l]);
          sum += weights[l][found[l]];
        }
      }
      assertEquals(best(weights, 0, new BitSet()), sum, 1e-9, "round " + round);
    }
  }

  private static double best(double[][] weights, int left, BitSet taken) {
    if (left == weights.length) {
      return 0;
    }
    double best = best(weights, left + 1, taken);
    for (int r = 0; r < weights[left].length; r++) {
      if (weights[left][r] > 0 && !taken.get(r)) {
        taken.set(r);
        best = Math.max(best, weights[left][r] + best(weights, left + 1, taken));
        taken.clear(r);
      }
    }
    return best;
  }

  @Test
  void it_can_be_cancelled() {
    assertThrows(
        CancellationException.class,
        () -> OneToOneMatching.of(1, 1, List.of(new Edge(0, 0, 1)), () -> true));
  }
}
