package dev.facet.worker.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RestTest {
  private static final long MS = 1_000_000;
  private final Rest rest = new Rest();

  @Test
  void nobodyAskedSoNobodyRests() {
    assertTrue(rest.left(0, 0) <= 0);
  }

  @Test
  void aMomentAfterEveryRequest() {
    rest.requestEnded(10 * MS);
    assertEquals(50 * MS, rest.left(5 * MS, 10 * MS));
    assertEquals(20 * MS, rest.left(5 * MS, 40 * MS));
    assertTrue(rest.left(5 * MS, 60 * MS) <= 0);
    rest.requestEnded(58 * MS);
    assertEquals(48 * MS, rest.left(5 * MS, 60 * MS));
  }

  @Test
  void aHandThatNeverStopsDoesNotStopTheWork() {
    for (long now = 0; now < 1_000; now += 30) {
      rest.requestEnded(now * MS);
      assertTrue(rest.left(0, now * MS) > 0);
    }
    rest.requestEnded(1_001 * MS);
    assertTrue(rest.left(0, 1_001 * MS) <= 0);
  }
}
