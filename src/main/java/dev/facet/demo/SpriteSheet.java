package dev.facet.demo;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;

/**
 * The artwork of every concept, read from the emoji archive on the class path. Each sprite is kept
 * in three sizes (see {@link #LEVELS}) so that drawing needs no more than bilinear sampling.
 * Immutable.
 */
final class SpriteSheet {

  private static final String ARCHIVE = "emoji-sprites.zip";
  private static final String STRIP = "res/drawable-nodpi-v4/emoji_google_sheet_";

  /** Pixels along the side of a sprite in the archive. */
  private static final int NATIVE = 64;

  /** Sprites stand below each other in a strip with one pixel of margin all around. */
  private static final int PITCH = 66;

  /** Sides of the kept sizes, largest first. */
  static final int[] LEVELS = {128, 64, 32};

  /** {@code [level][concept]}, each {@code [side, side]} packed ARGB, premultiplied. */
  private final int[][][] sprites;

  private SpriteSheet(int[][][] sprites) {
    this.sprites = sprites;
  }

  /** Reads and scales the artwork of a table. */
  static SpriteSheet load(ConceptTable concepts) {
    Set<Integer> wanted = new TreeSet<>();
    concepts.concepts().forEach(concept -> wanted.add(concept.sheetX()));
    Map<Integer, BufferedImage> strips = readStrips(wanted);
    int[][][] sprites = new int[LEVELS.length][concepts.size()][];
    for (Concept concept : concepts.concepts()) {
      BufferedImage strip = strips.get(concept.sheetX());
      if (strip == null || strip.getHeight() < PITCH * (concept.sheetY() + 1)) {
        throw new IllegalStateException(
            "the archive " + ARCHIVE + " holds no sprite for " + concept.word());
      }
      int[] argb = strip.getRGB(1, PITCH * concept.sheetY() + 1, NATIVE, NATIVE, null, 0, NATIVE);
      float[] planes = crisp(doubled(premultiplied(argb), NATIVE), 2 * NATIVE);
      for (int level = 0; level < LEVELS.length; level++) {
        sprites[level][concept.index()] = packed(planes);
        planes = halved(planes, LEVELS[level]);
      }
    }
    return new SpriteSheet(sprites);
  }

  /**
   * Draws a sprite onto a canvas and enters its number where it covers at least half a pixel.
   *
   * @param cx centre
   * @param size side in pixels
   * @param angle turn in radians, clockwise
   * @param mirrored left and right changed
   * @param id number of the object
   */
  void draw(
      Canvas canvas,
      int concept,
      float cx,
      float cy,
      float size,
      double angle,
      boolean mirrored,
      int id) {
    int level = LEVELS.length - 1;
    while (level > 0 && LEVELS[level] < 1.1f * size) {
      level--;
    }
    int side = LEVELS[level];
    int[] sprite = sprites[level][concept];
    float cos = (float) StrictMath.cos(angle);
    float sin = (float) StrictMath.sin(angle);
    float half = size / 2 * (Math.abs(cos) + Math.abs(sin));
    int x0 = Math.max(0, (int) (cx - half));
    int x1 = Math.min(Canvas.SIZE - 1, (int) (cx + half));
    int y0 = Math.max(0, (int) (cy - half));
    int y1 = Math.min(Canvas.SIZE - 1, (int) (cy + half));
    float scale = side / size;
    float mirror = mirrored ? -1 : 1;
    // Sprite coordinates in 24.8 fixed point, shifted so that texel centres are whole numbers.
    int stepU = Math.round(cos * scale * mirror * 256);
    int stepV = Math.round(-sin * scale * 256);
    int[] pixels = canvas.pixels();
    byte[] ids = canvas.objectIds();
    for (int y = y0; y <= y1; y++) {
      float dy = y + 0.5f - cy;
      float dx = x0 + 0.5f - cx;
      float startU = (dx * cos + dy * sin) * scale * mirror + side * 0.5f - 0.5f;
      float startV = (dy * cos - dx * sin) * scale + side * 0.5f - 0.5f;
      int u = Math.round(startU * 256);
      int v = Math.round(startV * 256);
      for (int x = x0; x <= x1; x++, u += stepU, v += stepV) {
        int column = u >> 8;
        int row = v >> 8;
        if (column < -1 || row < -1 || column >= side || row >= side) {
          continue;
        }
        int argb = sample(sprite, side, column, row, u & 255, v & 255);
        int alpha = argb >>> 24;
        if (alpha == 0) {
          continue;
        }
        int at = y * Canvas.SIZE + x;
        pixels[at] = over(argb, alpha, pixels[at]);
        if (alpha >= 128) {
          ids[at] = (byte) id;
        }
      }
    }
  }

