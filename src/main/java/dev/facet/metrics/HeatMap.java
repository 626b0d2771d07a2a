package dev.facet.metrics;

import dev.facet.core.PatchFrame.Part;

/**
 * Patch maps brought to the size of a picture, as the libraries do it. A map is rows of {@code
 * width} values in raster order.
 *
 * @param width patches a row
 * @param height patch rows
 * @param values [height * width]
 */
@SuppressWarnings("ArrayRecordComponent")
public record HeatMap(int width, int height, float[] values) {

  private static final Part WHOLE = new Part(0, 0, 1, 1);

  /** Which source line a target line takes or lies between. */
  public enum Resampling {
    /** floor((i + ½) · from / to), exact: Pillow's NEAREST, apart from its rounding. */
    NEAREST_CENTRE,
    /** floor(i · from / to): torch's "nearest", OpenCV's INTER_NEAREST. */
    NEAREST_FLOOR,
    /** Linear between pixel centres: torch's bilinear, align_corners false. */
    BILINEAR,
    /** Linear with the corner pixels on the corners: torch's align_corners true. */
    BILINEAR_CORNERS
  }

  public HeatMap {
    if (values.length != width * height) {
      throw new IllegalArgumentException(
          "A heat map of " + width + " x " + height + " cannot have " + values.length + " values");
    }
  }

  /** The map at another size. */
  public HeatMap resize(int newWidth, int newHeight, Resampling resampling) {
    float[] out = new float[newWidth * newHeight];
    for (int y = 0; y < newHeight; y++) {
      double v = position(y, height, newHeight, resampling);
      for (int x = 0; x < newWidth; x++) {
        double u = position(x, width, newWidth, resampling);
        out[y * newWidth + x] = sample(u, v);
      }
    }
    return new HeatMap(newWidth, newHeight, out);
  }

  /**
   * The map over the part of a picture that it speaks of; 0 beside it.
   *
   * @param part of the picture
   * @return [pictureHeight, pictureWidth]
   */
  public HeatMap over(int pictureWidth, int pictureHeight, Part part, Resampling resampling) {
    int left = (int) Math.round(part.left() * pictureWidth);
    int top = (int) Math.round(part.top() * pictureHeight);
    int right = (int) Math.round((part.left() + part.width()) * pictureWidth);
    int bottom = (int) Math.round((part.top() + part.height()) * pictureHeight);
    HeatMap scaled = resize(right - left, bottom - top, resampling);
    float[] out = new float[pictureWidth * pictureHeight];
    int from = Math.max(0, left);
    int to = Math.min(pictureWidth, right);
    for (int y = Math.max(0, top); y < Math.min(pictureHeight, bottom); y++) {
      System.arraycopy(
          scaled.values,
          (y - top) * scaled.width + from - left,
          out,
          y * pictureWidth + from,
          to - from);
    }
    return new HeatMap(pictureWidth, pictureHeight, out);
  }

  private static double position(int target, int from, int to, Resampling resampling) {
    return switch (resampling) {
      // Integer arithmetic: the quotient is often whole, and then rounding decides.
      case NEAREST_CENTRE -> Math.floorDiv((2L * target + 1) * from, 2L * to);
      case NEAREST_FLOOR -> Math.floorDiv((long) target * from, (long) to);
      case BILINEAR -> Math.clamp((target + 0.5) * from / to - 0.5, 0, from - 1);
      case BILINEAR_CORNERS -> to == 1 ? 0 : (double) target * (from - 1) / (to - 1);
    };
  }

  private float sample(double u, double v) {
    int x = (int) u;
    int y = (int) v;
    double fx = u - x;
    double fy = v - y;
    int x1 = Math.min(x + 1, width - 1);
    int y1 = Math.min(y + 1, height - 1);
    double top = values[y * width + x] * (1 - fx) + values[y * width + x1] * fx;
    double bottom = values[y1 * width + x] * (1 - fx) + values[y1 * width + x1] * fx;
    return (float) (top * (1 - fy) + bottom * fy);
  }

  /** Where the map is exactly 0: the pixels that the papers black out. */
  public boolean[] zeros() {
    boolean[] zero = new boolean[values.length];
    for (int i = 0; i < zero.length; i++) {
      zero[i] = values[i] == 0;
    }
    return zero;
  }

  /** Scaled to 0 … 1 by its own smallest and largest value; a constant map becomes 0. */
  public HeatMap normalised() {
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    float[] out = new float[values.length];
    if (max > min) {
      for (int i = 0; i < out.length; i++) {
        out[i] = (values[i] - min) / (max - min);
      }
    }
    return new HeatMap(width, height, out);
  }

  /**
   * The mask of Ferrando et al.'s IoU: scaled to 0 … 255, cut to whole numbers, resized to the
   * nearest, above 0. Very small codes are lost in the cut, as they are there.
   */
  public boolean[] evaluationMask(int newWidth, int newHeight) {
    return evaluationMask(newWidth, newHeight, WHOLE);
  }

  /**
   * The same over the part of a picture that the map speaks of; nothing fires beside it.
   *
   * @param part of the picture
   */
  public boolean[] evaluationMask(int newWidth, int newHeight, Part part) {
    float[] bytes = normalised().values;
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (float) Math.floor(bytes[i] * 255.0);
    }
    boolean[] zero =
        new HeatMap(width, height, bytes)
            .over(newWidth, newHeight, part, Resampling.NEAREST_CENTRE)
            .zeros();
    for (int i = 0; i < zero.length; i++) {
      zero[i] = !zero[i];
    }
    return zero;
  }
}
