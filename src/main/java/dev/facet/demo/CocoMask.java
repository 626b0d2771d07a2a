package dev.facet.demo;

import java.util.Arrays;

/**
 * The pixels of one object in the form of COCO's instance files: uncompressed run lengths down the
 * columns, beginning with a run of outside pixels (pycocotools, {@code frUncompressedRLE}).
 *
 * @param counts run lengths, outside and inside in turn
 * @param area pixels inside
 * @param left smallest column inside
 * @param top smallest row inside
 * @param width columns from the first to the last inside
 * @param height rows likewise
 */
record CocoMask(int[] counts, int area, int left, int top, int width, int height) {

  /**
   * Encodes the pixels with one number.
   *
   * @param objectIds {@code [H, W]}
   */
  static CocoMask of(byte[] objectIds, int width, int height, int id) {
    int[] counts = new int[64];
    int runs = 0;
    int run = 0;
    boolean inside = false;
    int area = 0;
    int left = width;
    int top = height;
    int right = -1;
    int bottom = -1;
    for (int x = 0; x < width; x++) {
      for (int y = 0; y < height; y++) {
        boolean now = objectIds[y * width + x] == id;
        if (now != inside) {
          counts = put(counts, runs++, run);
          run = 0;
          inside = now;
        }
        run++;
        if (now) {
          area++;
          left = Math.min(left, x);
          right = Math.max(right, x);
          top = Math.min(top, y);
          bottom = Math.max(bottom, y);
        }
      }
    }
    counts = put(counts, runs++, run);
    return new CocoMask(
        Arrays.copyOf(counts, runs),
        area,
        left,
        top,
        Math.max(0, right - left + 1),
        Math.max(0, bottom - top + 1));
  }

  private static int[] put(int[] counts, int at, int value) {
    int[] room = at < counts.length ? counts : Arrays.copyOf(counts, 2 * at);
    room[at] = value;
    return room;
  }
}
