package dev.facet.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LearningRateTest {

  private final LearningRate rate = new LearningRate(2e-3, 100, 1000, 0.5, 0.1);

  @Test
  void risesLinearly() {
    assertEquals(2e-5, rate.at(0), 1e-12);
    assertEquals(1e-3, rate.at(49), 1e-12);
  }

  @Test
  void staysOnThePlateauWhateverTheTotal() {
    assertEquals(2e-3, rate.at(100), 1e-12);
    assertEquals(2e-3, rate.at(500), 1e-12);
    assertEquals(2e-3, new LearningRate(2e-3, 100, 9000, 0.5, 0.1).at(500), 1e-12);
  }

  @Test
  void fallsByHalfACosineToTheFloor() {
    assertEquals(2e-3 * (0.1 + 0.9 * 0.5), rate.at(750), 1e-12);
    assertEquals(2e-4, rate.at(1000), 1e-12);
  }
}
