package dev.facet.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.facet.core.PatchFrame.Part;
import dev.facet.metrics.HeatMap.Resampling;
import org.junit.jupiter.api.Test;

class HeatMapTest {

  private static final int WIDTH = 61;
  private static final int HEIGHT = 97;

  private final MetricFixture fixture = MetricFixture.named("heatmap");
  private final HeatMap map = new HeatMap(8, 8, fixture.floats("map"));

  private void check(String tensor, Resampling resampling) {
    assertArrayEquals(
        fixture.floats(tensor), map.resize(WIDTH, HEIGHT, resampling).values(), 1e-5f, tensor);
  }

  @Test
  void resampling_as_the_libraries_do_it() {
    check("nearest_centre", Resampling.NEAREST_CENTRE);
    check("nearest_pillow", Resampling.NEAREST_CENTRE);
    check("nearest_floor", Resampling.NEAREST_FLOOR);
    check("bilinear_half_pixel", Resampling.BILINEAR);
    check("bilinear_align_corners", Resampling.BILINEAR_CORNERS);
  }

  @Test
  void pixels_to_black_out() {
    checkZeros("mask_centre", "zero_pixels_centre", Resampling.NEAREST_CENTRE);
    checkZeros("mask_floor", "zero_pixels_floor", Resampling.NEAREST_FLOOR);
  }

  private void checkZeros(String tensor, String count, Resampling resampling) {
    boolean[] zeros = map.resize(WIDTH, HEIGHT, resampling).zeros();
    float[] expected = fixture.floats(tensor);
    int found = 0;
    for (int i = 0; i < zeros.length; i++) {
      assertEquals(expected[i] != 0, zeros[i], tensor + " at " + i);
      found += zeros[i] ? 1 : 0;
    }
    assertEquals(fixture.expected().get(count).getAsInt(), found);
  }

  @Test
  void the_mask_of_the_evaluation_loses_very_small_codes() {
    boolean[] kept = map.evaluationMask(WIDTH, HEIGHT);
    float[] expected = fixture.floats("mask_eval_uint8");
    for (int i = 0; i < kept.length; i++) {
      assertEquals(expected[i] != 0, kept[i], "pixel " + i);
    }
  }

  @Test
  void a_map_lies_over_the_part_that_was_seen_and_is_0_beside_it() {
    HeatMap small = new HeatMap(2, 2, new float[] {1, 2, 3, 4});
    assertArrayEquals(
        new float[] {0, 1, 2, 0, 0, 3, 4, 0},
        small.over(4, 2, new Part(0.25, 0, 0.5, 1), Resampling.NEAREST_CENTRE).values());
    assertArrayEquals(
        new float[] {1, 1, 2, 2, 3, 3, 4, 4},
        small.over(4, 2, new Part(0, -0.5, 1, 2), Resampling.NEAREST_CENTRE).values(),
        "what lies beyond the picture is cut off");
    assertArrayEquals(
        small.resize(5, 3, Resampling.NEAREST_CENTRE).values(),
        small.over(5, 3, new Part(0, 0, 1, 1), Resampling.NEAREST_CENTRE).values());
  }

  @Test
  void a_constant_map_has_no_range_to_show() {
    assertArrayEquals(
        new float[4], new HeatMap(2, 2, new float[] {3, 3, 3, 3}).normalised().values());
  }
}
