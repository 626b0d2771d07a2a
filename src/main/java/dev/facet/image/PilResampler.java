package dev.facet.image;

import dev.facet.core.FacetException;
import java.util.Arrays;

/**
 * Resizing exactly as Pillow 13 does it for 8-bit pictures (Pillow, {@code
 * src/libImaging/Resample.c} and {@code Geometry.c}): two passes, each rounded and clipped to 8
 * bits, filter weights in double precision that are normalised and then rounded to 22 fractional
 * bits.
 */
public final class PilResampler {

  /** Pillow's filters, with the codes that configuration files use. */
  public enum Filter {
    NEAREST(0, 0),
    BOX(4, 0.5),
    BILINEAR(2, 1),
    HAMMING(5, 1),
    BICUBIC(3, 2),
    LANCZOS(1, 3);

    private final int code;
    private final double support;

    Filter(int code, double support) {
      this.code = code;
      this.support = support;
    }

    /**
     * The filter that a configuration file means by {@code "resample": code}.
     *
     * @throws FacetException when there is no such filter
     */
    public static Filter ofCode(int code) {
      for (Filter f : values()) {
        if (f.code == code) {
          return f;
        }
      }
      throw FacetException.badInput(
          "Resampling filter " + code + " is unknown; expected 0 (nearest) to 5 (Hamming)");
    }

    private double weight(double x) {
      double a = Math.abs(x);
      return switch (this) {
        case NEAREST -> 0;
        case BOX -> x > -0.5 && x <= 0.5 ? 1 : 0;
        case BILINEAR -> a < 1 ? 1 - a : 0;
        case HAMMING -> {
          if (a == 0) {
            yield 1;
          }
          yield a >= 1
              ? 0
              : Math.sin(Math.PI * a) / (Math.PI * a) * (0.54f + 0.46f * Math.cos(Math.PI * a));
        }
        case BICUBIC ->
            // Keys' cubic with a = -0.5.
            a < 1 ? ((1.5 * a - 2.5) * a) * a + 1 : a < 2 ? (((a - 5) * a + 8) * a - 4) * -0.5 : 0;
        case LANCZOS -> x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
      };
    }

    private static double sinc(double x) {
      return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }
  }

  private PilResampler() {}

  /** Resizes once; keep a {@link Plan} to resize many pictures of one size. */
  public static RgbImage resize(RgbImage image, int width, int height, Filter filter) {
    return plan(image.width(), image.height(), width, height, filter).apply(image);
  }

  /** Works out the weights for all pictures of one size. */
  public static Plan plan(int inWidth, int inHeight, int outWidth, int outHeight, Filter filter) {
    return new Plan(inWidth, inHeight, outWidth, outHeight, filter);
  }

  /** The weights from one size to another. Immutable: threads may share it. */
  public static final class Plan {
    private final int inWidth;
    private final int inHeight;
    private final int outWidth;
    private final int outHeight;
    private final boolean nearest;
    private final Weights horizontal;
    private final Weights vertical;

    private Plan(int inWidth, int inHeight, int outWidth, int outHeight, Filter filter) {
      if (inWidth < 1 || inHeight < 1 || outWidth < 1 || outHeight < 1) {
        throw FacetException.badInput(
            "Cannot resize "
                + inWidth
                + " x "
                + inHeight
                + " to "
                + outWidth
                + " x "
                + outHeight
                + ": every side must be at least 1");
      }
      this.inWidth = inWidth;
      this.inHeight = inHeight;
      this.outWidth = outWidth;
      this.outHeight = outHeight;
      nearest = filter == Filter.NEAREST;
      horizontal =
          nearest ? Weights.nearest(inWidth, outWidth) : Weights.of(inWidth, outWidth, filter);
      vertical =
          nearest ? Weights.nearest(inHeight, outHeight) : Weights.of(inHeight, outHeight, filter);
    }

    /**
     * Resizes.
     *
     * @throws FacetException when the picture has another size than the plan
     */
    public RgbImage apply(RgbImage image) {
      if (image.width() != inWidth || image.height() != inHeight) {
        throw FacetException.badInput(
            "The plan resizes pictures of " + inWidth + " x " + inHeight + ", found " + image);
      }
      if (inWidth == outWidth && inHeight == outHeight) {
        return image;
      }
      byte[] rgb = image.rgb();
      if (nearest) {
        return new RgbImage(outWidth, outHeight, pick(rgb));
      }
      if (inWidth == outWidth) {
        rgb = vertically(rgb, inWidth);
      } else if (inHeight == outHeight) {
        rgb = horizontally(rgb, inHeight);
      } else if (outHeight < inHeight && inHeight - outHeight > 2 * (inWidth - outWidth)) {
        // Pillow 13 starts with the pass that shrinks more; the order shows, because each pass
        // rounds.
        rgb = horizontally(vertically(rgb, inWidth), outHeight);
      } else {
        rgb = vertically(horizontally(rgb, inHeight), outWidth);
      }
      return new RgbImage(outWidth, outHeight, rgb);
    }

    private byte[] pick(byte[] in) {
      byte[] out = new byte[3 * outWidth * outHeight];
      int o = 0;
      for (int y = 0; y < outHeight; y++) {
        int row = 3 * inWidth * vertical.start[y];
        for (int x = 0; x < outWidth; x++, o += 3) {
          int i = row + 3 * horizontal.start[x];
          out[o] = in[i];
          out[o + 1] = in[i + 1];
          out[o + 2] = in[i + 2];
        }
      }
      return out;
    }