  private static int sample(int[] sprite, int side, int column, int row, int fu, int fv) {
    boolean left = column >= 0;
    boolean right = column + 1 < side;
    int top = 0;
    int bottom = 0;
    if (row >= 0) {
      int at = row * side + column;
      top = lerp(left ? sprite[at] : 0, right ? sprite[at + 1] : 0, fu);
    }
    if (row + 1 < side) {
      int at = (row + 1) * side + column;
      bottom = lerp(left ? sprite[at] : 0, right ? sprite[at + 1] : 0, fu);
    }
    return lerp(top, bottom, fv);
  }

  private static int lerp(int a, int b, int weight) {
    int odd = a & 0xFF00FF;
    int even = a >>> 8 & 0xFF00FF;
    odd += (((b & 0xFF00FF) - odd) * weight) >> 8;
    even += (((b >>> 8 & 0xFF00FF) - even) * weight) >> 8;
    return (odd & 0xFF00FF) | (even & 0xFF00FF) << 8;
  }

  private static int over(int argb, int alpha, int below) {
    if (alpha == 255) {
      return argb & 0xFFFFFF;
    }
    int rest = 256 - alpha - (alpha >> 7);
    int redBlue = ((below & 0xFF00FF) * rest >> 8) & 0xFF00FF;
    int green = ((below & 0x00FF00) * rest >> 8) & 0x00FF00;
    return Colors.pack(
        (argb >> 16 & 255) + (redBlue >> 16),
        (argb >> 8 & 255) + (green >> 8),
        (argb & 255) + (redBlue & 255));
  }

  private static Map<Integer, BufferedImage> readStrips(Set<Integer> wanted) {
    Map<Integer, BufferedImage> strips = new HashMap<>();
    try (InputStream resource = SpriteSheet.class.getResourceAsStream(ARCHIVE)) {
      if (resource == null) {
        throw new IllegalStateException(
            "the resource " + ARCHIVE + " is not on the class path; build with Maven first");
      }
      ZipInputStream zip = new ZipInputStream(resource);
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName();
        if (!name.startsWith(STRIP) || !name.endsWith(".png")) {
          continue;
        }
        int strip = Integer.parseInt(name.substring(STRIP.length(), name.length() - 4));
        if (wanted.contains(strip)) {
          strips.put(strip, ImageIO.read(new ByteArrayInputStream(zip.readAllBytes())));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return strips;
  }

  /** {@code [side, side, 4]} A, R, G, B in 0..1, colours multiplied by alpha. */
  private static float[] premultiplied(int[] argb) {
    float[] planes = new float[4 * argb.length];
    for (int i = 0; i < argb.length; i++) {
      float alpha = (argb[i] >>> 24) / 255f;
      planes[4 * i] = alpha;
      planes[4 * i + 1] = (argb[i] >> 16 & 255) / 255f * alpha;
      planes[4 * i + 2] = (argb[i] >> 8 & 255) / 255f * alpha;
      planes[4 * i + 3] = (argb[i] & 255) / 255f * alpha;
    }
    return planes;
  }

  /** Twice as large, by Catmull-Rom interpolation: first along rows, then along columns. */
  private static float[] doubled(float[] planes, int side) {
    return transposed(
        stretched(transposed(stretched(planes, side, side), 2 * side, side), side, 2 * side),
        2 * side,
        2 * side);
  }

  /** Rows twice as long. A new sample lies a quarter of a texel beside an old one. */
  private static float[] stretched(float[] planes, int width, int height) {
    // Catmull-Rom weights for the offset 0.25 (and, mirrored, 0.75).
    float[] weight = {-0.0703125f, 0.8671875f, 0.2265625f, -0.0234375f};
    float[] out = new float[2 * planes.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 4; c++) {
          float later = 0;
          float earlier = 0;
          for (int k = 0; k < 4; k++) {
            later += weight[k] * texel(planes, width, y, x - 1 + k, c);
            earlier += weight[k] * texel(planes, width, y, x + 1 - k, c);
          }
          int at = 4 * (y * 2 * width + 2 * x) + c;
          out[at] = earlier;
          out[at + 4] = later;
        }
      }
    }
    return out;
  }

