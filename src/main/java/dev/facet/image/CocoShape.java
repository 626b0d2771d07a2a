package dev.facet.image;

import java.util.Arrays;
import java.util.List;

/**
 * The pixels of one object as COCO's instance files describe them: by run lengths or by polygons
 * (cocodataset.org, "Data format"). The pixels are pycocotools' own.
 */
public sealed interface CocoShape {

  /** Whether the object is described in an image of this size. */
  boolean fits(int width, int height);

  /**
   * Adds the object to what a mask shows.
   *
   * @param mask {@code [H * W]}, row by row, of a size that fits
   */
  void paint(boolean[] mask, int width, int height);

  /** Adds what lies inside, where inside and outside change at some pixels down the columns. */
  private static void fill(boolean[] changes, boolean[] mask, int width, int height) {
    boolean inside = false;
    for (int x = 0; x < width; x++) {
      for (int y = 0; y < height; y++) {
        inside ^= changes[x * height + y];
        mask[y * width + x] |= inside;
      }
    }
  }

  /**
   * Runs of pixels down the columns, outside and inside in turn.
   *
   * @param counts their lengths, the first one outside
   */
  record Runs(int width, int height, int[] counts) implements CocoShape {

    private static final int MOST_PIXELS = 1 << 28;

    /**
     * Checks the lengths.
     *
     * @throws IllegalArgumentException when they do not add up to the size
     */
    public Runs {
      long pixels = 0;
      for (int run : counts) {
        if (run < 0) {
          throw new IllegalArgumentException("a run length is negative: " + run);
        }
        pixels += run;
      }
      if (width < 1 || height < 1 || pixels != (long) width * height || pixels > MOST_PIXELS) {
        throw new IllegalArgumentException(
            "run lengths of " + pixels + " pixels do not fit a mask of " + width + " x " + height);
      }
    }

    /**
     * Unpacks run lengths from text: pycocotools' {@code rleFrString}, five bits a character, from
     * the third run on as differences from the one before the last.
     *
     * @throws IllegalArgumentException when the text is no such text
     */
    public static Runs unpack(int width, int height, String text) {
      int[] counts = new int[text.length()];
      int runs = 0;
      int at = 0;
      while (at < text.length()) {
        long value = 0;
        int shift = 0;
        int bits;
        do {
          bits = at < text.length() ? text.charAt(at++) - '0' : -1;
          if (bits < 0 || bits > 63 || shift > 30) {
            throw new IllegalArgumentException("packed run lengths are damaged");
          }
          value |= (long) (bits & 31) << shift;
          shift += 5;
        } while ((bits & 32) != 0);
        if ((bits & 16) != 0) {
          value |= -1L << shift;
        }
        if (runs > 2) {
          value += counts[runs - 2];
        }
        if (value != (int) value) {
          throw new IllegalArgumentException("a packed run length is too large: " + value);
        }
        counts[runs++] = (int) value;
      }
      return new Runs(width, height, Arrays.copyOf(counts, runs));
    }

    @Override
    public boolean fits(int imageWidth, int imageHeight) {
      return width == imageWidth && height == imageHeight;
    }

    @Override
    public void paint(boolean[] mask, int imageWidth, int imageHeight) {
      boolean[] changes = new boolean[width * height + 1];
      int at = 0;
      for (int run : counts) {
        at += run;
        changes[at] ^= true;
      }
      fill(changes, mask, width, height);
    }
  }

  /**
   * The insides of closed lines, by pycocotools' {@code rleFrPoly}.
   *
   * @param rings {@code x, y, x, y, ...} of each line, pixels
   */
  record Polygons(List<double[]> rings) implements CocoShape {

    /** Lines are walked in fifths of a pixel. */
    private static final int SCALE = 5;

    private static final double FARTHEST = 1 << 20;

    /**
     * Checks the points.
     *
     * @throws IllegalArgumentException when a coordinate has no partner or lies nowhere near
     */
    public Polygons {
      rings = List.copyOf(rings);
      for (double[] ring : rings) {
        if (ring.length % 2 != 0) {
          throw new IllegalArgumentException("a polygon has " + ring.length + " coordinates");
        }
        for (double value : ring) {
          if (!(Math.abs(value) <= FARTHEST)) {
            throw new IllegalArgumentException("a polygon has the coordinate " + value);
          }
        }
      }
    }

    /** Always: what lies outside is cut off. */
    @Override
    public boolean fits(int width, int height) {
      return true;
    }

    @Override
    public void paint(boolean[] mask, int width, int height) {
      for (double[] ring : rings) {
        boolean[] changes = new boolean[width * height + 1];
        Outline outline = new Outline(changes, width, height);
        int points = ring.length / 2;
        for (int i = 0; i < points; i++) {
          int next = (i + 1) % points;
          outline.line(
              fine(ring, i, 0), fine(ring, i, 1), fine(ring, next, 0), fine(ring, next, 1));
        }
        fill(changes, mask, width, height);
      }
    }

    private static int fine(double[] ring, int point, int axis) {
      return (int) (SCALE * ring[2 * point + axis] + 0.5);
    }

    /** A line that is walked; where it crosses the middle of a column, the inside changes. */
    private static final class Outline {

      private final boolean[] changes;
      private final int width;
      private final int height;
      private boolean begun;
      private int lastX;
      private int lastY;

      Outline(boolean[] changes, int width, int height) {
        this.changes = changes;
        this.width = width;
        this.height = height;
      }

      void line(int fromX, int fromY, int toX, int toY) {
        int dx = Math.abs(toX - fromX);
        int dy = Math.abs(toY - fromY);
        boolean flat = dx >= dy;
        // Always from the smaller coordinate on, so that both directions round alike.
        boolean flip = flat ? fromX > toX : fromY > toY;
        int startX = flip ? toX : fromX;
        int startY = flip ? toY : fromY;
        int endX = flip ? fromX : toX;
        int endY = flip ? fromY : toY;
        int steps = Math.max(dx, dy);
        double slope = (double) (flat ? endY - startY : endX - startX) / steps;
        for (int d = 0; d <= steps; d++) {
          int t = flip ? steps - d : d;
          // A line of no length has no slope.
          int across = (int) ((flat ? startY : startX) + (steps == 0 ? 0 : slope * t) + 0.5);
          point(flat ? startX + t : across, flat ? across : startY + t);
        }
      }

      private void point(int x, int y) {
        if (begun && x != lastX) {
          double column = (Math.min(x, lastX) + 0.5) / SCALE - 0.5;
          if (column == Math.floor(column) && column >= 0 && column <= width - 1) {
            double row = (Math.min(y, lastY) + 0.5) / SCALE - 0.5;
            int change = (int) Math.ceil(Math.clamp(row, 0.0, height));
            changes[((int) column) * height + change] ^= true;
          }
        }
        begun = true;
        lastX = x;
        lastY = y;
      }
    }
  }
}
