package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.facet.core.FacetException;
import dev.facet.core.JsonFile;
import java.util.List;

/**
 * Rotary positions (Su et al. 2021) with the scalings that transformers knows as default, linear,
 * dynamic, yarn and llama3.
 *
 * @param inverse frequencies [head width / 2], already scaled
 * @param axes which of a token's three positions each frequency turns with (M-RoPE, Qwen2-VL); all
 *     0 where a token has one position
 * @param scaling what cos and sin are multiplied with: 1 but for yarn
 */
record Rope(float[] inverse, int[] axes, double scaling) {

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
    return scaled(config, parameters, headWidth, base);
  }

  /** The scaling that the parameters name, with a base that is known. */
  static Rope scaled(ModelConfig config, JsonFile parameters, int headWidth, double base) {
    if (headWidth % 2 != 0 || !(base > 0)) {
      throw FacetException.badInput(
          config.json().file()
              + ": rotary positions need an even head width and a positive 'rope_theta', found "
              + headWidth
              + " and "
              + base);
    }
    if (parameters.number("partial_rotary_factor", config.number("partial_rotary_factor", 1))
        != 1) {
      throw FacetException.badInput(
          config.json().file() + ": 'partial_rotary_factor' other than 1 is not supported");
    }
    float[] plain = frequencies(headWidth, base);
    String type = parameters.string("rope_type", parameters.string("type", "default"));
    double factor = parameters.number("factor", 1);
    if (!(factor > 0)) {
      throw FacetException.badInput(
          config.json().file() + ": the rotary 'factor' must be positive, found " + factor);
    }
    return switch (type) {
      // Dynamic scaling begins beyond the context that the model was made for, where nothing runs.
      case "default", "dynamic", "mrope" -> of(plain);
      case "linear" -> of(divided(plain, factor));
      case "llama3" -> of(llama3(plain, parameters, config, factor));
      case "yarn" -> yarn(config, parameters, headWidth, base, factor);
      default ->
          throw FacetException.badInput(
              config.json().file()
                  + ": rotary scaling '"
                  + type
                  + "' is unknown; expected default, linear, dynamic, yarn or llama3");
    };
  }

  private static Rope of(float[] inverse) {
    return new Rope(inverse, new int[inverse.length], 1);
  }

  /**
   * The same frequencies, each turning with one of a token's three positions: time, row, column.
   *
   * @param sections how many frequencies turn with time, then row, then column, and so on
   */
  Rope sectioned(double[] sections, Object file) {
    int[] of = new int[inverse.length];
    int at = 0;
    for (int i = 0; i < sections.length; i++) {
      for (int n = 0; n < sections[i]; n++, at++) {
        if (at < of.length) {
          of[at] = i % 3;
        }
      }
    }
    if (at != of.length) {
      throw FacetException.badInput(
          file
              + ": 'mrope_section' must sum up to half the head width "
              + of.length
              + ", found "
              + at);
    }
    return new Rope(inverse, of, scaling);
  }

  /** The parameters of a configuration with one set for all layers, whichever way it is written. */
  static JsonFile parameters(ModelConfig config) {
    return config.has("rope_parameters")
        ? config.json().child("rope_parameters")
        : config.json().child("rope_scaling");
  }

  /** 1 / base^(2i/width), every step rounded to fp32 as transformers does it. */
  private static float[] frequencies(int headWidth, double base) {
    float[] out = new float[headWidth / 2];
    for (int i = 0; i < out.length; i++) {
      out[i] = 1 / (float) Math.pow(base, (float) (2 * i) / headWidth);
    }
    return out;
  }

  private static float[] divided(float[] inverse, double factor) {
    float[] out = new float[inverse.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) (inverse[i] / factor);
    }
    return out;
  }

  private static double original(JsonFile p, ModelConfig c) {
    return p.number("original_max_position_embeddings", c.number("max_position_embeddings", 2048));
  }

  /** Long waves are stretched by the factor, short ones stay, between them a ramp. */
  private static float[] llama3(float[] inverse, JsonFile p, ModelConfig c, double factor) {
    double low = p.number("low_freq_factor", 1);
    double high = p.number("high_freq_factor", 4);
    double original = original(p, c);
    float[] out = new float[inverse.length];
    for (int i = 0; i < out.length; i++) {
      double wave = 2 * Math.PI / inverse[i];
      double smooth = Math.clamp((original / wave - low) / (high - low), 0, 1);
      out[i] = (float) ((1 - smooth) * inverse[i] / factor + smooth * inverse[i]);
    }
    return out;
  }

  /**
   * YaRN (Peng et al. 2023): frequencies that turn often within the original context stay, those
   * that turn less than once are stretched, between them a ramp; attention is sharpened.
   */
  private static Rope yarn(ModelConfig c, JsonFile p, int width, double base, double factor) {
    double original = original(p, c);
    double stretch =
        p.has("factor") ? factor : c.number("max_position_embeddings", 2048) / original;
    double low = turns(positive(p, "beta_fast", 32), width, base, original);
    double high = turns(positive(p, "beta_slow", 1), width, base, original);
    if (p.bool("truncate", true)) {
      low = Math.floor(low);
      high = Math.ceil(high);
    }
    low = Math.max(low, 0);
    high = Math.min(high, width - 1);
    if (low == high) {
      high += 0.001;
    }
    float[] inverse = frequencies(width, base);
    for (int i = 0; i < inverse.length; i++) {
      double kept = 1 - Math.clamp((i - low) / (high - low), 0, 1);
      inverse[i] = (float) (inverse[i] / stretch * (1 - kept) + inverse[i] * kept);
    }
    double m = p.number("mscale", 0);
    double all = p.number("mscale_all_dim", 0);
    double inferred =
        m != 0 && all != 0 ? sharper(stretch, m) / sharper(stretch, all) : sharper(stretch, 1);
    return new Rope(inverse, new int[inverse.length], p.number("attention_factor", inferred));
  }

  /** The frequency, as an index, that turns so many times within the original context. */
  private static double turns(double rotations, int width, double base, double original) {
    return width * Math.log(original / (rotations * 2 * Math.PI)) / (2 * Math.log(base));
  }

  private static double sharper(double stretch, double scale) {
    return stretch <= 1 ? 1 : 0.1 * scale * Math.log(stretch) + 1;
  }

  /** A number where 0 means the default. */
  private static double positive(JsonFile p, String key, double otherwise) {
    double value = p.number(key, otherwise);
    return value == 0 ? otherwise : value;
  }

  /**
   * cos and sin of the positions of slots 0 .. slots-1, each [slots, head width]; the first half of
   * sin is negated, so that the rotation is x·cos + roll(x)·sin.
   */
  List<NDArray> tables(NDManager manager, int slots, TokenPositions positions) {
    int half = inverse.length;
    float[] cos = new float[slots * half * 2];
    float[] sin = new float[slots * half * 2];
    for (int p = 0; p < slots; p++) {
      for (int i = 0; i < half; i++) {
        // The product is rounded as transformers rounds it.
        float angle = positions.at(axes[i], p) * inverse[i];
        int at = p * half * 2 + i;
        cos[at] = cos[at + half] = (float) (Math.cos(angle) * scaling);
        sin[at + half] = (float) (Math.sin(angle) * scaling);
        sin[at] = -sin[at + half];
      }
    }
    Shape shape = new Shape(slots, 2L * half);
    return List.of(manager.create(cos, shape), manager.create(sin, shape));
  }
}
