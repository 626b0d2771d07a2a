package dev.facet.image;

import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import java.util.Arrays;

/** From bytes to floats: rescale, minus mean, divided by standard deviation, channel by channel. */
final class Normalisation {

  private static final double[] HALF = {0.5, 0.5, 0.5};

  /** The value of every byte in every channel. */
  private final float[][] table = new float[3][256];

  private Normalisation(double factor, double[] mean, double[] std) {
    for (int c = 0; c < 3; c++) {
      for (int v = 0; v < 256; v++) {
        // The order and the precision of numpy in transformers: rescaled in double, then fp32.
        table[c][v] = ((float) (v * factor) - (float) mean[c]) / (float) std[c];
      }
    }
  }

  static Normalisation of(JsonFile config) {
    double factor =
        config.bool("do_rescale", true) ? config.number("rescale_factor", 1 / 255.0) : 1;
    boolean normalise = config.bool("do_normalize", true);
    double[] mean = normalise ? triple(config, "image_mean") : new double[3];
    double[] std = normalise ? triple(config, "image_std") : new double[] {1, 1, 1};
    for (double s : std) {
      if (!(s > 0)) {
        throw FacetException.badInput(
            config.file() + ": 'image_std' must be positive, found " + Arrays.toString(std));
      }
    }
    return new Normalisation(factor, mean, std);
  }

  /** The mean as a colour, cut to whole numbers. */
  static int[] meanColour(JsonFile config) {
    double[] mean = triple(config, "image_mean");
    int[] colour = new int[3];
    for (int c = 0; c < 3; c++) {
      colour[c] = Math.clamp((long) (mean[c] * 255), 0, 255);
    }
    return colour;
  }

  /** One number a channel; a single number is that of all three. */
  private static double[] triple(JsonFile config, String key) {
    if (config.has(key) && config.root().get(key).isJsonPrimitive()) {
      double each = config.number(key, 0);
      return new double[] {each, each, each};
    }
    double[] values = config.numbers(key);
    if (values == null) {
      return HALF;
    }
    if (values.length != 3) {
      throw FacetException.badInput(
          config.file() + ": '" + key + "' must have 3 numbers, found " + values.length);
    }
    return values;
  }

  /** Writes {@code [3, H, W]} at an offset. */
  void write(RgbImage image, float[] out, int offset) {
    byte[] rgb = image.rgb();
    int n = image.width() * image.height();
    for (int c = 0; c < 3; c++) {
      float[] values = table[c];
      int o = offset + c * n;
      for (int i = c; i < rgb.length; i += 3) {
        out[o++] = values[rgb[i] & 0xFF];
      }
    }
  }

  /** The value of a byte. */
  float value(int channel, int sample) {
    return table[channel][sample];
  }
}
