package dev.facet.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.facet.model.QwenLayout.Grid;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order of Qwen2.5-VL's patches and positions, worked out by hand. */
class QwenLayoutTest {

  @Test
  void blocksComeWindowByWindow() {
    // 4 x 6 patches are 2 x 3 blocks; windows of 2 x 2 blocks hold four blocks, then two.
    QwenLayout layout = QwenLayout.of(List.of(new Grid(4, 6)), 2, 2);
    assertArrayEquals(new int[] {0, 1, 3, 4, 2, 5}, layout.blocks());
    assertArrayEquals(
        new int[] {
          0, 1, 6, 7, 2, 3, 8, 9, 12, 13, 18, 19, 14, 15, 20, 21, 4, 5, 10, 11, 16, 17, 22, 23
        },
        layout.raster());
    assertArrayEquals(new long[] {0, 16, 24}, layout.windows());
    assertArrayEquals(new long[] {0, 24}, layout.images());
    assertArrayEquals(new int[] {0, 1, 4, 2, 3, 5}, layout.back());
  }

  @Test
  void imagesFollowEachOther() {
    QwenLayout layout = QwenLayout.of(List.of(new Grid(2, 4), new Grid(4, 2)), 2, 4);
    assertArrayEquals(new long[] {0, 8, 16}, layout.images());
    assertArrayEquals(new long[] {0, 8, 16}, layout.windows());
    assertArrayEquals(new int[] {0, 1, 2, 3}, layout.blocks());
    int[][] places = layout.places();
    assertArrayEquals(new int[] {0, 1, 4, 5, 2, 3, 6, 7}, places[0]);
    assertArrayEquals(new int[] {8, 9, 10, 11, 12, 13, 14, 15}, places[1]);
    for (int[] image : places) {
      for (int patch = 0; patch < image.length; patch++) {
        assertEquals(patch, layout.raster()[image[patch]]);
      }
    }
  }

  @Test
  void everyPatchHasOnePlace() {
    QwenLayout layout = QwenLayout.of(List.of(new Grid(10, 14), new Grid(6, 2)), 2, 3);
    int[] all = Arrays.stream(layout.places()).flatMapToInt(Arrays::stream).sorted().toArray();
    for (int p = 0; p < all.length; p++) {
      assertEquals(p, all[p]);
    }
    assertEquals(10 * 14 + 6 * 2, all.length);
  }

  @Test
  void rowsAndColumnsTurnDifferentHalvesOfAHead() {
    QwenLayout layout = QwenLayout.of(List.of(new Grid(2, 2)), 2, 1);
    float[][] tables = layout.rotary(8, 10_000);
    // Patch 2 is row 1, column 0; frequencies are 1 and 0.01.
    float[] cos = Arrays.copyOfRange(tables[0], 16, 24);
    assertEquals(Math.cos(1), cos[0], 1e-6);
    assertEquals(Math.cos(0.01), cos[1], 1e-6);
    assertEquals(1, cos[2], 0);
    assertEquals(cos[0], cos[4], 0);
    assertEquals(-Math.sin(1), tables[1][16], 1e-6);
    assertEquals(Math.sin(1), tables[1][20], 1e-6);
  }

  @Test
  void anAnswerGoesOnAfterTheLargestPosition() {
    // A word, an image of 2 x 3 features, a word.
    TokenPositions positions =
        new TokenPositions(
            new int[][] {
              {0, 1, 1, 1, 1, 1, 1, 4}, {0, 1, 1, 1, 2, 2, 2, 4}, {0, 1, 2, 3, 1, 2, 3, 4}
            });
    assertEquals(2, positions.at(1, 5));
    assertEquals(5, positions.at(0, 8));
    assertEquals(6, positions.at(2, 9));
    assertEquals(17, TokenPositions.COUNTED.at(0, 17));
  }
}
