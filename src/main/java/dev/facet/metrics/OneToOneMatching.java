package dev.facet.metrics;

import dev.facet.core.Cancellation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Pairs two sides one to one so that the sum of the pairs' weights is as large as it can be: the
 * assignment problem on a sparse graph, solved by shortest augmenting paths with potentials (Kuhn
 * 1955; Jonker and Volgenant 1987). A left that nobody is worth staying without stays alone. One
 * search a left, which looks only at those that compete with it: with few edges a left, far from
 * the cube that a full matrix costs.
 */
public final class OneToOneMatching {

  /** Nobody. */
  public static final int ALONE = -1;

  private static final int CHECKED_EVERY = 256;

  /**
   * Two that may be paired.
   *
   * @param weight above 0 and at most 1; the larger the better
   */
  public record Edge(int left, int right, double weight) {}

  private record Reached(double distance, int right) {}

  private static final Comparator<Reached> NEAREST =
      Comparator.comparingDouble(Reached::distance).thenComparingInt(Reached::right);

  /** Edges by left: those of left i are [starts[i], starts[i + 1]). */
  private final int[] starts;

  private final int[] rights;
  private final double[] weights;
  private final int[] partner;
  private final int[] owner;

  /** Potentials; an edge costs 1 - weight, to stay alone costs 1. */
  private final double[] ofLeft;

  private final double[] ofRight;
  private final double[] distance;
  private final double[] base;
  private final int[] via;
  private final int[] seen;
  private final int[] done;
  private int search;

  private OneToOneMatching(int lefts, int rightCount, List<Edge> edges) {
    starts = new int[lefts + 1];
    edges.forEach(edge -> starts[edge.left() + 1]++);
    for (int i = 0; i < lefts; i++) {
      starts[i + 1] += starts[i];
    }
    int[] next = Arrays.copyOf(starts, lefts);
    rights = new int[edges.size()];
    weights = new double[edges.size()];
    for (Edge edge : edges) {
      int at = next[edge.left()]++;
      rights[at] = edge.right();
      weights[at] = edge.weight();
    }
    partner = filled(lefts);
    owner = filled(rightCount);
    ofLeft = new double[lefts];
    base = new double[lefts];
    ofRight = new double[rightCount];
    distance = new double[rightCount];
    via = new int[rightCount];
    seen = new int[rightCount];
    done = new int[rightCount];
  }

  private static int[] filled(int length) {
    int[] values = new int[length];
    Arrays.fill(values, ALONE);
    return values;
  }

  /**
   * Finds the pairs.
   *
   * @param lefts how many there are on the left
   * @param rights how many on the right
   * @param edges who may be paired, each pair once
   * @return the partner of each left, {@link #ALONE} for none [lefts]
   * @throws java.util.concurrent.CancellationException when cancelled
   */
  public static int[] of(int lefts, int rights, List<Edge> edges, Cancellation cancellation) {
    OneToOneMatching matching = new OneToOneMatching(lefts, rights, edges);
    for (int left = 0; left < lefts; left++) {
      if (left % CHECKED_EVERY == 0) {
        cancellation.check();
      }
      matching.place(left);
    }
    return matching.partner;
  }

  /** The cheapest way to place one more: others may move to their next best, or go alone. */
  private void place(int start) {
    search++;
    PriorityQueue<Reached> reached = new PriorityQueue<>(NEAREST);
    List<Integer> looked = new ArrayList<>();
    List<Integer> passed = new ArrayList<>();
    double cheapest = Double.POSITIVE_INFINITY;
    int alone = ALONE;
    int free = ALONE;
    int left = start;
    base[start] = 0;
    while (left != ALONE) {
      looked.add(left);
      double staying = base[left] + 1 - ofLeft[left];
      if (staying < cheapest) {
        cheapest = staying;
        alone = left;
      }
      reach(left, cheapest, reached);
      int right = nearest(reached, cheapest);
      left = ALONE;
      if (right != ALONE) {
        passed.add(right);
        done[right] = search;
        if (owner[right] == ALONE) {
          cheapest = distance[right];
          free = right;
        } else {
          left = owner[right];
          base[left] = distance[right];
        }
      }
    }
    for (int each : looked) {
      ofLeft[each] += cheapest - base[each];
    }
    for (int each : passed) {
      ofRight[each] -= cheapest - distance[each];
    }
    move(free == ALONE ? leave(alone) : free);
  }

  private void reach(int left, double cheapest, PriorityQueue<Reached> reached) {
    for (int edge = starts[left]; edge < starts[left + 1]; edge++) {
      int right = rights[edge];
      double far = base[left] + 1 - weights[edge] - ofLeft[left] - ofRight[right];
      boolean nearer = seen[right] != search || far < distance[right];
      if (done[right] != search && far < cheapest && nearer) {
        seen[right] = search;
        distance[right] = far;
        via[right] = left;
        reached.add(new Reached(far, right));
      }
    }
  }

  private int nearest(PriorityQueue<Reached> reached, double cheapest) {
    for (Reached next = reached.poll(); next != null; next = reached.poll()) {
      if (next.distance() >= cheapest) {
        return ALONE;
      }
      if (done[next.right()] != search) {
        return next.right();
      }
    }
    return ALONE;
  }

  /** A left goes alone. @return whom it leaves */
  private int leave(int left) {
    int freed = partner[left];
    partner[left] = ALONE;
    return freed;
  }

  /** Hands a free right to whoever reached it, what that one leaves to the next, and so on. */
  private void move(int freed) {
    int right = freed;
    while (right != ALONE) {
      int taker = via[right];
      int given = partner[taker];
      partner[taker] = right;
      owner[right] = taker;
      right = given;
    }
  }
}