  private static float texel(float[] planes, int width, int y, int x, int c) {
    return x < 0 || x >= width ? 0 : planes[4 * (y * width + x) + c];
  }

  private static float[] transposed(float[] planes, int width, int height) {
    float[] out = new float[planes.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        System.arraycopy(planes, 4 * (y * width + x), out, 4 * (x * height + y), 4);
      }
    }
    return out;
  }

  /**
   * Even and steep silhouettes. The archive's few levels of alpha leave steps, and enlarging makes
   * them soft: the outline is smoothed, then its fall is made steep again.
   */
  private static float[] crisp(float[] planes, int side) {
    float[] smooth =
        transposed(smoothed(transposed(smoothed(planes, side), side, side), side), side, side);
    for (int i = 0; i < planes.length; i += 4) {
      float alpha = Math.min(1, Math.max(0, (smooth[i] - 0.5f) * 2 + 0.5f));
      // Where the old outline had no colour of its own, the neighbours' is taken.
      float[] source = planes[i] >= 0.3f ? planes : smooth;
      for (int c = 1; c < 4; c++) {
        planes[i + c] = alpha == 0 ? 0 : source[i + c] / source[i] * alpha;
      }
      planes[i] = alpha;
    }
    return planes;
  }

  /** Rows averaged with the weights 1 2 3 2 1. */
  private static float[] smoothed(float[] planes, int side) {
    float[] out = new float[planes.length];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        for (int c = 0; c < 4; c++) {
          float sum = 0;
          for (int k = -2; k <= 2; k++) {
            sum += (3 - Math.abs(k)) * texel(planes, side, y, x + k, c);
          }
          out[4 * (y * side + x) + c] = sum / 9;
        }
      }
    }
    return out;
  }

  private static float[] halved(float[] planes, int side) {
    int half = side / 2;
    float[] out = new float[planes.length / 4];
    for (int y = 0; y < half; y++) {
      for (int x = 0; x < half; x++) {
        for (int c = 0; c < 4; c++) {
          int at = 4 * (2 * y * side + 2 * x) + c;
          out[4 * (y * half + x) + c] =
              (planes[at] + planes[at + 4] + planes[at + 4 * side] + planes[at + 4 * side + 4]) / 4;
        }
      }
    }
    return out;
  }

  private static int[] packed(float[] planes) {
    int[] argb = new int[planes.length / 4];
    for (int i = 0; i < argb.length; i++) {
      int alpha = channel(planes[4 * i], 255);
      argb[i] =
          alpha << 24
              | channel(planes[4 * i + 1], alpha) << 16
              | channel(planes[4 * i + 2], alpha) << 8
              | channel(planes[4 * i + 3], alpha);
    }
    return argb;
  }

  private static int channel(float value, int most) {
    return Math.min(most, Math.max(0, Math.round(value * 255)));
  }
}
