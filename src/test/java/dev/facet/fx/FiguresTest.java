package dev.facet.fx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FiguresTest {

  @Test
  void numbers_read_as_people_write_them() {
    assertEquals("0.1 %", Figures.percent(0.0012));
    assertEquals("0.07 %", Figures.percent(0.0007));
    assertEquals("12 %", Figures.percent(0.1234));
    assertEquals("< 0.01 %", Figures.percent(0.00001));
    assertEquals("0 %", Figures.percent(0));
    assertEquals("\u22120.50", Figures.fixed(-0.5, 2));
    assertEquals("0.0", Figures.fixed(-0.04, 1));
    assertEquals("412 MB", Figures.bytes(412_000_000));
    assertEquals("1 min 5 s", Figures.seconds(65));
  }
}
