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

  private static float[][] bundles() {
    return bundles(PER_GROUP);
  }

  /** Three bundles of directions, each around an axis of its own. */
  private static float[][] bundles(int perGroup) {
    Random random = new Random(4);
    float[][] directions = new float[3 * perGroup][20];
    for (int i = 0; i < directions.length; i++) {
      for (int d = 0; d < 20; d++) {
        directions[i][d] = (float) random.nextGaussian() * 0.1f;
      }
      directions[i][i / perGroup] += 3;
    }
    return directions;
  }

  /** Beyond 4,096 the library searches neighbours in another way. */
  @Test
  void many_directions_have_a_map_too() {
    int perGroup = 1_400;
    float[][] places = LatentMap.places(bundles(perGroup), Progress.NONE, Cancellation.NONE);
    double[][] centres = centres(places, perGroup);
    int astray = 0;
    for (int i = 0; i < places.length; i++) {
      for (int other = 0; other < 3; other++) {
        double own = distance(places[i], centres[i / perGroup]);
        astray += distance(places[i], centres[other]) < own ? 1 : 0;
      }
    }
    assertTrue(astray < places.length / 100, astray + " lie in another bundle");
  }

  @Test
  void bundles_of_directions_lie_apart() {
    AtomicLong steps = new AtomicLong();
    float[][] places =
        LatentMap.places(
            bundles(), (activity, done, total) -> steps.incrementAndGet(), Cancellation.NONE);
    double[][] centres = centres(places, PER_GROUP);
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

  private static double[][] centres(float[][] places, int perGroup) {
    double[][] centres = new double[3][2];
    for (int i = 0; i < places.length; i++) {
      centres[i / perGroup][0] += places[i][0] / perGroup;
      centres[i / perGroup][1] += places[i][1] / perGroup;
    }
    return centres;
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
