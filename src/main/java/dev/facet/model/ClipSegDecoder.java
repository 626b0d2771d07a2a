package dev.facet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.facet.core.FacetException;
import dev.facet.tensor.ScriptOps;
import dev.facet.tensor.TensorList;
import dev.facet.tensor.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * CLIPSeg's decoder: the deepest of some vision layers first, each made narrow and added, at one of
 * them scaled and shifted by the text (FiLM), behind each a transformer layer whose norms come
 * last; then patches to pixels. What it computes is {@code clipseg.torchscript}.
 */
final class ClipSegDecoder implements AutoCloseable {

  private final ScriptOps ops;
  private final NDManager manager;
  private final int[] layers;
  private final TensorList reduces;
  private final TensorList weights;
  private final TensorList film;
  private final TensorList pixels;
  private final int conditional;
  private final int heads;
  private final double eps;
  private final int side;

  ClipSegDecoder(ModelConfig config, Weights w, VisionTower vision) {
    this.manager = w.manager();
    this.ops = ScriptOps.load(manager, ClipSegDecoder.class, "clipseg.torchscript");
    this.layers = layers(config, vision.layers());
    this.side = vision.grid().rows();
    this.conditional = config.integer("conditional_layer", 0);
    this.heads = config.size("decoder_num_attention_heads", 4);
    int narrow = config.size("reduce_dim", 64);
    config.divides(narrow, "'reduce_dim'", "decoder_num_attention_heads", heads);
    ModelConfig tower = config.part("vision_config");
    this.eps = tower.number("layer_norm_eps", 1e-5);
    long space = config.size("projection_dim", 512);
    List<NDArray> small = new ArrayList<>();
    for (int i = 0; i < layers.length; i++) {
      small.add(w.get("reduces." + i + ".weight", narrow, vision.width()));
      small.add(w.get("reduces." + i + ".bias", narrow));
    }
    this.reduces = new TensorList(small);
    long hidden = config.size("decoder_intermediate_size", 2048);
    List<NDArray> all = new ArrayList<>();
    for (int i = 0; i < layers.length; i++) {
      all.addAll(layer(w.at("layers." + i + "."), narrow, hidden));
    }
    this.weights = new TensorList(all);
    this.film =
        new TensorList(
            List.of(
                w.get("film_mul.weight", narrow, space),
                w.get("film_mul.bias", narrow),
                w.get("film_add.weight", narrow, space),
                w.get("film_add.bias", narrow)));
    int patch = tower.square("patch_size", 32);
    this.pixels =
        new TensorList(
            config.flag("use_complex_transposed_convolution", false)
                ? complex(w.at("transposed_convolution."), narrow, patch)
                : List.of(
                    w.get("transposed_convolution.weight", narrow, 1, patch, patch),
                    w.get("transposed_convolution.bias", 1)));
  }

  private static int[] layers(ModelConfig config, int count) {
    double[] named = config.json().numbers("extract_layers");
    double[] values = named == null ? new double[] {3, 6, 9} : named;
    int[] out = new int[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (int) values[i];
      if (out[i] != values[i] || out[i] < 0 || out[i] >= count) {
        throw FacetException.badInput(
            config.json().file()
                + ": 'extract_layers' names layer "
                + values[i]
                + " of a tower of "
                + count);
      }
    }
    if (out.length == 0) {
      throw FacetException.badInput(config.json().file() + ": 'extract_layers' is empty");
    }
    return out;
  }

  private static List<NDArray> layer(Weights w, long d, long hidden) {
    String q = "self_attn.q_proj.";
    String k = "self_attn.k_proj.";
    String v = "self_attn.v_proj.";
    return List.of(
        w.rows(new long[] {3 * d, d}, q + "weight", k + "weight", v + "weight"),
        w.rows(new long[] {3 * d}, q + "bias", k + "bias", v + "bias"),
        w.get("self_attn.out_proj.weight", d, d),
        w.get("self_attn.out_proj.bias", d),
        w.get("layer_norm1.weight", d),
        w.get("layer_norm1.bias", d),
        w.get("mlp.fc1.weight", hidden, d),
        w.get("mlp.fc1.bias", hidden),
        w.get("mlp.fc2.weight", d, hidden),
        w.get("mlp.fc2.bias", d),
        w.get("layer_norm2.weight", d),
        w.get("layer_norm2.bias", d));
  }

  private static List<NDArray> complex(Weights w, long d, int patch) {
    int step = patch / 4;
    return List.of(
        w.get("0.weight", d, d, 3, 3),
        w.get("0.bias", d),
        w.get("2.weight", d, d / 2, step, step),
        w.get("2.bias", d / 2),
        w.get("4.weight", d / 2, 1, step, step),
        w.get("4.bias", 1));
  }

  /** The vision layers whose outputs it reads, in the configuration's order. */
  int[] layers() {
    return layers;
  }

  int highest() {
    return Arrays.stream(layers).max().orElseThrow();
  }

  /**
   * @param seen outputs of those layers for one image [1, T, D]
   * @param wanted embeddings of texts [C, P]
   * @return logits [C, H, W]
   */
  NDArray masks(NDList seen, NDArray wanted) {
    try (TensorList activations = new TensorList(seen.reversed())) {
      return ops.call(
          manager,
          "masks",
          activations,
          wanted,
          reduces,
          weights,
          film,
          pixels,
          conditional,
          side,
          heads,
          eps);
    }
  }

  @Override
  public void close() {
    ops.close();
  }
}
