package dev.facet.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Masks as pycocotools 2.0 draws them. */
class CocoShapeTest {

  private static final int WIDTH = 12;
  private static final int HEIGHT = 8;

  private static final String SLANTED =
      """
      ............
      ..###.......
      ..#######...
      ..#######...
      ..######....
      ..######....
      .....##.....
      ............
      """;

  private static String drawn(CocoShape shape) {
    boolean[] mask = new boolean[WIDTH * HEIGHT];
    shape.paint(mask, WIDTH, HEIGHT);
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < mask.length; i++) {
      rows.append(mask[i] ? '#' : '.').append(i % WIDTH == WIDTH - 1 ? "\n" : "");
    }
    return rows.toString();
  }

  private static CocoShape polygons(double[]... rings) {
    return new CocoShape.Polygons(List.of(rings));
  }

  @Test
  void polygons_are_filled_as_pycocotools_fills_them() {
    assertEquals(
        SLANTED, drawn(polygons(new double[] {1.5, 0.75, 9.25, 2.1, 7.0, 6.9, 2.2, 5.55})));
    assertEquals(
        """
        .###........
        ..##..#.....
        ...#..####..
        ......######
        ......#####.
        ......####..
        .......##...
        ............
        """,
        drawn(
            polygons(
                new double[] {0, 0, 4, 0, 4, 4},
                new double[] {6.3, 1.2, 11.9, 3.3, 8.05, 7.75, 5.5, 4.4})),
        "two parts of one object");
    assertEquals(
        """
        ............
        ............
        ..######....
        ..######....
        ..######....
        ..######....
        ............
        ............
        """,
        drawn(polygons(new double[] {2, 2, 2, 2, 8, 2, 8, 2, 8, 6, 2, 6, 2, 2})),
        "points that stand twice");
    assertEquals(
        """
        ............
        ...#.....#..
        ...##...##..
        ...###.###..
        ...###.###..
        ...##...##..
        ...#........
        ............
        """,
        drawn(polygons(new double[] {3.1, 1.0, 3.1, 7.0, 9.9, 1.0, 9.9, 7.0})),
        "a line that crosses itself");
  }

  @Test
  void what_lies_outside_of_the_image_is_cut_off() {
    assertEquals(
        """
        ###########.
        ############
        ############
        ############
        ############
        ############
        .##########.
        ..########..
        """,
        drawn(polygons(new double[] {-3.2, 2.0, 5.5, -4.0, 14.0, 3.0, 6.0, 12.5})));
  }

  @Test
  void packed_run_lengths_say_the_same() {
    CocoShape.Runs runs = CocoShape.Runs.unpack(WIDTH, HEIGHT, "a05300010O00O1Nh0");
    assertEquals(SLANTED, drawn(runs));
    assertFalse(runs.fits(HEIGHT, WIDTH));
  }

  @Test
  void damaged_shapes_are_refused() {
    assertThrows(
        IllegalArgumentException.class, () -> CocoShape.Runs.unpack(WIDTH, HEIGHT, "a0530P"));
    assertThrows(IllegalArgumentException.class, () -> new CocoShape.Runs(2, 2, new int[] {5, -1}));
    assertThrows(IllegalArgumentException.class, () -> polygons(new double[] {1, 2, 3}));
    assertThrows(IllegalArgumentException.class, () -> polygons(new double[] {1, 1e300}));
  }
}
