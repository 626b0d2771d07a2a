package dev.facet.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Against whole numbers: tails of Pascal's triangle. */
class SignTestTest {

  @Test
  void tails_are_those_of_pascals_triangle() {
    assertEquals((165 + 55 + 11 + 1) / 2048.0, RankTests.signTest(8, 3).p(), 1e-12);
    assertEquals(1 / 32.0, RankTests.signTest(5, 0).p(), 1e-12);
    assertEquals(1, RankTests.signTest(0, 7).p(), 1e-12);
    assertEquals(1, RankTests.signTest(0, 0).p(), 1e-12);
    assertEquals(0.5, RankTests.signTest(50, 49).p(), 1e-12);
  }
}
