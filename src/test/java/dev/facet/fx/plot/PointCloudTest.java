package dev.facet.fx.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PointCloudTest {

  private final PointCloud cloud =
      PointCloud.of(
          new int[] {7, 8, 9, 10},
          new float[] {0, 1, Float.NaN, 1},
          new float[] {0, 1, 0.5f, Float.NEGATIVE_INFINITY});

  @Test
  void points_without_a_place_are_left_out() {
    assertEquals(2, cloud.size());
    assertEquals(1, cloud.find(8));
    assertEquals(-1, cloud.find(9));
    assertTrue(cloud.bounds().contains(0, 0) && cloud.bounds().contains(1, 1));
  }

  @Test
  void the_nearest_point_within_reach_is_found() {
    assertEquals(1, cloud.nearest(0.95, 1, 100, 100, 10));
    assertEquals(-1, cloud.nearest(0.5, 0.5, 100, 100, 10));
    assertEquals(0, cloud.nearest(0.2, 0, 10, 10, 10));
  }

  @Test
  void points_are_drawn_where_they_lie_and_nothing_elsewhere() {
    int[] argb = cloud.paint(101, 101, 0x0969da, 2);
    int at = (int) Math.round((0 - cloud.bounds().fromX()) / cloud.bounds().width() * 100);
    int low = 100 - at;
    assertTrue(argb[low * 101 + at] >>> 24 > 100);
    assertEquals(0x0969da, argb[low * 101 + at] & 0xffffff);
    assertEquals(0, argb[50 * 101 + 50] >>> 24);
  }

  @Test
  void an_empty_cloud_has_bounds_and_draws_nothing() {
    PointCloud none = PointCloud.of(new int[0], new float[0], new float[0]);
    assertEquals(0, none.size());
    assertEquals(-1, none.nearest(0, 0, 1, 1, 99));
    for (int pixel : none.paint(10, 10, 0xffffff, 2)) {
      assertEquals(0, pixel >>> 24);
    }
  }

  @Test
  void a_rectangle_counts_what_lies_in_it() {
    assertEquals(1, cloud.count(Bounds.of(2, 2, 0.5, 0.5)));
    assertEquals(2, cloud.count(Bounds.of(-1, 2, 2, -1)));
  }
}
