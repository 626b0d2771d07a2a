package dev.facet.fx.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CloudScaleTest {

  private final CloudScale scale = new CloudScale(34, 6, 200, 100, new Bounds(-2, 3, 10, 60));

  @Test
  void values_grow_to_the_right_and_upwards() {
    assertEquals(34, scale.screenX(-2));
    assertEquals(234, scale.screenX(3));
    assertEquals(106, scale.screenY(10));
    assertEquals(6, scale.screenY(60));
  }

  @Test
  void a_pixel_has_the_value_that_stands_there() {
    for (double share : new double[] {0, 0.25, 1}) {
      double x = -2 + 5 * share;
      double y = 10 + 50 * share;
      assertEquals(x, scale.valueX(scale.screenX(x)), 1e-12);
      assertEquals(y, scale.valueY(scale.screenY(y)), 1e-12);
    }
  }

  @Test
  void what_lies_outside_is_brought_to_the_edge() {
    assertEquals(34, scale.inX(-1000));
    assertEquals(234, scale.inX(1000));
    assertEquals(6, scale.inY(0));
    assertEquals(106, scale.inY(1000));
  }
}