    private byte[] horizontally(byte[] in, int rows) {
      byte[] out = new byte[3 * outWidth * rows];
      int band = band(inWidth);
      for (int from = 0; from < rows; from += band) {
        int n = Math.min(band, rows - from);
        Line line = new Line(3 * n);
        int[] columns = turned(in, from, n);
        for (int x = 0; x < outWidth; x++) {
          int[] made = horizontal.apply(columns, x, line);
          int o = 3 * (from * outWidth + x);
          for (int i = 0; i < 3 * n; i += 3, o += 3 * outWidth) {
            out[o] = (byte) made[i];
            out[o + 1] = (byte) made[i + 1];
            out[o + 2] = (byte) made[i + 2];
          }
        }
      }
      return out;
    }

    /** Columns one after the other of some rows: [inWidth, rows, 3]. */
    private int[] turned(byte[] in, int from, int rows) {
      int[] out = new int[3 * inWidth * rows];
      int o = 0;
      for (int x = 0; x < inWidth; x++) {
        int i = 3 * (from * inWidth + x);
        for (int y = 0; y < rows; y++, i += 3 * inWidth, o += 3) {
          out[o] = in[i] & 0xFF;
          out[o + 1] = in[i + 1] & 0xFF;
          out[o + 2] = in[i + 2] & 0xFF;
        }
      }
      return out;
    }

    private byte[] vertically(byte[] in, int width) {
      int stride = 3 * width;
      byte[] out = new byte[stride * outHeight];
      int band = 3 * band(inHeight);
      for (int from = 0; from < stride; from += band) {
        int n = Math.min(band, stride - from);
        Line line = new Line(n);
        int[] rows = cut(in, stride, from, n);
        for (int y = 0; y < outHeight; y++) {
          int[] made = vertical.apply(rows, y, line);
          for (int i = 0; i < n; i++) {
            out[y * stride + from + i] = (byte) made[i];
          }
        }
      }
      return out;
    }

    /** Some columns of all rows: [inHeight, n]. */
    private int[] cut(byte[] in, int stride, int from, int n) {
      int[] out = new int[inHeight * n];
      for (int y = 0; y < inHeight; y++) {
        for (int i = 0; i < n; i++) {
          out[y * n + i] = in[y * stride + from + i] & 0xFF;
        }
      }
      return out;
    }
  }

  /** Samples that a pass reads at once: 1 MB, which stays in the cache, whatever the picture. */
  private static final int BAND = 1 << 18;

  /** Lines shorter than this are not worth a vector instruction. */
  private static final int FEWEST = 8;

  /** Pixels across a pass that are worked on at once, where it is so many long. */
  private static int band(int length) {
    return Math.clamp(BAND / (3L * length), FEWEST, 128);
  }

  private static final int FRACTION_BITS = 22;
  private static final int HALF = 1 << (FRACTION_BITS - 1);

  /**
   * Room for one output line. The compiler makes vector instructions of a loop only where what is
   * read and what is written are of two types and so cannot be the same array: the sums, whole
   * numbers below 2^31, are doubles.
   */
  private static final class Line {
    final double[] sums;
    final int[] pixels;

    Line(int samples) {
      sums = new double[samples];
      pixels = new int[samples];
    }

    void add(int[] from, int at, double weight) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += from[at + i] * weight;
      }
    }

    int[] clip() {
      for (int i = 0; i < sums.length; i++) {
        pixels[i] = Math.max(0, Math.min(255, (int) sums[i] >> FRACTION_BITS));
      }
      return pixels;
    }
  }

  /** For each output position: where its inputs start, how many they are, and their weights. */
  private record Weights(int taps, int[] start, int[] count, int[] fixed) {

    /**
     * One line of the output.
     *
     * @param in samples, line after line [in, n]
     * @param y its number
     * @param line room for it [n]
     * @return its samples, in that room
     */
    int[] apply(int[] in, int y, Line line) {
      Arrays.fill(line.sums, HALF);
      int k = y * taps;
      for (int i = start[y]; i < start[y] + count[y]; i++) {
        line.add(in, i * line.sums.length, fixed[k++]);
      }
      return line.clip();
    }

    static Weights of(int in, int out, Filter filter) {
      double scale = (double) in / out;
      double filterScale = Math.max(scale, 1);
      double support = filter.support * filterScale;
      int taps = (int) Math.ceil(support) * 2 + 1;
      int[] start = new int[out];
      int[] count = new int[out];
      int[] fixed = new int[Math.multiplyExact(out, taps)];
      double[] weights = new double[taps];
      for (int o = 0; o < out; o++) {
        double center = (o + 0.5) * scale;
        int from = Math.max(0, (int) (center - support + 0.5));
        int to = Math.min(in, (int) (center + support + 0.5));
        double sum = 0;
        for (int i = from; i < to; i++) {
          weights[i - from] = filter.weight((i - center + 0.5) * (1 / filterScale));
          sum += weights[i - from];
        }
        for (int i = 0; i < to - from; i++) {
          double w = (sum == 0 ? weights[i] : weights[i] / sum) * (1 << FRACTION_BITS);
          fixed[o * taps + i] = (int) (w < 0 ? w - 0.5 : w + 0.5);
        }
        start[o] = from;
        count[o] = to - from;
      }
      return new Weights(taps, start, count, fixed);
    }

    /**
     * Pillow adds up the step instead of multiplying, so its rounding errors are part of the rule.
     */
    static Weights nearest(int in, int out) {
      double step = (double) in / out;
      int[] start = new int[out];
      double at = step * 0.5;
      for (int o = 0; o < out; o++, at += step) {
        start[o] = Math.min(in - 1, (int) at);
      }
      return new Weights(0, start, new int[0], new int[0]);
    }
  }
}
