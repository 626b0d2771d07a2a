package dev.facet.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.facet.core.Cancellation;
import dev.facet.core.FacetException;
import dev.facet.core.Progress;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The map of directions: like lies by like, the same every time. */
class LatentMapTest {

  private static final int PER_GROUP = 40;

  /** Three bundles of directions, each around an axis of its own. */
  private static float[][] bundles() {
    Random random = new Random(4);
    float[][] directions = new float[3 * PER_GROUP][20];
    for (int i = 0; i < directions.length; i++) {
      for (int d = 0; d < 20; d++) {
        directions[i][d] = (float) random.nextGaussian() * 0.1f;
      }
      directions[i][i / PER_GROUP] += 3;
    }
    return directions;
  }

  @Test
  void bundles_of_directions_lie_apart() {
    AtomicLong steps = new AtomicLong();
    float[][] places =
        LatentMap.places(
            bundles(), (activity, done, total) -> steps.incrementAndGet(), Cancellation.NONE);
    double[][] centres = new double[3][2];
    for (int i = 0; i < places.length; i++) {
      centres[i / PER_GROUP][0] += places[i][0] / PER_GROUP;
      centres[i / PER_GROUP][1] += places[i][1] / PER_GROUP;
    }
    for (int i = 0; i < places.length; i++) {
      double own = distance(places[i], centres[i / PER_GROUP]);
      for (int other = 0; other < 3; other++) {
        assertTrue(
            other == i / PER_GROUP || own < distance(places[i], centres[other]),
            "direction " + i + " lies in bundle " + other);
      }
    }
    assertTrue(steps.get() > 2, "progress is told");
  }

  private static double distance(float[] place, double[] centre) {
    return Math.hypot(place[0] - centre[0], place[1] - centre[1]);
  }

  @Test
  void the_same_directions_have_the_same_map() {
    float[][] first = LatentMap.places(bundles(), Progress.NONE, Cancellation.NONE);
    float[][] second = LatentMap.places(bundles(), Progress.NONE, Cancellation.NONE);
    for (int i = 0; i < first.length; i++) {
      assertArrayEquals(first[i], second[i]);
    }
  }

  @Test
  void too_few_are_refused_and_cancelling_ends_it() {
    String few =
        assertThrows(
                FacetException.class,
                () -> LatentMap.places(new float[5][4], Progress.NONE, Cancellation.NONE))
            .getMessage();
    assertTrue(few.contains("at least 32 latents that fire; there are 5"), few);
    assertThrows(
        CancellationException.class, () -> LatentMap.places(bundles(), Progress.NONE, () -> true));
  }
}
