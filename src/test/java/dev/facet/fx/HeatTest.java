package dev.facet.fx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeatTest {

  @ParameterizedTest
  @EnumSource(ColourMap.class)
  void colour_maps_run_from_dark_to_bright_and_never_back(ColourMap map) {
    double before = -1;
    for (int i = 0; i <= 24; i++) {
      int rgb = map.rgb(i / 24.0);
      double light = 0.2126 * (rgb >> 16 & 255) + 0.7152 * (rgb >> 8 & 255) + 0.0722 * (rgb & 255);
      assertTrue(light > before, map + " at step " + i);
      before = light;
    }
    assertTrue(before > 180, "the end is bright: " + before);
  }

  @Test
  void nothing_is_painted_where_nothing_fires() {
    HeatGrid grid = new HeatGrid(new float[] {0, 0, 0, 0, 0, 4, 0, 0, 0}, 3, 3);
    int[] argb = grid.paint(4, ColourMap.CIVIDIS);
    int side = 3 * grid.pixelsPerCell();
    assertEquals(side * side, argb.length);
    assertEquals(0, argb[0]);
    int bright = argb[side / 2 * side + side - 1];
    assertTrue((bright >>> 24) > 240, "opaque where it fires most");
    for (int pixel : argb) {
      int alpha = pixel >>> 24;
      assertTrue((pixel >> 16 & 255) <= alpha && (pixel & 255) <= alpha, "premultiplied");
    }
  }

  @Test
  void pixels_between_two_centres_lie_between_their_values() {
    HeatGrid grid = new HeatGrid(new float[] {1, 3}, 2, 1);
    int[] argb = grid.paint(4, ColourMap.CIVIDIS);
    int side = 2 * grid.pixelsPerCell();
    for (int x = 1; x < side; x++) {
      assertTrue(argb[x] >>> 24 >= argb[x - 1] >>> 24, "grows from left to right at " + x);
    }
    assertEquals((int) (Math.sqrt(1 / 4.0) * 255), argb[0] >>> 24, "left of the first centre");
    assertEquals((int) (Math.sqrt(3 / 4.0) * 255), argb[side - 1] >>> 24);
  }

  @Test
  void large_grids_are_painted_with_one_pixel_a_cell() {
    assertEquals(1, new HeatGrid(new float[64 * 64], 64, 64).pixelsPerCell());
    assertEquals(8, new HeatGrid(new float[64], 8, 8).pixelsPerCell());
  }

  @Test
  void a_contour_surrounds_the_cell_that_is_above_the_level() {
    HeatGrid grid = new HeatGrid(new float[] {0, 0, 0, 0, 2, 0, 0, 0, 0}, 3, 3);
    List<HeatGrid.Segment> segments = grid.contour(1);
    assertEquals(4, segments.size(), "a diamond");
    for (HeatGrid.Segment s : segments) {
      // Half way between the centre at 1.5 and its neighbours: distance 0.5 from it.
      assertEquals(0.5, Math.abs(s.x1() - 1.5) + Math.abs(s.y1() - 1.5), 1e-9);
      assertEquals(0.5, Math.abs(s.x2() - 1.5) + Math.abs(s.y2() - 1.5), 1e-9);
    }
  }

  @Test
  void contours_close_at_the_edge_and_saddles_do_not_cross() {
    HeatGrid corner = new HeatGrid(new float[] {2, 0, 0, 0}, 2, 2);
    assertEquals(4, corner.contour(1).size());
    HeatGrid saddle = new HeatGrid(new float[] {3, 0, 0, 3}, 2, 2);
    // The mean of the four lies above the level: the pieces in the middle cut off the low corners.
    List<HeatGrid.Segment> inside =
        saddle.contour(1).stream()
            .filter(s -> Math.min(s.x1(), s.x2()) >= 0.5 && Math.max(s.x1(), s.x2()) <= 1.5)
            .filter(s -> Math.min(s.y1(), s.y2()) >= 0.5 && Math.max(s.y1(), s.y2()) <= 1.5)
            .toList();
    assertEquals(2, inside.size());
    for (HeatGrid.Segment s : inside) {
      double along = (s.x1() + s.x2() - s.y1() - s.y2()) / 2;
      assertTrue(Math.abs(along) > 0.5, "near the corner above right or below left: " + s);
    }
  }
}
