package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import java.util.List;

/**
 * Rotary positions (Su et al. 2021) with the scalings that transformers knows as default, linear
 * and llama3.
 *
 * @param inverse frequencies [head width / 2], already scaled
 */
record Rope(float[] inverse) {

  /**
   * Reads {@code rope_parameters} (new) or {@code rope_theta} and {@code rope_scaling} (old).
   *
   * @param config of the language model
   * @param parameters the object that holds the parameters; empty where the file has none
   * @param headWidth of the attention
   * @param theta the family's default base
   */
  static Rope read(ModelConfig config, JsonFile parameters, int headWidth, double theta) {
    double base = parameters.number("rope_theta", config.number("rope_theta", theta));
    double[] inverse = new double[headWidth / 2];
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = 1 / Math.pow(base, 2.0 * i / headWidth);
    }
    String type = parameters.string("rope_type", parameters.string("type", "default"));
    double factor = parameters.number("factor", 1);
    switch (type) {
      case "default", "mrope" -> {}
      case "linear" -> scale(inverse, factor);
      case "llama3" -> llama3(inverse, parameters, factor);
      default ->
          throw FacetException.badInput(
              config.json().file()
                  + ": rotary scaling '"
                  + type
                  + "' is unknown; expected default, linear or llama3");
    }
    float[] single = new float[inverse.length];
    for (int i = 0; i < single.length; i++) {
      single[i] = (float) inverse[i];
    }
    return new Rope(single);
  }

  /** No scaling. */
  static Rope plain(int headWidth, double theta) {
    float[] inverse = new float[headWidth / 2];
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = (float) (1 / Math.pow(theta, 2.0 * i / headWidth));
    }
    return new Rope(inverse);
  }

  /** The parameters of a configuration with one set for all layers, whichever way it is written. */
  static JsonFile parameters(ModelConfig config) {
    return config.has("rope_parameters")
        ? config.json().child("rope_parameters")
        : config.json().child("rope_scaling");
  }

  private static void scale(double[] inverse, double factor) {
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] /= factor;
    }
  }

  /** Long waves are stretched by the factor, short ones stay, between them a ramp. */
  private static void llama3(double[] inverse, JsonFile p, double factor) {
    double low = p.number("low_freq_factor", 1);
    double high = p.number("high_freq_factor", 4);
    double original = p.number("original_max_position_embeddings", 8192);
    for (int i = 0; i < inverse.length; i++) {
      double wave = 2 * Math.PI / inverse[i];
      double smooth = Math.clamp((original / wave - low) / (high - low), 0, 1);
      inverse[i] = (1 - smooth) * inverse[i] / factor + smooth * inverse[i];
    }
  }

  /**
   * cos and sin of the positions 0 .. slots-1, each [slots, head width]; the first half of sin is
   * negated, so that the rotation is x·cos + roll(x)·sin.
   */
  List<NDArray> tables(NDManager manager, int slots) {
    int half = inverse.length;
    float[] cos = new float[slots * half * 2];
    float[] sin = new float[slots * half * 2];
    for (int p = 0; p < slots; p++) {
      for (int i = 0; i < half; i++) {
        double angle = p * inverse[i];
        int at = p * half * 2 + i;
        cos[at] = cos[at + half] = (float) Math.cos(angle);
        sin[at + half] = (float) Math.sin(angle);
        sin[at] = -sin[at + half];
      }
    }
    Shape shape = new Shape(slots, 2L * half);
    return List.of(manager.create(cos, shape), manager.create(sin, shape));
  }
}
