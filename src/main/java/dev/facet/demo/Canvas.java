package dev.facet.demo;

import dev.facet.image.RgbImage;
import java.util.Arrays;

/**
 * A square of pixels with antialiased shapes, and beside it the number of the object that each
 * pixel shows. Coverage at edges comes from the signed distance to the shape, so that nothing has
 * to be supersampled. Coordinates are pixels, y downwards, pixel centres at halves.
 */
final class Canvas {

  /** Pixels along each side. */
  static final int SIZE = 192;

  private final int[] pixels = new int[SIZE * SIZE];
  private final byte[] objectIds = new byte[SIZE * SIZE];

  /** {@code [H, W]} packed 0xRRGGBB; the picture itself, not a copy. */
  int[] pixels() {
    return pixels;
  }

  /** {@code [H, W]}; the map itself, not a copy. */
  byte[] objectIds() {
    return objectIds;
  }

  RgbImage toImage() {
    byte[] rgb = new byte[3 * pixels.length];
    for (int i = 0, o = 0; i < pixels.length; i++) {
      int p = pixels[i];
      rgb[o++] = (byte) (p >> 16);
      rgb[o++] = (byte) (p >> 8);
      rgb[o++] = (byte) p;
    }
    return new RgbImage(SIZE, SIZE, rgb);
  }

  void set(int x, int y, int color) {
    pixels[y * SIZE + x] = color;
  }

  /** Fills rows {@code top} up to {@code bottom} with a change from one colour to the other. */
  void gradient(int top, int bottom, int from, int to) {
    int last = Math.max(1, bottom - top - 1);
    for (int y = Math.max(0, top); y < Math.min(SIZE, bottom); y++) {
      Arrays.fill(pixels, y * SIZE, (y + 1) * SIZE, Colors.mix(from, to, (y - top) * 256 / last));
    }
  }

  /** A disc squeezed to an ellipse; its edge fades over {@code softness} pixels. */
  void ellipse(float cx, float cy, float rx, float ry, int color, float alpha, float softness) {
    float reach = softness / 2;
    int x0 = Math.max(0, (int) (cx - rx - reach));
    int x1 = Math.min(SIZE - 1, (int) (cx + rx + reach));
    int y0 = Math.max(0, (int) (cy - ry - reach));
    int y1 = Math.min(SIZE - 1, (int) (cy + ry + reach));
    float ax = 1 / (rx * rx);
    float ay = 1 / (ry * ry);
    for (int y = y0; y <= y1; y++) {
      float dy = y + 0.5f - cy;
      for (int x = x0; x <= x1; x++) {
        float dx = x + 0.5f - cx;
        float q = dx * dx * ax + dy * dy * ay;
        // First-order distance to the curve q = 1: (1 - q) / |grad q|.
        float slope = 2 * (float) Math.sqrt(dx * dx * ax * ax + dy * dy * ay * ay);
        float inside = (1 - q) / Math.max(slope, 1e-6f);
        blend(x, y, color, alpha * clamp(inside / softness + 0.5f));
      }
    }
  }

  /** A line with round ends. */
  void line(float xa, float ya, float xb, float yb, float width, int color, float alpha) {
    float half = width / 2;
    int x0 = Math.max(0, (int) (Math.min(xa, xb) - half - 1));
    int x1 = Math.min(SIZE - 1, (int) (Math.max(xa, xb) + half + 1));
    int y0 = Math.max(0, (int) (Math.min(ya, yb) - half - 1));
    int y1 = Math.min(SIZE - 1, (int) (Math.max(ya, yb) + half + 1));
    float ux = xb - xa;
    float uy = yb - ya;
    float length = Math.max(1e-6f, ux * ux + uy * uy);
    for (int y = y0; y <= y1; y++) {
      for (int x = x0; x <= x1; x++) {
        float px = x + 0.5f - xa;
        float py = y + 0.5f - ya;
        float t = clamp((px * ux + py * uy) / length);
        float dx = px - t * ux;
        float dy = py - t * uy;
        blend(x, y, color, alpha * clamp(half - (float) Math.sqrt(dx * dx + dy * dy) + 0.5f));
      }
    }
  }

  /** An upright triangle: its tip above the middle of a level base. */
  void triangle(float cx, float top, float bottom, float halfBase, int color) {
    float height = bottom - top;
    float normal = (float) Math.sqrt(height * height + halfBase * halfBase);
    int y0 = Math.max(0, (int) top - 1);
    int y1 = Math.min(SIZE - 1, (int) bottom);
    int x0 = Math.max(0, (int) (cx - halfBase - 1));
    int x1 = Math.min(SIZE - 1, (int) (cx + halfBase + 1));
    for (int y = y0; y <= y1; y++) {
      float below = y + 0.5f - top;
      float foot = clamp(bottom - y);
      for (int x = x0; x <= x1; x++) {
        float side = (below * halfBase - Math.abs(x + 0.5f - cx) * height) / normal;
        blend(x, y, color, foot * clamp(side + 0.5f));
      }
    }
  }

  /** A level rectangle on whole pixels; right and bottom are outside. */
  void rectangle(int left, int top, int right, int bottom, int color) {
    int x0 = Math.max(0, left);
    int x1 = Math.min(SIZE, right);
    if (x0 >= x1) {
      return;
    }
    for (int y = Math.max(0, top); y < Math.min(SIZE, bottom); y++) {
      Arrays.fill(pixels, y * SIZE + x0, y * SIZE + x1, color);
    }
  }

  /**
   * Everything below a skyline.
   *
   * @param skyline {@code [W]} height of the edge in each column
   * @param from colour at the highest point of the skyline
   * @param to colour at the foot of the picture
   */
  void ground(float[] skyline, int from, int to) {
    float highest = SIZE;
    for (float edge : skyline) {
      highest = Math.min(highest, edge);
    }
    int first = Math.max(0, (int) highest);
    for (int y = first; y < SIZE; y++) {
      int color = Colors.mix(from, to, (y - first) * 256 / Math.max(1, SIZE - first));
      for (int x = 0; x < SIZE; x++) {
        blend(x, y, color, clamp(y + 1 - skyline[x]));
      }
    }
  }

  private void blend(int x, int y, int color, float alpha) {
    int weight = (int) (alpha * 256);
    if (weight > 0) {
      int at = y * SIZE + x;
      pixels[at] = Colors.mix(pixels[at], color, weight);
    }
  }

  private static float clamp(float value) {
    return Math.min(1, Math.max(0, value));
  }
}
