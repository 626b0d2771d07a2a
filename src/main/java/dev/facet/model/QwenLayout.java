package dev.facet.model;

import dev.facet.image.PixelValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The order of the patches in Qwen2.5-VL's encoder. The processor writes them block by block, a
 * block being the patches that are merged to one feature; the encoder sorts the blocks by window
 * (transformers {@code get_vision_window_index}), so that the tokens of a window lie together.
 *
 * @param blocks block of the processor's order at every place of the encoder's order [P / merge²]
 * @param raster patch of its image, row by row, at every place of the encoder's order [P]
 * @param rows of that patch [P]
 * @param columns of that patch [P]
 * @param images edges of the images' spans, 0 to P
 * @param windows edges of the windows' spans, 0 to P
 */
record QwenLayout(
    int[] blocks, int[] raster, int[] rows, int[] columns, long[] images, long[] windows) {

  /** Height and width of an image in patches. */
  record Grid(int rows, int columns) {}

  static List<Grid> grids(List<PixelValues> images) {
    return images.stream().map(i -> new Grid(i.rows(), i.columns())).toList();
  }

  /**
   * @param grids of the images, sides divisible by {@code merge}
   * @param merge patches a block on each side
   * @param window blocks a window on each side
   */
  static QwenLayout of(List<Grid> grids, int merge, int window) {
    int unit = merge * merge;
    int total = grids.stream().mapToInt(g -> g.rows * g.columns).sum();
    int[] blocks = new int[total / unit];
    int[] raster = new int[total];
    int[] rows = new int[total];
    int[] columns = new int[total];
    List<Long> imageEdges = new ArrayList<>(List.of(0L));
    List<Long> windowEdges = new ArrayList<>(List.of(0L));
    int at = 0;
    int firstBlock = 0;
    for (Grid grid : grids) {
      int high = grid.rows / merge;
      int wide = grid.columns / merge;
      for (int top = 0; top < high; top += window) {
        for (int left = 0; left < wide; left += window) {
          for (int r = top; r < Math.min(top + window, high); r++) {
            for (int c = left; c < Math.min(left + window, wide); c++) {
              blocks[at / unit] = firstBlock + r * wide + c;
              for (int in = 0; in < unit; in++, at++) {
                rows[at] = r * merge + in / merge;
                columns[at] = c * merge + in % merge;
                raster[at] = rows[at] * grid.columns + columns[at];
              }
            }
          }
          windowEdges.add((long) at);
        }
      }
      firstBlock += high * wide;
      imageEdges.add((long) at);
    }
    return new QwenLayout(blocks, raster, rows, columns, longs(imageEdges), longs(windowEdges));
  }

  private static long[] longs(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  int patches() {
    return raster.length;
  }

  /** The place in the encoder's order of every patch, image by image, row by row. */
  int[][] places() {
    int[][] places = new int[images.length - 1][];
    for (int i = 0; i < places.length; i++) {
      int from = (int) images[i];
      places[i] = new int[(int) images[i + 1] - from];
      for (int p = 0; p < places[i].length; p++) {
        places[i][raster[from + p]] = from + p;
      }
    }
    return places;
  }

  /** The place in the encoder's order of every block of the processor's order. */
  int[] back() {
    int[] back = new int[blocks.length];
    for (int i = 0; i < back.length; i++) {
      back[blocks[i]] = i;
    }
    return back;
  }

  /** cos and signed sin of the two-dimensional rotary positions, each [P · width]. */
  float[][] rotary(int headWidth, double theta) {
    int half = headWidth / 2;
    int quarter = headWidth / 4;
    float[] inverse = new float[quarter];
    for (int i = 0; i < quarter; i++) {
      inverse[i] = 1 / (float) Math.pow(theta, (float) (2 * i) / half);
    }
    float[] cos = new float[patches() * headWidth];
    float[] sin = new float[patches() * headWidth];
    for (int p = 0; p < patches(); p++) {
      for (int i = 0; i < 2 * quarter; i++) {
        float angle = (i < quarter ? rows[p] : columns[p]) * inverse[i % quarter];
        int o = p * headWidth + i;
        cos[o] = cos[o + 2 * quarter] = (float) Math.cos(angle);
        sin[o + 2 * quarter] = (float) Math.sin(angle);
        sin[o] = -sin[o + 2 * quarter];
      }
    }
    return new float[][] {cos, sin};
  }

  @Override
  public String toString() {
    return "QwenLayout" + Arrays.toString(images);
  }
}
